import { execFileSync } from "node:child_process";

/** Number of pages, as Poppler counts them; throws for a file that is no whole PDF. */
export function pdfPages(file: string): number {
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return Number(/^Pages:\s+(\d+)/m.exec(info)?.[1]);
}

/** The text of a PDF, white space folded. */
export function pdfText(file: string): string {
  return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}

/** Width × height of the first page in millimetres, rounded. */
export function pdfPageSize(file: string): [number, number] {
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(info) ?? [];
  return [Number(width), Number(height)].map((points) => Math.round((points / 72) * 25.4)) as [number, number];
}

/** Width × height of the first page in points. */
export function pdfPagePoints(file: string): [number, number] {
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(info) ?? [];
  return [Number(width), Number(height)];
}

/** Whether a PDF is tagged. */
export function isPdfTagged(file: string): boolean {
  return /^Tagged:\s+yes/m.test(execFileSync("pdfinfo", [file], { encoding: "utf8" }));
}

/** Where a word of the first page stands, in points from its left and upper edge. */
export function pdfWord(file: string, word: string): { left: number; top: number; right: number; bottom: number } {
  const html = execFileSync("pdftotext", ["-bbox", "-l", "1", file, "-"], { encoding: "utf8" });
  const [, left, top, right, bottom] =
    new RegExp(`xMin="([-\\d.]+)" yMin="([-\\d.]+)" xMax="([-\\d.]+)" yMax="([-\\d.]+)">${word}<`).exec(html) ?? [];
  return { left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) };
}

/** How dark the middle of the first page is: 0 is black, 255 white. */
export function pdfShade(file: string): number {
  const image = execFileSync("pdftoppm", ["-r", "10", "-gray", "-singlefile", file]);
  const [header = "", width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.toString("latin1", 0, 60)) ?? [];
  return image[header.length + Math.floor(Number(height) / 2) * Number(width) + Math.floor(Number(width) / 2)] ?? -1;
}

/** Names of the fonts, all of which must be embedded. */
export function pdfFonts(file: string): { name: string; isEmbedded: boolean }[] {
  const lines = execFileSync("pdffonts", [file], { encoding: "utf8" }).trim().split("\n").slice(2);
  return lines.map((line) => {
    const [, name = "", flags = ""] = /^(\S+)\s+.*?\s((?:yes|no)\s+(?:yes|no)\s+(?:yes|no))\s/.exec(line) ?? [];
    return { name, isEmbedded: flags.startsWith("yes") };
  });
}
