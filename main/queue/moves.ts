import type { JobState } from "../../shared/job";

/**
 * How many jobs of which batch went from one state to another, gathered so that a transaction that moves many jobs
 * writes each count once.
 */
export class Moves {
  /** By `batch state`. */
  readonly #changes = new Map<string, { batch: number; state: JobState; jobs: number }>();

  /** `from` or `to` is undefined where the jobs come into being or go. */
  add(batch: number, from: JobState | undefined, to: JobState | undefined, jobs = 1): void {
    this.#change(batch, from, -jobs);
    this.#change(batch, to, jobs);
  }

  /** The counts that differ. */
  *changes(): Generator<{ batch: number; state: JobState; jobs: number }> {
    for (const change of this.#changes.values()) if (change.jobs !== 0) yield change;
  }

  #change(batch: number, state: JobState | undefined, jobs: number): void {
    if (state === undefined) return;
    const key = `${batch} ${state}`;
    const change = this.#changes.get(key) ?? { batch, state, jobs: 0 };
    change.jobs += jobs;
    this.#changes.set(key, change);
  }
}
