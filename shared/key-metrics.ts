import type { JobState, QueueStats } from "./job";

/** Megabytes in figures of memory are of so many bytes. */
export const BYTES_PER_MB = 2 ** 20;

/**
 * The five figures that say how a queue does. The window, `status` and `/metrics` all take them from here, so that they
 * never tell different things.
 */
export interface KeyMetrics {
  /** Throughput: PDFs completed in the last 60 seconds. */
  pdfsPerMinute: number;
  /** Latency: milliseconds from claim to done that half, and 95 %, of the last hour's PDFs took at most; null without any. */
  p50Ms: number | null;
  p95Ms: number | null;
  /** Error rate: failed / (done + failed) in the last hour, 0…1. */
  errorRate: number;
  /** Queue depth: jobs that wait or run. */
  depth: number;
  /** Highest resident memory of a worker's processes together in the last hour, in MB; null when nothing was rendered. */
  peakRssMb: number | null;
}

/** The figures that {@link KeyMetrics} are made of. */
export type KeyFigures = Pick<QueueStats, "pdfsPerMinute" | "p50Ms" | "p95Ms" | "errorRate" | "peakRssMb"> &
  Pick<QueueStats, Extract<JobState, "queued" | "claimed">>;

/** The key metrics of a queue. */
export function keyMetrics(stats: KeyFigures): KeyMetrics {
  const { pdfsPerMinute, p50Ms, p95Ms, errorRate, peakRssMb, queued, claimed } = stats;
  return { pdfsPerMinute, p50Ms, p95Ms, errorRate, peakRssMb, depth: queued + claimed };
}
