import type { PauseState } from "../../../shared/job";
import type { Queue } from "../../queue";
import type { Engine } from "../engine";

/** How often, at most, windows are tried to be opened because somebody asks how it is. */
const REOPEN_MS = 10_000;

/** Why no job can be done. Programs match on it, never on the text. */
type Cause = "queue" | "disk-full" | "lanes";

/** Whether jobs can be done. Names no paths: it may be told to whoever asks. */
export interface Health {
  /** Of an HTTP answer: 200, or 503 where no job can be done. */
  httpStatus: 200 | 503;
  body: {
    status: "ok" | "unavailable";
    cause: Cause | null;
    /** In whole sentences, for people; null where jobs can be done. */
    reason: string | null;
    /** Why nothing is claimed. Paused by hand is healthy: it was asked for. */
    paused: PauseState["kind"] | null;
    /** Jobs that wait or run. */
    depth: number;
    lanes: { total: number; busy: number; down: number };
  };
}

/** Looks whether jobs can be done. */
export class HealthCheck {
  readonly #queue: Queue;
  readonly #engine: Engine;
  #reopenedAt = Number.NEGATIVE_INFINITY;

  constructor(queue: Queue, engine: Engine) {
    this.#queue = queue;
    this.#engine = engine;
  }

  health(): Health {
    const { states, size } = this.#engine.lanes;
    const pause = this.#queue.pauseState();
    const problem = this.#problem(pause);
    if (problem?.cause === "lanes") this.#reopen();
    return {
      httpStatus: problem ? 503 : 200,
      body: {
        status: problem ? "unavailable" : "ok",
        cause: problem?.cause ?? null,
        reason: problem?.reason ?? null,
        paused: pause?.kind ?? null,
        depth: this.#queue.depth(),
        lanes: { total: size, busy: states.busy, down: states.down },
      },
    };
  }

  #problem(pause: PauseState | undefined): { cause: Cause; reason: string } | undefined {
    const { worker, lanes } = this.#engine;
    const unwritable = this.#queue.writeProblem() ?? (worker.trouble?.kind === "error" && worker.trouble.message);
    if (unwritable) return { cause: "queue", reason: `The queue cannot be written: ${unwritable}.` };
    if (worker.trouble) return { cause: "disk-full", reason: "The disk of the queue is full." };
    if (pause?.kind === "disk-full") return { cause: "disk-full", reason: "The disk of the output folder is full." };
    return lanes.trouble === null ? undefined : { cause: "lanes", reason: lanes.trouble };
  }

  /** Without jobs, nobody else would find out that windows open again. */
  #reopen(): void {
    if (performance.now() - this.#reopenedAt < REOPEN_MS) return;
    this.#reopenedAt = performance.now();
    this.#engine.lanes.reopen();
  }
}
