import type { BatchView } from "../../shared/batches";

/** What becomes of a batch's prompts, in the order people ask for it. */
const PARTS = ["done", "unchanged", "failed", "rejected", "claimed", "queued", "cancelled"] as const;

export interface BatchPart {
  part: (typeof PARTS)[number];
  count: number;
}

/** What there is of a batch; the parts that are empty are left out. */
export function partsOf(batch: BatchView): BatchPart[] {
  return PARTS.map((part) => ({ part, count: batch[part] })).filter(({ count }) => count > 0);
}

/** Shares of a batch's prompts, 0…1; together with what is left they make 1. */
export interface BatchShares {
  /** With a PDF, made now or before. */
  made: number;
  /** Without one, and there will be none unless somebody tries again. */
  failed: number;
  cancelled: number;
}

/** How far a batch has come. One without prompts has made nothing. */
export function sharesOf(batch: BatchView): BatchShares {
  const total = partsOf(batch).reduce((sum, { count }) => sum + count, 0) || 1;
  return {
    made: (batch.done + batch.unchanged) / total,
    failed: (batch.failed + batch.rejected) / total,
    cancelled: batch.cancelled / total,
  };
}

/** Whole percents of what has ended, rounded down: 100 only when nothing is left. */
export function percentOf(batch: BatchView): number {
  const left = batch.queued + batch.claimed;
  const ended = partsOf(batch).reduce((sum, { count }) => sum + count, 0) - left;
  return ended === 0 ? 0 : Math.floor((100 * ended) / (ended + left));
}
