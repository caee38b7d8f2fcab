import type { ActiveBatch, BatchCounts, Queue } from "../queue";

/** How many batches of earlier runs are looked after. */
const MOST_FOUND = 100;

/** A batch that has come to its end. */
export interface EndedBatch extends ActiveBatch {
  counts: BatchCounts;
}

/**
 * Notices when batches end, asked now and then, and tells of each once: of those that were unfinished when it began, and of
 * those it is given. What other programs hand in is theirs to look after, and may be a batch a prompt.
 */
export class BatchWatch {
  readonly #queue: Pick<Queue, "activeBatches" | "batchCounts" | "isBatchActive" | "isBatchSealed">;
  readonly #watched: Map<string, ActiveBatch>;

  constructor(queue: Pick<Queue, "activeBatches" | "batchCounts" | "isBatchActive" | "isBatchSealed">) {
    this.#queue = queue;
    this.#watched = new Map(queue.activeBatches(MOST_FOUND).map((batch) => [batch.id, batch]));
  }

  watch(batch: ActiveBatch): void {
    this.#watched.set(batch.id, batch);
  }

  /** Batches that ended since this was asked before. */
  ended(): EndedBatch[] {
    const ended = [...this.#watched.values()].filter(({ id }) => {
      return this.#queue.isBatchSealed(id) && !this.#queue.isBatchActive(id);
    });
    for (const { id } of ended) this.#watched.delete(id);
    return ended.map((batch) => ({ ...batch, counts: this.#queue.batchCounts(batch.id) }));
  }
}
