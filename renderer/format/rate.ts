import { formatNumber } from "./number";

/**
 * A rate per second with as many digits as can be read while it changes: whole from 10 up, one decimal from 1 up, two
 * below. Never shows 0 for a rate above 0.
 */
export function formatRate(perSecond: number): string {
  if (!(perSecond > 0)) return "0";
  if (perSecond >= 9.95) return formatNumber(perSecond);
  if (perSecond >= 0.995) return formatNumber(perSecond, 1);
  return perSecond < 0.01 ? `<${formatNumber(0.01, 2)}` : formatNumber(perSecond, 2);
}

/** A share 0…1 as `12 %`, `0.4 %`, `<0.1 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent >= 9.95) return `${Math.round(percent)} %`;
  return percent < 0.1 ? `<${formatNumber(0.1, 1)} %` : `${formatNumber(percent, 1)} %`;
}
