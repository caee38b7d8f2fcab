import { createHash } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";
import type { BookWriter } from "./book-writer";
import type { SourceFile } from "./source-file";
import { readToUnicode, writeToUnicode } from "./to-unicode";
import { commonOf, extend, type FontTables, type Glyph, readTrueType, tablesOf, writeTrueType } from "./true-type";
import { dictOf, isDict, type PdfDict, type PdfValue, Ref, written } from "./values";

/** Glyphs that are kept until the book ends; fonts beyond that are copied as they are. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
const MAX_FONT_BYTES = 32 * 1024 * 1024;
const UNITS = 1000;
const MAX_GLYPH = 0xffff;
/** Widths are rounded when they are written. */
const WIDTH_TOLERANCE = 0.02;
/** Entries of a font and of its descendant; one with others is copied as it is. */
const FONT_KEYS: ReadonlySet<string> = new Set([
  "Type",
  "Subtype",
  "BaseFont",
  "Encoding",
  "DescendantFonts",
  "ToUnicode",
]);
const DESCENDANT_KEYS: ReadonlySet<string> = new Set([
  ...["Type", "Subtype", "BaseFont", "FontDescriptor", "CIDToGIDMap", "CIDSystemInfo", "DW", "W"],
]);

/** A glyph that a document uses, or that one of those is made of. */
interface UsedGlyph extends Glyph {
  /** In thousandths of the font's size. */
  width: number;
  /** What it stands for, see {@link readToUnicode}; undefined where that is not said. */
  text: string | undefined;
}

/** What one document has of a font. */
interface Subset {
  /** Equal for subsets that may be of one font. */
  kind: string;
  name: string;
  descriptor: PdfDict;
  system: PdfValue;
  tables: FontTables;
  glyphs: Map<number, UsedGlyph>;
}

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
      if (!known) this.#heldBytes += glyph.outline.length;
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

interface FontParts {
  descendant: PdfDict;
  /** Without its font file. */
  descriptor: PdfDict;
  program: Buffer;
  toUnicode: Buffer;
}

/** The parts of a font as Chromium writes it; undefined for any other. */
function partsOf(file: SourceFile, font: PdfDict): FontParts | undefined {
  const [descendantRef, ...others] = file.array(font.get("DescendantFonts"));
  const descendant = file.dict(descendantRef);
  const descriptor = file.dict(descendant?.get("FontDescriptor"));
  const isKnown =
    font.get("Encoding") === "/Identity-H" &&
    others.length === 0 &&
    descendant?.get("Subtype") === "/CIDFontType2" &&
    descendant.get("CIDToGIDMap") === "/Identity" &&
    [...font.keys()].every((key) => FONT_KEYS.has(key)) &&
    [...descendant.keys()].every((key) => DESCENDANT_KEYS.has(key));
  if (!isKnown || !descriptor) return undefined;
  const program = streamOf(file, descriptor.get("FontFile2"));
  const toUnicode = streamOf(file, font.get("ToUnicode"));
  const own = new Map([...descriptor].filter(([key]) => key !== "FontFile2"));
  const hasReferences = [...own.values()].some((value) => typeof value !== "string" && !Array.isArray(value));
  if (!program || !toUnicode || hasReferences) return undefined;
  return { descendant, descriptor: own, program, toUnicode };
}

/** The bytes of a stream as they are stored; undefined for one that is not deflated, or none. */
function streamOf(file: SourceFile, ref: PdfValue | undefined): Buffer | undefined {
  const object = ref instanceof Ref ? file.object(ref.number) : undefined;
  const isDeflated =
    isDict(object?.value) && object.value.get("Filter") === "/FlateDecode" && !object.value.has("DecodeParms");
  return isDeflated ? object?.data : undefined;
}

/** @returns undefined for a font that cannot be read, or that says two things of one glyph: it is copied as it is */
function subsetOf({ descendant, descriptor, program, toUnicode }: FontParts): Subset | undefined {
  try {
    const font = readTrueType(inflateSync(program, { maxOutputLength: MAX_FONT_BYTES }));
    const texts = readToUnicode(inflateSync(toUnicode, { maxOutputLength: MAX_FONT_BYTES }).toString("latin1"));
    const widths = readWidths(descendant.get("W"));
    const defaultWidth = Number(descendant.get("DW") ?? UNITS);
    const glyphs = new Map<number, UsedGlyph>();
    for (let number = 0; number < font.glyphs; number += 1) {
      const glyph = font.glyph(number);
      const text = texts.get(number);
      const given = widths.get(number) ?? 0;
      const own = (glyph.advance * UNITS) / font.unitsPerEm;
      // Widths are also said of glyphs that are not there, as fillers between those that are.
      const isThere = glyph.outline.length > 0 || text !== undefined || (given > 0 && isClose(given, own));
      if (!isThere) continue;
      const width = text === undefined ? given || own : (widths.get(number) ?? defaultWidth);
      if (!isClose(width, own)) return undefined;
      glyphs.set(number, { ...glyph, width, text });
    }
    if ([...texts.keys()].some((number) => number >= font.glyphs)) return undefined;
    const name = String(descriptor.get("FontName")).replace(/^\/(?:[A-Z]{6}\+)?/, "");
    const others = new Map([...descriptor].filter(([key]) => key !== "FontName"));
    const system = descendant.get("CIDSystemInfo") ?? "null";
    const kind = createHash("sha256").update(JSON.stringify([name, written(others), written(system)]));
    return {
      kind: kind.update(commonOf(font)).digest("base64"),
      name,
      descriptor: others,
      system,
      tables: font,
      glyphs,
    };
  } catch {
    return undefined;
  }
}

/** Widths by glyph, from `[first [width …] first last width …]`. @throws RangeError for any other form */
function readWidths(value: PdfValue | undefined): Map<number, number> {
  const widths = new Map<number, number>();
  const entries = Array.isArray(value) ? value : [];
  for (let index = 0; index < entries.length; ) {
    const [first, second, width] = entries.slice(index, index + 3);
    if (Array.isArray(second)) {
      for (const [offset, each] of second.entries()) widths.set(Number(first) + offset, Number(each));
      index += 2;
    } else {
      if (!(Number(second) <= MAX_GLYPH)) throw new RangeError("a range of widths that does not end");
      for (let number = Number(first); number <= Number(second); number += 1) widths.set(number, Number(width));
      index += 3;
    }
  }
  if ([...widths].some(([number, width]) => !(number >= 0) || Number.isNaN(width))) throw new RangeError("odd widths");
  return widths;
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

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) < WIDTH_TOLERANCE;
}

/** Six letters that tell a subset from others of its font. */
function tag(index: number): string {
  let letters = "";
  for (let rest = index, digit = 0; digit < 6; digit += 1, rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}
