/** Why a lane's window was closed and another opened for the next document. */
export const RECYCLE_REASONS = ["crash", "memory", "deadline", "cancelled", "documents", "error"] as const;
export type RecycleReason = (typeof RECYCLE_REASONS)[number];

/** Whether documents are injected. `reason` says why they are not; both false and null until the self-check has ended. */
export interface FastLaneState {
  on: boolean;
  reason: string | null;
}

/** How the lanes of one process are. */
export interface LaneHealth {
  total: number;
  busy: number;
  fastLane: FastLaneState;
  /** Windows that were replaced, by reason. */
  recycled: Record<RecycleReason, number>;
  /** Renderer processes that ended by themselves, or for the memory they took, with a document in them. */
  crashes: number;
  lastCrash: { atMs: number; message: string } | null;
}

/** Why a window is replaced, in the words of people. */
export const RECYCLE_WORDS: Record<RecycleReason, string> = {
  crash: "crash",
  memory: "memory",
  deadline: "deadline",
  cancelled: "cancel",
  documents: "age",
  error: "error",
};

/** How the lanes of several processes are, together; null without any. What is wrong in one is shown for all. */
export function togetherHealth(healths: readonly LaneHealth[]): LaneHealth | null {
  const [first, ...others] = healths;
  return first === undefined ? null : others.reduce(addHealth, first);
}

function addHealth(a: LaneHealth, b: LaneHealth): LaneHealth {
  const recycled = { ...a.recycled };
  for (const reason of RECYCLE_REASONS) recycled[reason] += b.recycled[reason];
  return {
    total: a.total + b.total,
    busy: a.busy + b.busy,
    fastLane: worse(a.fastLane, b.fastLane),
    recycled,
    crashes: a.crashes + b.crashes,
    lastCrash: (a.lastCrash?.atMs ?? 0) >= (b.lastCrash?.atMs ?? 0) ? a.lastCrash : b.lastCrash,
  };
}

/** Off before unknown before on. */
function worse(a: FastLaneState, b: FastLaneState): FastLaneState {
  if (a.reason !== null) return a;
  return b.reason !== null || a.on ? b : a;
}
