/** Buckets per doubling: a percentile is off by at most 4.5 %. */
export const PER_OCTAVE = 8;
/** Bucket 0 ends here; everything shorter is in it. */
const SMALLEST_MS = 0.05;

/** Number of the bucket that a duration in milliseconds falls into, from 0. */
export function bucketOf(ms: number): number {
  return ms <= SMALLEST_MS ? 0 : Math.ceil(Math.log2(ms / SMALLEST_MS) * PER_OCTAVE);
}

/** Where a bucket ends: the longest duration in it, in milliseconds. */
export function endOf(bucket: number): number {
  return SMALLEST_MS * 2 ** (bucket / PER_OCTAVE);
}

/** The duration that stands for a bucket: its geometric middle, in milliseconds. */
export function middleOf(bucket: number): number {
  return SMALLEST_MS * 2 ** ((bucket - 0.5) / PER_OCTAVE);
}

/**
 * The value below which a share of the counted durations lies, by nearest rank.
 * @param counts durations by bucket
 * @returns milliseconds; null where nothing was counted
 */
export function histogramPercentile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= rank) return middleOf(bucket);
  }
  return null;
}
