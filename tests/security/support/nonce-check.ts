import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import type { MarkedDocument } from "./nonce-documents";

const NONCE = /NONCE[0-9a-f]{12}/g;

/** What of other documents is in a PDF, or of its own is missing; empty where all is right. */
export function strayMarks(file: string, marked: MarkedDocument): string[] {
  const pdf = readFileSync(file);
  const pages = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
  const inText = pages.flatMap((page) => page.match(NONCE) ?? []);
  // Titles, alternative texts and bookmarks are written plainly.
  const inBytes = pdf.toString("latin1").match(NONCE) ?? [];
  const colours = pictureColours(pdf);
  return [
    ...[...inText, ...inBytes].filter((nonce) => nonce !== marked.nonce).map((nonce) => `text of ${nonce}`),
    ...colours.filter((rgb) => rgb !== marked.rgb).map((rgb) => `picture of ${rgb.toString(16)}`),
    ...(inText.length < marked.times ? [`own text ${inText.length} times of ${marked.times}`] : []),
    ...(colours.length === 0 ? ["no picture"] : []),
    ...(pages.length < marked.pages ? [`${pages.length} pages`] : []),
    ...pages
      .slice(0, marked.pages)
      .flatMap((page, at) => (page.includes(marked.nonce) ? [] : [`page ${at + 1} without text`])),
  ];
}

/** The first pixel of each picture in a PDF, as 24 bits. */
function pictureColours(pdf: Buffer): number[] {
  const colours: number[] = [];
  for (let at = pdf.indexOf("/Subtype /Image"); at !== -1; at = pdf.indexOf("/Subtype /Image", at + 1)) {
    const start = pdf.indexOf("stream\n", at) + "stream\n".length;
    colours.push(inflateSync(pdf.subarray(start, pdf.indexOf("endstream", start))).readUIntBE(0, 3));
  }
  return colours;
}
