import type { Removal } from "../../shared/jobs-by-hand";
import type { ByHand, RemovedJobs } from "../queue";
import { numberedOutput } from "../worker";

/** The window offers to undo a removal for seconds only; this is how long it is kept at most. */
const KEPT_MS = 60_000;
/** So many jobs are kept at most, of all removals; the last one is kept whatever its size. */
const KEPT_JOBS = 20_000;

/** What was taken out of the list, to be put back for a while. */
export class Removals {
  readonly #byHand: Pick<ByHand, "remove" | "restore">;
  readonly #kept = new Map<number, { removed: RemovedJobs; timer: NodeJS.Timeout }>();
  #last = 0;

  constructor(byHand: Pick<ByHand, "remove" | "restore">) {
    this.#byHand = byHand;
  }

  remove(ids: readonly number[]): Removal {
    const removed = this.#byHand.remove(ids);
    this.#last += 1;
    const removal = this.#last;
    const timer = setTimeout(() => this.#kept.delete(removal), KEPT_MS);
    timer.unref();
    this.#kept.set(removal, { removed, timer });
    this.#dropOldest();
    return { removed: removed.count, removal };
  }

  #dropOldest(): void {
    let jobs = [...this.#kept.values()].reduce((sum, { removed }) => sum + removed.count, 0);
    for (const [removal, { removed }] of this.#kept) {
      if (jobs <= KEPT_JOBS || removal === this.#last) return;
      this.#drop(removal);
      jobs -= removed.count;
    }
  }

  #drop(removal: number): void {
    clearTimeout(this.#kept.get(removal)?.timer);
    this.#kept.delete(removal);
  }

  /** @returns how many jobs were put back; none where it was done before, or is too long ago */
  undo(removal: number): number {
    const kept = this.#kept.get(removal);
    if (!kept) return 0;
    const restored = this.#byHand.restore(kept.removed, numberedOutput);
    // Only now: where it could not be written, it can be tried again.
    this.#drop(removal);
    return restored;
  }
}
