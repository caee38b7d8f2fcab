import { formatNumber } from "./number";

/** `4,812`. */
export function formatCount(count: number): string {
  return formatNumber(count);
}
