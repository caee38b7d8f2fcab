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

/** Names of the fonts, all of which must be embedded. */
export function pdfFonts(file: string): { name: string; isEmbedded: boolean }[] {
  const lines = execFileSync("pdffonts", [file], { encoding: "utf8" }).trim().split("\n").slice(2);
  return lines.map((line) => {
    const [, name = "", flags = ""] = /^(\S+)\s+.*?\s((?:yes|no)\s+(?:yes|no)\s+(?:yes|no))\s/.exec(line) ?? [];
    return { name, isEmbedded: flags.startsWith("yes") };
  });
}
