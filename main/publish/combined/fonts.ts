import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { BookWriter } from "./book-writer";
import { isClose, partsOf, type Subset, subsetOf, type UsedGlyph } from "./font-subset";
import type { SourceFile } from "./source-file";
import { writeToUnicode } from "./to-unicode";
import { extend, tablesOf, writeTrueType } from "./true-type";
import { dictOf, type PdfDict, type PdfValue, Ref, written } from "./values";

/** Of glyphs that are kept until the book ends; fonts beyond that are copied as they are. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** What a glyph takes besides its outline. */
const GLYPH_BYTES = 200;

/** A font of the book: all subsets of it together. */
type Merged = Subset & { ref: Ref };

/**
 * Merges subsets of one font into one. Chromium gives each document a subset of its own, in which every glyph has the
 * number that it has in the whole font: subsets that contradict each other nowhere can be one font, and what each document
 * shows stays as it is.
 */
export class FontMerger {
  readonly #book: BookWriter;
  readonly #merged: Merged[] = [];
  readonly #byKind = new Map<string, Merged[]>();
  /** Fonts that were seen before, byte for byte. */
  readonly #seen = new Map<string, Ref | undefined>();
  #heldBytes = 0;

  constructor(book: BookWriter) {
    this.#book = book;
  }

  /** The font of the book that stands for a document's own; undefined for one that is to be copied as it is. */
  merge(file: SourceFile, font: PdfDict): Ref | undefined {
    const parts = partsOf(file, font);
    if (!parts || this.#heldBytes > MAX_HELD_BYTES) return undefined;
    const hash = createHash("sha256")
      .update(written(parts.descendant), "latin1")
      .update(written(parts.descriptor), "latin1");
    const key = hash.update(parts.program).update(parts.toUnicode).digest("base64");
    if (this.#seen.has(key)) return this.#seen.get(key);
    const subset = subsetOf(parts);
    const ref = subset && this.#add(subset);
    this.#seen.set(key, ref);
    return ref;
  }

  /** Puts the fonts, when all documents are in the book. */
  finish(): void {
    for (const [index, font] of this.#merged.entries()) this.#put(font, `${tag(index)}+${font.name}`);
  }

  #add(subset: Subset): Ref {
    const alike = this.#byKind.get(subset.kind) ?? [];
    let merged = alike.find((known) => isOneFont(known, subset));
    if (merged) extend(merged.tables, subset.tables);
    else {
      const ref = new Ref(this.#book.reserve());
      merged = { ...subset, tables: tablesOf(subset.tables), glyphs: new Map(), ref };
      this.#merged.push(merged);
      this.#byKind.set(subset.kind, [...alike, merged]);
    }
    for (const [number, glyph] of subset.glyphs) {
      const known = merged.glyphs.get(number);
      if (known) known.text ??= glyph.text;
      // A copy: what it was read from is to be dropped.
      else merged.glyphs.set(number, { ...glyph, outline: Buffer.from(glyph.outline) });
      if (!known) this.#heldBytes += GLYPH_BYTES + glyph.outline.length;
    }
    return merged.ref;
  }

  #put({ ref, descriptor, system, tables, glyphs }: Merged, name: string): void {
    const book = this.#book;
    const addStream = (entries: PdfDict, data: Buffer): Ref => {
      const stream = new Ref(book.reserve());
      book.putStream(stream.number, entries.set("Filter", "/FlateDecode"), deflateSync(data));
      return stream;
    };
    const program = writeTrueType(tables, glyphs);
    const texts = [...glyphs].flatMap(([number, { text }]) => (text === undefined ? [] : [[number, text] as const]));
    const descriptorRef = book.add(
      new Map([
        ...descriptor,
        ["FontName", `/${name}`],
        ["FontFile2", addStream(dictOf({ Length1: program.length }), program)],
      ]),
    );
    const descendant = book.add(
      dictOf({
        Type: "/Font",
        Subtype: "/CIDFontType2",
        BaseFont: `/${name}`,
        FontDescriptor: descriptorRef,
        CIDToGIDMap: "/Identity",
        CIDSystemInfo: system,
        DW: 0,
        W: widthsOf(glyphs),
      }),
    );
    const font = {
      Type: "/Font",
      Subtype: "/Type0",
      BaseFont: `/${name}`,
      Encoding: "/Identity-H",
      DescendantFonts: [descendant],
      ToUnicode: addStream(new Map(), Buffer.from(writeToUnicode(new Map(texts)))),
    };
    book.put(ref.number, dictOf(font));
  }
}

function widthsOf(glyphs: ReadonlyMap<number, UsedGlyph>): PdfValue[] {
  const entries: PdfValue[] = [];
  let next = -1;
  for (const [number, { width }] of [...glyphs].sort(([one], [other]) => one - other)) {
    const text = String(Number(width.toFixed(5)));
    if (number === next) (entries.at(-1) as PdfValue[]).push(text);
    else entries.push(String(number), [text]);
    next = number + 1;
  }
  return entries;
}

/**
 * Whether two subsets are of one font: they have a glyph in common besides that for missing ones, and contradict each
 * other in none. Names do not tell: the files that a web font is split into all have one name.
 */
function isOneFont({ glyphs: known }: Subset, { glyphs }: Subset): boolean {
  let common = 0;
  for (const [number, glyph] of glyphs) {
    const other = known.get(number);
    if (!other) continue;
    const isSame =
      glyph.advance === other.advance &&
      glyph.leftSideBearing === other.leftSideBearing &&
      isClose(glyph.width, other.width) &&
      (glyph.text === undefined || other.text === undefined || glyph.text === other.text) &&
      glyph.outline.equals(other.outline);
    if (!isSame) return false;
    if (number > 0 && glyph.outline.length > 0) common += 1;
  }
  return common > 0;
}

/** Six letters that tell a subset from others of its font. */
function tag(index: number): string {
  let letters = "";
  for (let rest = index, digit = 0; digit < 6; digit += 1, rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}
