import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** What is kept of an object that goes on in the next piece: a node of the page tree is far smaller. */
const KEPT_CHARACTERS = 64 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** What a file is seen to be when it is read once from its beginning to its end. */
export interface PdfScan {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Whether it begins and ends as a PDF does. */
  isPdf: boolean;
  /** The highest count of a page tree; 0 where none can be read, as where it is compressed. */
  pages: number;
}

/**
 * Reads a file in pieces, whatever its size.
 * @throws what the file system says
 */
export async function scanPdf(path: string): Promise<PdfScan> {
  const hash = createHash("sha256");
  let bytes = 0;
  let head = "";
  let pages = 0;
  let rest = "";
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    hash.update(piece);
    bytes += piece.byteLength;
    const text = rest + (piece as Buffer).toString("latin1");
    if (head.length < 5) head = text.slice(0, 5);
    const end = text.lastIndexOf("endobj") + 1;
    pages = Math.max(pages, highestCount(text.slice(0, end)));
    rest = text.slice(Math.max(end, text.length - KEPT_CHARACTERS));
  }
  return { bytes, sha256: hash.digest("hex"), isPdf: head === "%PDF-" && rest.trimEnd().endsWith("%%EOF"), pages };
}

function highestCount(text: string): number {
  let most = 0;
  for (const { index } of text.matchAll(/\/Type\s*\/Pages\b/g)) {
    const end = text.indexOf("endobj", index);
    const node = text.slice(Math.max(0, text.lastIndexOf(" obj", index)), end === -1 ? undefined : end);
    most = Math.max(most, Number(/\/Count\s+(\d+)/.exec(node)?.[1] ?? 0));
  }
  return most;
}
