/** The middle of repeated timings, and what one in a hundred exceeds, in milliseconds. */
export interface Latency {
  p50Ms: number;
  p99Ms: number;
}

/** Percentiles by nearest rank. `timesMs` must not be empty. */
export function latencyOf(timesMs: readonly number[]): Latency {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** How many of `count` things a second are done by `work`, which does all of them. On a monotonic clock. */
export async function perSecond(count: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return count / ((performance.now() - startedAt) / 1000);
}
