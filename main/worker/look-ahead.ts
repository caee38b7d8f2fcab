/** However slowly jobs end, so many are held beyond those in lanes; and however fast, no more than `most`. */
const JOBS = { least: 2, most: 24 } as const;
/** Jobs are held for so long: a document is composed, or written and synced on a busy disk, in less. */
const AHEAD_MS = 100;
/** Over how long the pace is averaged: long against the time between two commits, short against a batch. */
const MEMORY_MS = 500;

/**
 * How many jobs a worker holds beyond those in lanes: composed ahead or being published, so that no lane waits for a
 * thread or a disk. As many as end in {@link AHEAD_MS}: where jobs are slow, few are held, and others are left to other workers.
 */
export class LookAhead {
  readonly #now: () => number;
  #at: number;
  #jobsPerMs = 0;

  /** @param now milliseconds of a clock that nobody sets */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#at = now();
  }

  get jobs(): number {
    return Math.min(Math.max(Math.ceil(this.#jobsPerMs * AHEAD_MS), JOBS.least), JOBS.most);
  }

  /** So many jobs have ended since the last call. */
  add(ended: number): void {
    const now = this.#now();
    const elapsedMs = now - this.#at;
    // Each job counts once and fades: no pace has to be worked out of two calls that may come in the same moment.
    this.#jobsPerMs = this.#jobsPerMs * Math.exp(-elapsedMs / MEMORY_MS) + ended / MEMORY_MS;
    this.#at = now;
  }
}
