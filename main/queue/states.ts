import type { JobState } from "../../shared/job";

/**
 * A job is claimed in company once. When the process dies, all the jobs it held are suspects: each is run alone from
 * then on, after all others, so that the one that kills the process is found and its neighbours are not blamed. After
 * this many deaths in all it is failed.
 */
export const MAX_INTERRUPTS = 3;

/** A job that ended its renderer so often, by a crash or by the memory it took, is failed, whatever retries are left. */
export const MAX_RENDERER_ENDS = 2;

/** One way from a state to another. `to` is undefined where the job is taken out of the queue. */
export interface Transition {
  from: JobState;
  to: JobState | undefined;
  /** Whether it ends an attempt: then it must name attempt and worker, and change exactly one row. */
  isFenced: boolean;
  holds: string;
}

/**
 * All that leads from one state to another, and nothing else does. Each is one guarded UPDATE in statements.ts that
 * names the state it comes from. docs/job-states.md shows this table; a test holds the two together.
 */
export const TRANSITIONS = {
  claim: { from: "queued", to: "claimed", isFenced: false, holds: "it is ready; attempt + 1; the worker is set" },
  complete: { from: "claimed", to: "done", isFenced: true, holds: "the output is on the disk under its final name" },
  fail: {
    from: "claimed",
    to: "failed",
    isFenced: true,
    holds: "a permanent error, no retries left, or it ended its renderer twice",
  },
  retry: {
    from: "claimed",
    to: "queued",
    isFenced: true,
    holds: "failures + 1; waits 1, 2, 4, … s (at most 5 min) ± 15 %",
  },
  release: {
    from: "claimed",
    to: "queued",
    isFenced: true,
    holds: "given up without fault: Ctrl-C, closed window, “stop now”, full disk",
  },
  abort: { from: "claimed", to: "cancelled", isFenced: true, holds: "a cancel was asked for; no output was left" },
  interrupt: { from: "claimed", to: "queued", isFenced: false, holds: "its worker's process is gone; interrupts + 1" },
  condemn: {
    from: "claimed",
    to: "failed",
    isFenced: false,
    holds: `its worker's process is gone, for the ${MAX_INTERRUPTS}rd time`,
  },
  cancel: { from: "queued", to: "cancelled", isFenced: false, holds: "by hand" },
  drop: {
    from: "claimed",
    to: "cancelled",
    isFenced: false,
    holds: "a cancel was asked for, and the attempt ended by retry, release or interrupt",
  },
  supersede: {
    from: "queued",
    to: undefined,
    isFenced: false,
    holds: "its prompt was edited, moved or taken out since the call was interrupted",
  },
  supersedeDone: {
    from: "done",
    to: undefined,
    isFenced: false,
    holds: "likewise, or its PDF does not stand any more; the PDF stays",
  },
  supersedeFailed: { from: "failed", to: undefined, isFenced: false, holds: "likewise" },
  supersedeCancelled: { from: "cancelled", to: undefined, isFenced: false, holds: "likewise" },
  requeue: {
    from: "failed",
    to: "queued",
    isFenced: false,
    holds: "by hand; failures, interrupts and ended renderers back to 0",
  },
  requeueCancelled: {
    from: "cancelled",
    to: "queued",
    isFenced: false,
    holds: "likewise, by number; no other job has taken its name",
  },
  remove: { from: "queued", to: undefined, isFenced: false, holds: "by hand; can be undone while the window is open" },
  removeDone: { from: "done", to: undefined, isFenced: false, holds: "likewise, of a finished batch; the PDF stays" },
  removeFailed: { from: "failed", to: undefined, isFenced: false, holds: "likewise" },
  removeCancelled: { from: "cancelled", to: undefined, isFenced: false, holds: "likewise" },
  prune: { from: "done", to: undefined, isFenced: false, holds: "30 days old; what proves its output stays" },
  pruneCancelled: { from: "cancelled", to: undefined, isFenced: false, holds: "30 days old" },
} as const satisfies Record<string, Transition>;
