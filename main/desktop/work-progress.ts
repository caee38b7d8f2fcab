import type { QueueStats } from "../../shared/job";

/** How the work stands, as a taskbar or dock shows it. */
export interface WorkProgress {
  /** Ended jobs of all since work began, 0…1. */
  fraction: number;
  mode: "normal" | "paused" | "error";
}

type Counts = Pick<QueueStats, "queued" | "claimed" | "done" | "failed" | "cancelled" | "pause">;

/**
 * Progress since the queue was last empty: what ended before that has nothing to do with the work that runs now.
 * One for each window.
 */
export class ProgressSinceIdle {
  #endedBefore: number | undefined;
  #failedBefore = 0;

  /** @returns undefined where there is no work */
  next({ queued, claimed, done, failed, cancelled, pause }: Counts): WorkProgress | undefined {
    const left = queued + claimed;
    const ended = done + failed + cancelled;
    // Counts can fall: failed jobs are put back, old ones are forgotten.
    if (this.#endedBefore === undefined || left === 0 || ended < this.#endedBefore) {
      this.#endedBefore = ended;
      this.#failedBefore = failed;
    }
    if (left === 0) return undefined;
    const endedNow = ended - this.#endedBefore;
    const mode = pause === null ? (failed > this.#failedBefore ? "error" : "normal") : "paused";
    return { fraction: endedNow / (endedNow + left), mode };
  }
}
