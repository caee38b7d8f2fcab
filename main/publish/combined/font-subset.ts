import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import type { SourceFile } from "./source-file";
import { readToUnicode } from "./to-unicode";
import { commonOf, type FontTables, type Glyph, readTrueType } from "./true-type";
import { isDict, type PdfDict, type PdfValue, Ref, written } from "./values";

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
export interface UsedGlyph extends Glyph {
  /** In thousandths of the font's size. */
  width: number;
  /** What it stands for, see {@link readToUnicode}; undefined where that is not said. */
  text: string | undefined;
}

/** What one document has of a font. */
export interface Subset {
  /** Equal for subsets that may be of one font. */
  kind: string;
  name: string;
  descriptor: PdfDict;
  system: PdfValue;
  tables: FontTables;
  glyphs: Map<number, UsedGlyph>;
}

export interface FontParts {
  descendant: PdfDict;
  /** Without its font file. */
  descriptor: PdfDict;
  program: Buffer;
  toUnicode: Buffer;
}

/** The parts of a font as Chromium writes it; undefined for any other. */
export function partsOf(file: SourceFile, font: PdfDict): FontParts | undefined {
  const [descendantRef, ...others] = file.array(font.get("DescendantFonts"));
  const descendant = file.dict(descendantRef);
  const descriptor = file.dict(descendant?.get("FontDescriptor"));
  const isKnown =
    font.get("Encoding") === "/Identity-H" &&
    others.length === 0 &&
    descendant?.get("Subtype") === "/CIDFontType2" &&
    descendant.get("CIDToGIDMap") === "/Identity" &&
    [...font.keys()].every((key) => FONT_KEYS.has(key)) &&
    [...descendant].every(([key, value]) => DESCENDANT_KEYS.has(key) && (key === "FontDescriptor" || isPlain(value)));
  if (!isKnown || !descriptor) return undefined;
  const program = streamOf(file, descriptor.get("FontFile2"));
  const toUnicode = streamOf(file, font.get("ToUnicode"));
  const own = new Map([...descriptor].filter(([key]) => key !== "FontFile2"));
  if (!program || !toUnicode || !isPlain(own)) return undefined;
  return { descendant, descriptor: own, program, toUnicode };
}

/** Whether a value refers to nothing. */
function isPlain(value: PdfValue): boolean {
  if (value instanceof Ref) return false;
  if (Array.isArray(value)) return value.every(isPlain);
  return !isDict(value) || [...value.values()].every(isPlain);
}

/** The bytes of a stream as they are stored; undefined for one that is not deflated, or none. */
function streamOf(file: SourceFile, ref: PdfValue | undefined): Buffer | undefined {
  const object = ref instanceof Ref ? file.object(ref.number) : undefined;
  const isDeflated =
    isDict(object?.value) && object.value.get("Filter") === "/FlateDecode" && !object.value.has("DecodeParms");
  return isDeflated ? object?.data : undefined;
}

/** @returns undefined for a font that cannot be read, or that says two things of one glyph: it is copied as it is */
export function subsetOf({ descendant, descriptor, program, toUnicode }: FontParts): Subset | undefined {
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

/** Whether two widths are one. */
export function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) < WIDTH_TOLERANCE;
}
