import { formatNumber } from "./number";

const KB = 1000;
const MB = 1000 * KB;
const GB = 1000 * MB;

/** A size in decimal units, as file managers show it: `812 B`, `48 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < KB) return `${bytes} B`;
  if (bytes < MB) return `${Math.round(bytes / KB)} kB`;
  return bytes < GB ? `${formatNumber(bytes / MB, 1)} MB` : `${formatNumber(bytes / GB, 1)} GB`;
}
