import { constants, inflateSync } from "node:zlib";

/** Most of a stream that is looked at, written out. */
const MAX_STREAM_BYTES = 4 * 1024 * 1024;
/** Most of a document that is searched for missing glyphs, written out. */
const MAX_SEARCHED_BYTES = 4 * 1024 * 1024;
/** Most objects of a document that are looked at for it: a tagged one has hundreds of thousands. */
const MAX_SEARCHED_OBJECTS = 50_000;
/** A document of more pages than this is not looked at for being empty. */
const MAX_EMPTY_PAGES = 200;
/** Objects begin with their dictionaries, and none of those looked for is longer. */
const MAX_DICTIONARY_BYTES = 4096;
const ENTRY_BYTES = 20;
/** Compressed bytes at the start of a page that hold its first matrices. */
const START_BYTES = 512;
/** A page whose compressed content is longer than this shows something. */
const MAX_EMPTY_BYTES = 400;

/**
 * The pages of a PDF as Chromium writes it: a plain table of objects, none of them compressed but for their streams. No
 * PDF parser: whatever is not written that way is taken for unknown, and nothing is said about it.
 */
export class PrintedPages {
  readonly #pdf: Buffer;
  readonly #entriesAt: number;
  readonly #objects: number;

  private constructor(pdf: Buffer, entriesAt: number, objects: number) {
    this.#pdf = pdf;
    this.#entriesAt = entriesAt;
    this.#objects = objects;
  }

  /** @returns undefined for what Chromium did not write */
  static of(pdf: Buffer): PrintedPages | undefined {
    const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.toString("latin1", pdf.length - 64))?.[1]);
    if (!(start < pdf.length)) return undefined;
    const table = /^xref\n0 (\d+)\n/.exec(pdf.toString("latin1", start, start + 40));
    return table ? new PrintedPages(pdf, start + table[0].length, Number(table[1])) : undefined;
  }

  /** Whether no page shows anything: no text, no image, no drawing but white ones. */
  isEmpty(): boolean {
    let pages = 0;
    for (const page of this.#pages()) {
      const content = this.#contentOf(page);
      if (content === undefined || content.length > MAX_EMPTY_BYTES || pages === MAX_EMPTY_PAGES) return false;
      if (showsSomething(this.#inflate(content))) return false;
      pages += 1;
    }
    return pages > 0;
  }

  /**
   * How large the content of the first page was printed, 1 being its natural size, and how wide its room is, in CSS
   * pixels on paper. Undefined where the page does not tell. A page that begins with something transformed tells of
   * that: who asks has to look closer.
   */
  firstScale(): { scale: number; roomPx: number | undefined } | undefined {
    const [page] = this.#pages();
    const content = page === undefined ? undefined : this.#contentOf(page);
    if (content === undefined || content.length === 0) return undefined;
    const start = this.#inflate(content.subarray(0, START_BYTES));
    const [base, inner] = [...start.matchAll(/^([\d.]+) 0 0 -?[\d.]+ \S+ \S+ cm$/gm)].map((match) => Number(match[1]));
    if (!base || !inner) return undefined;
    // Points per unit of the content; a CSS pixel is three quarters of a point.
    const room = Number(/^[\d.-]+ [\d.-]+ ([\d.]+) [\d.]+ re$/m.exec(start)?.[1]);
    return { scale: (base * inner) / 0.75, roomPx: room > 0 ? (room * base) / 0.75 : undefined };
  }

  /**
   * Characters that no font had and that stand there as empty boxes: glyph 0 of a font is its sign for them. Chromium
   * notes beside such glyphs what they stand for.
   */
  missingCharacters(): Set<string> {
    const missing = new Set<string>();
    let searched = 0;
    const objects = Math.min(this.#objects, MAX_SEARCHED_OBJECTS);
    for (let number = 1; number < objects && searched < MAX_SEARCHED_BYTES; number += 1) {
      const dictionary = this.#dictionary(number);
      if (!isContent(dictionary)) continue;
      const content = this.#stream(number, dictionary);
      if (!content) continue;
      const text = this.#inflate(content);
      searched += text.length;
      for (const [, utf16 = "", shown = ""] of text.matchAll(
        /\/ActualText\s*<FEFF([0-9A-F]+)>\s*>>\s*BDC([\s\S]*?)EMC/g,
      )) {
        if (showsGlyphZero(shown)) missing.add(Buffer.from(utf16, "hex").swap16().toString("utf16le"));
      }
    }
    return missing;
  }

  /** Numbers of the page objects, in their order. */
  *#pages(): Generator<number> {
    const end = this.#entriesAt + this.#objects * ENTRY_BYTES;
    const root = /\/Root (\d+) 0 R/.exec(this.#pdf.toString("latin1", end, end + 400))?.[1];
    const pages = root && /\/Pages (\d+) 0 R/.exec(this.#dictionary(Number(root)))?.[1];
    const waiting = pages ? [Number(pages)] : [];
    // Bounded by the objects there are, whatever refers to what.
    for (let turn = 0; turn < this.#objects; turn += 1) {
      const number = waiting.pop();
      if (number === undefined) return;
      const kids = /\/Kids \[([^\]]*)\]/.exec(this.#dictionary(number))?.[1];
      if (kids === undefined) yield number;
      else waiting.push(...[...kids.matchAll(/(\d+) 0 R/g)].map((kid) => Number(kid[1])).reverse());
    }
  }

  /** The compressed content of a page. */
  #contentOf(page: number): Buffer | undefined {
    const contents = /\/Contents (\d+) 0 R/.exec(this.#dictionary(page))?.[1];
    return contents === undefined ? undefined : this.#stream(Number(contents));
  }

  #offset(number: number): number {
    const at = this.#entriesAt + number * ENTRY_BYTES;
    return Number(this.#pdf.toString("latin1", at, at + 10));
  }

  /** The text of an object up to its stream or its end. */
  #dictionary(number: number): string {
    const offset = this.#offset(number);
    const text = this.#pdf.toString("latin1", offset, offset + MAX_DICTIONARY_BYTES);
    return /^[\s\S]*?(?:stream\n|endobj)/.exec(text)?.[0] ?? "";
  }

  #stream(number: number, dictionary = this.#dictionary(number)): Buffer | undefined {
    const length = /\/Length (\d+)/.exec(dictionary)?.[1];
    if (length === undefined || !dictionary.endsWith("stream\n")) return undefined;
    const start = this.#offset(number) + dictionary.length;
    return this.#pdf.subarray(start, start + Number(length));
  }

  /** The text of a stream, or of its beginning. Content that is not compressed comes back as it is. */
  #inflate(content: Buffer): string {
    // A zlib stream of Chromium's begins with this byte; text of a page does not.
    if (content[0] !== 0x78) return content.toString("latin1");
    try {
      const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_STREAM_BYTES };
      return inflateSync(content, options).toString("latin1");
    } catch {
      // Written out it is too long, or it is none: a quarter of it may do.
      return content.length > START_BYTES ? this.#inflate(content.subarray(0, content.length >> 2)) : "";
    }
  }
}

/** Whether a stream is drawn: content of a page, or a form. All others say what they are. */
function isContent(dictionary: string): boolean {
  if (!dictionary.endsWith("stream\n") || dictionary.includes("/Length1")) return false;
  return dictionary.includes("/Subtype /Form") || !/\/(?:Type|Subtype|FunctionType|N) /.test(dictionary);
}

function showsSomething(content: string): boolean {
  // Text, images, forms, shadings, and colours that are patterns: gradients are.
  if (/ (?:Tj|TJ|Do|sh|scn)$/m.test(content)) return true;
  const isPainted = /^(?:f\*?|F|S|s|[Bb]\*?)$/m.test(content);
  // Chromium sets the colours of lines and of areas at once, both to the same.
  const colours = [...content.matchAll(/(\S+ \S+ \S+) rg$/gm)].map(([, colour]) => colour);
  return isPainted && !(colours.length > 0 && colours.every((colour) => colour === "1 1 1"));
}

/** Fonts of many glyphs number them in two bytes; drawn ones, which are never many, in one. */
function showsGlyphZero(shown: string): boolean {
  return [...shown.matchAll(/<([0-9A-F]+)>/g)].some(([, glyphs = ""]) => {
    const digits = glyphs.length % 4 === 0 ? 4 : 2;
    for (let at = 0; at < glyphs.length; at += digits) if (/^0+$/.test(glyphs.slice(at, at + digits))) return true;
    return false;
  });
}
