/** The middle of repeated timings, and what one in a hundred exceeds, in milliseconds. */
export interface Latency {
  p50Ms: number;
  p99Ms: number;
}

/** Percentiles by nearest rank. `timesMs` must not be empty. */
export function latencyOf(timesMs: readonly number[]): Latency {
  const at = byRank(timesMs);
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** The middle of repeated timings, what one in twenty exceeds, and the longest. `timesMs` must not be empty. */
export function spreadOf(timesMs: readonly number[]): { p50Ms: number; p95Ms: number; mostMs: number } {
  const at = byRank(timesMs);
  return { p50Ms: at(0.5), p95Ms: at(0.95), mostMs: at(1) };
}

function byRank(timesMs: readonly number[]): (share: number) => number {
  const sorted = [...timesMs].sort((a, b) => a - b);
  return (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle one; of an even number the mean of the two in the middle. `values` must not be empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return mean(middle);
}

/** The arithmetic mean. `values` must not be empty. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How many of `count` things a second are done by `work`, which does all of them. On a monotonic clock. */
export async function perSecond(count: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return count / ((performance.now() - startedAt) / 1000);
}
