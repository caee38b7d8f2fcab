import { execFileSync, spawnSync } from "node:child_process";

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

/** The outline as Poppler reads it: an item a line, indented by its depth, with the page it leads to. */
export function pdfOutline(file: string): string[] {
  const xml = execFileSync("pdftohtml", ["-xml", "-i", "-stdout", file], { encoding: "utf8", maxBuffer: 1 << 28 });
  let depth = -1;
  return [...xml.matchAll(/<(\/?)outline>|<item page="(\d+)">(.*?)<\/item>/g)].flatMap(([, end, page, text]) => {
    if (page !== undefined) return [`${"  ".repeat(depth)}${text} → ${page}`];
    depth += end === "/" ? -1 : 1;
    return [];
  });
}

/** Links within a PDF, by the page they are on: texts and the pages they lead to. */
export function pdfLinks(file: string): { page: number; text: string; target: number }[] {
  const xml = execFileSync("pdftohtml", ["-xml", "-i", "-stdout", file], { encoding: "utf8", maxBuffer: 1 << 28 });
  return xml
    .split(/<page number="/)
    .slice(1)
    .flatMap((text) => {
      const links = text.matchAll(/<a href="[^"#]*#(\d+)">(?:<[^a][^>]*>)?(.*?)<\//g);
      return [...links].map(([, target, label = ""]) => ({
        page: Number.parseInt(text, 10),
        text: label,
        target: Number(target),
      }));
    });
}

/** What Poppler complains of when it reads all of a PDF; empty for a good one. */
export function pdfComplaints(file: string): string {
  return ["pdfinfo -struct", "pdfinfo -dests", "pdffonts", "pdftotext", "pdftoppm -r 10 -gray"]
    .map((call) => {
      const [command = "", ...options] = call.split(" ");
      const output = command === "pdftotext" ? ["-"] : [];
      return spawnSync(command, [...options, file, ...output], { encoding: "latin1", maxBuffer: 1 << 28 }).stderr;
    })
    .join("");
}

/** A page as it looks, small: two are equal where these bytes are. */
export function pdfPixels(file: string, page: number): Buffer {
  return execFileSync("pdftoppm", ["-r", "60", "-f", String(page), "-l", String(page), file], {
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** How many rows of the upper half of a page, in 250ths of an inch, have ink. */
export function pdfInkRows(file: string, page: number): number {
  const image = execFileSync("pdftoppm", ["-r", "250", "-gray", "-f", String(page), "-l", String(page), file], {
    maxBuffer: 1 << 28,
  });
  const [header = "", width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.toString("latin1", 0, 60)) ?? [];
  const row = (index: number) => image.subarray(header.length + index * Number(width)).subarray(0, Number(width));
  return Array.from({ length: Math.floor(Number(height) / 2) }, (_, index) => row(index)).filter((values) =>
    values.some((value) => value < 160),
  ).length;
}

/** Titles of the outline, those beneath others after them. */
export function pdfOutlineTitles(file: string): string[] {
  return pdfOutline(file).map((line) => line.replace(/ → \d+$/, "").trim());
}
