/** A rate is that of the last seconds: long ago says nothing about now. */
const RATE_SECONDS = 5;
/** So many seconds of work are needed before anybody is told how long the rest will take. */
const SECONDS_TO_KNOW = 2;

/**
 * PDFs per second over the last seconds of work. Idle seconds before the work began do not count.
 * @param perSecond PDFs in each whole second, oldest first
 * @returns the rate, and whether it rests on enough seconds to foretell anything
 */
export function recentRate(perSecond: readonly number[]): { rate: number; isKnown: boolean } {
  const recent = perSecond.slice(-RATE_SECONDS);
  const begin = recent.findIndex((figure) => figure > 0);
  if (begin === -1) return { rate: 0, isKnown: false };
  const busy = recent.slice(begin);
  return { rate: busy.reduce((sum, figure) => sum + figure, 0) / busy.length, isKnown: busy.length >= SECONDS_TO_KNOW };
}
