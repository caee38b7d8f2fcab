import type { JobState } from "../../shared/job";
import type { BulkChange, BulkOutcome, JobSelection } from "../../shared/job-list";
import type { ListingThread, Queue } from "../queue";
import type { Removals } from "./removals";
import { inSlices } from "./slices";

interface BulkChangesOptions {
  queue: Pick<Queue, "requeue" | "cancel" | "byHand">;
  listing: Pick<ListingThread, "matching" | "countsOf" | "countMatching">;
  removals: Pick<Removals, "remove">;
  /** There may be work that the worker does not know of. */
  wake(): void;
}

/**
 * What is done with many jobs at once. Which they are is settled first, by the thread that lists; then they are changed in
 * slices, each a transaction of its own, and the queue is free between them. A job whose state does not allow the change,
 * or does not any more, is left as it is.
 */
export class BulkChanges {
  readonly #options: BulkChangesOptions;
  readonly #running = new Set<Promise<BulkOutcome>>();

  constructor(options: BulkChangesOptions) {
    this.#options = options;
  }

  /** Numbers of the jobs that are selected now, rising. */
  async idsOf(selection: JobSelection): Promise<number[]> {
    if ("ids" in selection) return [...new Set(selection.ids)].sort((a, b) => a - b);
    const except = new Set(selection.except);
    const { ids } = await this.#options.listing.matching(selection.filter);
    return ids.filter((id) => !except.has(id)).sort((a, b) => a - b);
  }

  /** How many of the selected jobs are in which state. */
  async count(selection: JobSelection): Promise<Record<JobState, number>> {
    const { listing } = this.#options;
    return "ids" in selection
      ? listing.countsOf(selection.ids)
      : listing.countMatching(selection.filter, selection.except);
  }

  async change(selection: JobSelection, change: BulkChange): Promise<BulkOutcome> {
    const changing = this.#change(selection, change);
    this.#running.add(changing);
    try {
      return await changing;
    } finally {
      this.#running.delete(changing);
      this.#options.wake();
    }
  }

  /** Waits for what is under way, so that no half of it is left out. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #change(selection: JobSelection, change: BulkChange): Promise<BulkOutcome> {
    const ids = await this.idsOf(selection);
    if (change.kind === "remove") {
      const { removed, removal } = await this.#options.removals.remove(ids);
      return { selected: ids.length, changed: removed, removal };
    }
    let changed = 0;
    // Each slice goes before all others: the last of them first, so that they keep their order.
    const order = change.kind === "top" ? "backward" : "forward";
    await inSlices(
      ids,
      (slice) => {
        changed += this.#changeSlice(slice, change);
      },
      order,
    );
    return { selected: ids.length, changed, removal: null };
  }

  #changeSlice(ids: readonly number[], change: Exclude<BulkChange, { kind: "remove" }>): number {
    const { queue } = this.#options;
    if (change.kind === "retry") return queue.requeue({ ids });
    if (change.kind === "cancel") return queue.cancel({ ids });
    if (change.kind === "priority") return queue.byHand.setPriority(ids, change.priority);
    return queue.byHand.move(ids, change.kind);
  }
}
