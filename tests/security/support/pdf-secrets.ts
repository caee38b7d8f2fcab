import { execFileSync } from "node:child_process";

const DOTS_PER_INCH = 20;
/** Pixels may be a little off where edges are smoothed. */
const TOLERANCE = 40;

/** How many files are attached to a PDF. */
export function attachments(file: string): number {
  const list = execFileSync("pdfdetach", ["-list", file], { encoding: "utf8" });
  return Number(/^(\d+) embedded files?/m.exec(list)?.[1]);
}

/** Whether a pixel of the first page has this colour, nearly: red, green, blue. */
export function showsColour(file: string, [red, green, blue]: readonly [number, number, number]): boolean {
  const args = ["-r", String(DOTS_PER_INCH), "-f", "1", "-l", "1", file];
  // A portable pixmap: three lines of text, then three bytes a pixel.
  const picture = execFileSync("pdftoppm", args, { maxBuffer: 100 * 1024 * 1024 });
  let at = 0;
  for (let lines = 0; lines < 3; lines += 1) at = picture.indexOf(10, at) + 1;
  for (; at + 2 < picture.length; at += 3) {
    const isNear = [red, green, blue].every(
      (value, channel) => Math.abs((picture[at + channel] ?? 0) - value) < TOLERANCE,
    );
    if (isNear) return true;
  }
  return false;
}
