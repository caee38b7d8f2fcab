import { isUtf8 } from "node:buffer";
import { StringDecoder } from "node:string_decoder";

/** A line longer than this is decoded in parts: memory stays bounded whatever the input. */
const MAX_UNDECODED_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;
/** So much is looked at to find UTF-16 without a mark; in a stream, no more than its first line. */
const SAMPLE_BYTES = 4096;

/**
 * Stands in the text for what is no UTF-8 in a line that is otherwise: half a surrogate pair, which no text has. It is
 * rejected with its place, as a NUL is.
 */
export const DAMAGED = "\udcff";

/**
 * What Windows-1252 has at 0x80…0x9f; elsewhere it is Latin-1. Our own table, as many releases of Node decode it as plain
 * Latin-1: https://github.com/nodejs/node/issues/60888
 */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);
}

/**
 * The text of bytes that are no UTF-8. Where it has characters of several bytes that are whole, and as many of them as
 * flaws, it was UTF-8 once and is damaged: in Windows-1252 such bytes would be rare (é would be Ã©).
 */
function decodeOther(bytes: Buffer): { text: string; isDamaged: boolean } {
  const text = bytes.toString("utf8");
  let flaws = 0;
  let whole = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0xfffd) flaws += 1;
    else if (unit > 0x7f) whole += 1;
  }
  if (whole < flaws) return { text: decodeWindows1252(bytes), isDamaged: false };
  return { text: text.replaceAll("\ufffd", DAMAGED), isDamaged: true };
}

/** `windows-1252` where any of it is no UTF-8. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

interface ByteOrderMark {
  encoding: Exclude<Encoding, "windows-1252">;
  length: number;
}

function byteOrderMark(bytes: Buffer): ByteOrderMark {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: "utf-8", length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: "utf-16be", length: 2 };
  return { encoding: unmarkedEncoding(bytes.subarray(0, SAMPLE_BYTES)), length: 0 };
}

/** UTF-16 where one in eight pairs of bytes has a NUL, and nearly all on the same side: every blank has one there. */
function unmarkedEncoding(sample: Buffer): ByteOrderMark["encoding"] {
  const nuls = [0, 0];
  for (let at = sample.indexOf(0); at >= 0; at = sample.indexOf(0, at + 1)) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const most = Math.max(even, odd);
  // A single one in a short text is a stray character.
  if (Math.min(even, odd) * 4 > most || most < 2 || most * 16 < sample.length) return "utf-8";
  return odd > even ? "utf-16le" : "utf-16be";
}

/**
 * A whole file as text, with `\n` between lines: UTF-8, UTF-16 LE or BE where a byte order mark or the places of NULs
 * say so, and Windows-1252 where the bytes are no UTF-8, but see {@link DAMAGED}.
 * @param note told the encoding
 */
export function decodeWhole(bytes: Buffer, note?: (encoding: Encoding) => void): string {
  const { encoding, length } = byteOrderMark(bytes);
  const rest = bytes.subarray(length);
  const other = encoding === "utf-8" && !isUtf8(rest) ? decodeOther(rest) : undefined;
  note?.(other && !other.isDamaged ? "windows-1252" : encoding);
  if (encoding !== "utf-8") return toLineFeeds(new Utf16Decoder(encoding).write(rest));
  return toLineFeeds(other ? other.text : rest.toString("utf8"));
}

function toLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/**
 * A stream of bytes as text, in pieces, with `\n` between lines. Encodings as in {@link decodeWhole}, but Windows-1252
 * is chosen line by line, so that the result does not depend on how the bytes were cut into chunks.
 * @param note told the encoding at the beginning, and once more where a line turns out to be Windows-1252
 */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array | string>,
  note?: (encoding: Encoding) => void,
): AsyncGenerator<string> {
  let decoder: ((bytes: Buffer) => string) | undefined;
  let end: (() => string) | undefined;
  let head: Buffer = Buffer.alloc(0);
  const lineFeeds = new LineFeeds();

  const start = (): string => {
    const { encoding, length } = byteOrderMark(head.subarray(0, sampleLength(head)));
    note?.(encoding);
    if (encoding === "utf-8") {
      const lines = new LineDecoder(() => note?.("windows-1252"));
      decoder = (bytes) => lines.write(bytes);
      end = () => lines.end();
    } else {
      const utf16 = new Utf16Decoder(encoding);
      decoder = (bytes) => utf16.write(bytes);
      end = () => "";
    }
    return decoder(head.subarray(length));
  };

  for await (const chunk of chunks) {
    const bytes =
      typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let text: string;
    if (decoder) text = decoder(bytes);
    else {
      head = Buffer.concat([head, bytes]);
      if (sampleLength(head) === undefined) continue;
      text = start();
    }
    yield lineFeeds.write(text);
  }
  const rest = decoder ? "" : start();
  yield lineFeeds.write(rest + (end?.() ?? ""));
  yield lineFeeds.end();
}

/**
 * How much of a stream's beginning is looked at: its first line, as no row is complete before that, so that the result
 * does not depend on how the bytes were cut. Undefined while more is needed.
 */
function sampleLength(head: Buffer): number | undefined {
  // A mark has three bytes at most.
  const lineEnd = head.indexOf(LINE_FEED, 2);
  if (lineEnd >= 0) return Math.min(lineEnd + 1, SAMPLE_BYTES);
  return head.length < SAMPLE_BYTES ? undefined : SAMPLE_BYTES;
}

/** Turns CR LF and CR into LF, also where a chunk ends between the two. */
class LineFeeds {
  #held = "";

  write(text: string): string {
    const whole = this.#held + text;
    const holdsBack = whole.endsWith("\r");
    this.#held = holdsBack ? "\r" : "";
    return toLineFeeds(holdsBack ? whole.slice(0, -1) : whole);
  }

  end(): string {
    return this.#held === "" ? "" : "\n";
  }
}

class Utf16Decoder {
  readonly #decoder = new StringDecoder("utf16le");
  readonly #isBigEndian: boolean;
  /** The first byte of a pair that is cut by the end of a chunk. */
  #odd: Buffer = Buffer.alloc(0);

  constructor(encoding: "utf-16le" | "utf-16be") {
    this.#isBigEndian = encoding === "utf-16be";
  }

  write(chunk: Buffer): string {
    if (!this.#isBigEndian) return this.#decoder.write(chunk);
    const bytes = Buffer.concat([this.#odd, chunk]);
    const even = bytes.length - (bytes.length % 2);
    this.#odd = bytes.subarray(even);
    return this.#decoder.write(bytes.subarray(0, even).swap16());
  }
}

/** Decodes whole lines, each as UTF-8 or, where it is none, as Windows-1252 or as damaged. */
class LineDecoder {
  readonly #onOther: () => void;
  #isOther = false;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** @param onOther told of the first line that is Windows-1252 */
  constructor(onOther: () => void) {
    this.#onOther = onOther;
  }

  write(chunk: Buffer): string {
    const cut = chunk.lastIndexOf(LINE_FEED) + 1;
    if (cut > 0) {
      const lines = this.#take(chunk.subarray(0, cut));
      this.#keep(chunk.subarray(cut));
      return this.#decode(lines);
    }
    this.#keep(chunk);
    if (this.#pendingBytes < MAX_UNDECODED_BYTES) return "";
    const part = this.#take(Buffer.alloc(0));
    const end = characterBoundary(part);
    this.#keep(part.subarray(end));
    return this.#decode(part.subarray(0, end));
  }

  end(): string {
    return this.#decode(this.#take(Buffer.alloc(0)));
  }

  #decode(bytes: Buffer): string {
    if (isUtf8(bytes)) return bytes.toString("utf8");
    return decodeLines(bytes, () => {
      if (!this.#isOther) this.#onOther();
      this.#isOther = true;
    });
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    // A copy: the stream may use its buffer again.
    this.#pending.push(Buffer.from(bytes));
    this.#pendingBytes += bytes.length;
  }

  #take(last: Buffer): Buffer {
    const bytes = this.#pending.length === 0 ? last : Buffer.concat([...this.#pending, last]);
    this.#pending = [];
    this.#pendingBytes = 0;
    return bytes;
  }
}

/** Line by line, each in its own encoding. */
function decodeLines(bytes: Buffer, onOther: () => void): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(start, end);
    if (isUtf8(line)) parts.push(line.toString("utf8"));
    else {
      const { text, isDamaged } = decodeOther(line);
      if (!isDamaged) onOther();
      parts.push(text);
    }
    start = end;
  }
  return parts.join("");
}

/** Where to cut so that no UTF-8 character is torn: before the last lead byte, if its character may be unfinished. */
function characterBoundary(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return at;
  }
  return bytes.length;
}
