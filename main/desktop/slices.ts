import { setImmediate as nextTurn } from "node:timers/promises";

/** Jobs changed by one transaction: it takes some ten milliseconds, and the queue is free in between. */
export const SLICE_JOBS = 250;

/** Has `work` done slice by slice, with room for everything else between them. */
export async function inSlices<T>(
  all: readonly T[],
  work: (slice: readonly T[]) => void,
  order: "forward" | "backward" = "forward",
): Promise<void> {
  const starts = Array.from({ length: Math.ceil(all.length / SLICE_JOBS) }, (_, at) => at * SLICE_JOBS);
  for (const start of order === "forward" ? starts : starts.reverse()) {
    work(all.slice(start, start + SLICE_JOBS));
    await nextTurn();
  }
}
