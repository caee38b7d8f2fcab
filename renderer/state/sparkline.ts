/** Points of a small line, as SVG path data in a box of `width` × `height`. */
export interface SparklinePaths {
  line: string;
  /** The line closed along the bottom, for the fill. */
  area: string;
}

/** Points the line always has room for: one per second of a minute. */
const POINTS = 60;

/**
 * Paths of the latest 60 values, newest at the right edge; fewer values leave the left empty. The scale reaches from 0
 * to the highest value, so that the shape is true.
 */
export function sparklinePaths(values: readonly number[], width: number, height: number): SparklinePaths {
  const latest = values.slice(-POINTS);
  if (latest.length === 0) return { line: "", area: "" };
  const highest = Math.max(...latest, 1e-9);
  const step = width / (POINTS - 1);
  const firstX = width - (latest.length - 1) * step;
  const points = latest.map((value, index) => {
    const x = firstX + index * step;
    const y = height - (Math.max(0, value) / highest) * height;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const line = `M${points.join("L")}`;
  return { line, area: `${line}L${width.toFixed(1)},${height}L${firstX.toFixed(1)},${height}Z` };
}
