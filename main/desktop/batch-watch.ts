import type { ActiveBatch, BatchCounts, Queue } from "../queue";

/** A batch that has come to its end. */
export interface EndedBatch extends ActiveBatch {
  counts: BatchCounts;
}

/** Notices when batches end, whoever queued them: asked now and then, it tells of each once. */
export class BatchWatch {
  readonly #queue: Pick<Queue, "activeBatches" | "batchCounts">;
  #active = new Map<string, ActiveBatch>();

  constructor(queue: Pick<Queue, "activeBatches" | "batchCounts">) {
    this.#queue = queue;
  }

  /** Batches that ended since this was asked before. One whose failed jobs are put back begins anew. */
  ended(): EndedBatch[] {
    const active = new Map(this.#queue.activeBatches().map((batch) => [batch.id, batch]));
    const ended = [...this.#active.values()].filter(({ id }) => !active.has(id));
    this.#active = active;
    return ended.map((batch) => ({ ...batch, counts: this.#queue.batchCounts(batch.id) }));
  }
}
