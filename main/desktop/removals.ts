import type { Removal } from "../../shared/jobs-by-hand";
import type { ByHand, RemovedJobs } from "../queue";
import { numberedOutput } from "../worker";

/** So many removals can be undone; the window offers it for seconds only. */
const KEPT = 20;

/** What was taken out of the list, to be put back while the window is open. */
export class Removals {
  readonly #byHand: Pick<ByHand, "remove" | "restore">;
  readonly #kept = new Map<number, RemovedJobs>();
  #last = 0;

  constructor(byHand: Pick<ByHand, "remove" | "restore">) {
    this.#byHand = byHand;
  }

  remove(ids: readonly number[]): Removal {
    const removed = this.#byHand.remove(ids);
    this.#last += 1;
    this.#kept.set(this.#last, removed);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return { removed: removed.count, removal: this.#last };
  }

  /** @returns how many jobs were put back; none where it was done before */
  undo(removal: number): number {
    const removed = this.#kept.get(removal);
    if (!removed) return 0;
    this.#kept.delete(removal);
    return this.#byHand.restore(removed, numberedOutput);
  }
}
