import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { combine } from "../../../main/publish/combined/combine";
import { readToUnicode, writeToUnicode } from "../../../main/publish/combined/to-unicode";
import { type Glyph, readTrueType, writeTrueType } from "../../../main/publish/combined/true-type";
import { pdfComplaints, pdfFonts, pdfPixels, pdfText } from "../../support/pdf";
import { pdfOf } from "../../support/pdf-source";
import { tempFolder } from "../../support/temp";

interface FontMade {
  /** Letters by the number of their glyph; each is a box as high as its place in the alphabet, or as `heights` says. */
  letters: Readonly<Record<number, string>>;
  heights?: Readonly<Record<number, number>>;
  name?: string;
  /** Advance of all glyphs, of 1000 units. */
  advance?: number;
  /** What the PDF says of that. */
  width?: number;
  /** What is wrong with it. */
  flaw?: "no-font" | "odd-map" | "unknown-entry";
}

/** Behind a font file: it is there only as long as the file is as it was. */
const MARK = Buffer.from("mark");

/** A glyph that is a box: one contour of four points, each a step from the one before. */
function box(height: number, advance: number): Glyph {
  const outline = Buffer.alloc(36);
  const [contours, lastPoint, instructions] = [1, 3, 0];
  const head = [contours, 50, 0, 450, height, lastPoint, instructions];
  for (const [index, value] of head.entries()) outline.writeInt16BE(value, 2 * index);
  outline.fill(1, 14, 18);
  const steps = [50, 400, 0, -400, 0, 0, height, 0];
  for (const [index, value] of steps.entries()) outline.writeInt16BE(value, 18 + 2 * index);
  return { outline, advance, leftSideBearing: 50 };
}

function fontFile({ letters, heights = {}, advance = 500 }: FontMade): Buffer {
  const head = Buffer.alloc(54);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt32BE(0x5f0f3cf5, 12);
  head.writeUInt16BE(1000, 18);
  head.writeInt16BE(450, 40);
  head.writeInt16BE(1000, 42);
  const hhea = Buffer.alloc(36);
  hhea.writeUInt32BE(0x00010000, 0);
  hhea.writeInt16BE(1000, 4);
  const maxp = Buffer.alloc(32);
  maxp.writeUInt32BE(0x00010000, 0);
  maxp.writeUInt16BE(4, 6);
  maxp.writeUInt16BE(1, 8);
  const glyphs = Object.entries(letters).map(([number, letter]): [number, Glyph] => {
    const height = heights[Number(number)] ?? 100 + 25 * (letter.charCodeAt(0) - 65);
    return [Number(number), box(height, advance)];
  });
  return writeTrueType({ head, hhea, maxp, programs: new Map() }, new Map([[0, box(10, advance)], ...glyphs]));
}

/** A document that shows the letters of its font, a glyph after the other. */
function documentOf(made: FontMade): Buffer {
  const { letters, name = "Boxes", width = 500, flaw } = made;
  const font = flaw === "no-font" ? Buffer.from("no font at all") : Buffer.concat([fontFile(made), MARK]);
  const numbers = Object.keys(letters).map(Number);
  const hex = (number: number) => number.toString(16).padStart(4, "0");
  const map = writeToUnicode(new Map(numbers.map((number) => [number, hex(letters[number]?.charCodeAt(0) ?? 0)])));
  const toUnicode = flaw === "odd-map" ? map.replace("beginbfchar", "beginbfchar odd") : map;
  const shown = numbers.map(hex).join("");
  return pdfOf([
    "<<>>",
    "<</Type /Catalog /Pages 3 0 R>>",
    "<</Type /Pages /Count 1 /Kids [4 0 R]>>",
    "<</Type /Page /Parent 3 0 R /MediaBox [0 0 200 50] /Contents 5 0 R /Resources <</Font <</F1 6 0 R>>>>>>",
    { dict: "", data: `BT /F1 20 Tf 1 0 0 1 10 20 Tm <${shown}> Tj ET` },
    `<</Type /Font /Subtype /Type0 /BaseFont /AAAAAA+${name} /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 8 0 R>>`,
    `<</Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+${name} /FontDescriptor 9 0 R /CIDToGIDMap /Identity
      /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /DW ${width}
      ${flaw === "unknown-entry" ? "/DW2 [880 -1000]" : ""}>>`,
    { dict: "/Filter /FlateDecode", data: deflateSync(Buffer.from(toUnicode)) },
    `<</Type /FontDescriptor /FontName /AAAAAA+${name} /Flags 4 /Ascent 1000 /Descent 0 /StemV 80 /CapHeight 700
      /ItalicAngle 0 /FontBBox [0 0 500 1000] /FontFile2 10 0 R>>`,
    { dict: `/Filter /FlateDecode /Length1 ${font.length}`, data: deflateSync(font) },
  ]);
}

let outDir: string;
let file: string;

beforeEach(() => {
  outDir = tempFolder();
  file = join(outDir, "books", "book.pdf");
  mkdirSync(join(outDir, "books"));
});

/** Combines documents and gives the names of their fonts; what each page shows must be as it was. */
async function fontsOf(...documents: FontMade[]): Promise<string[]> {
  documents.forEach((made, index) => {
    writeFileSync(join(outDir, `${index}.pdf`), documentOf(made));
  });
  const outputs = documents.map((_, index) => ({ output: `${index}.pdf`, sha256: null }));
  await combine(
    { file, outDir, documents: outputs, isNumbered: false, properties: { creator: "Test 1", epochSeconds: 0 } },
    { isStopped: () => false, onDocument: () => undefined },
  );
  documents.forEach((_, index) => {
    const alone = pdfPixels(join(outDir, `${index}.pdf`), 1);
    expect(pdfPixels(file, index + 1).equals(alone), `page ${index + 1}`).toBe(true);
  });
  return pdfFonts(file).map(({ name }) => name);
}

describe("fonts of a combined PDF", () => {
  it("are one where documents have parts of one font, and all is shown and read as before", async () => {
    const fonts = await fontsOf(
      { letters: { 3: "A", 4: "B" } },
      { letters: { 4: "B", 9: "C" } },
      { letters: { 9: "C", 300: "D", 3: "A" } },
    );
    expect(fonts).toEqual(["AAAAAA+Boxes"]);
    const black = 0;
    expect(pdfPixels(file, 1).includes(black)).toBe(true);
    // A document's own order of glyphs is that of their numbers.
    expect(pdfText(file)).toBe("AB BC ACD ");
    expect(pdfComplaints(file)).toBe("");
  });

  it.each<[string, FontMade]>([
    ["glyphs that look otherwise", { letters: { 3: "A", 4: "B" }, heights: { 4: 777 } }],
    ["glyphs that mean something else", { letters: { 3: "A", 4: "X" }, heights: { 4: 125 } }],
    ["another width", { letters: { 3: "A", 4: "B" }, advance: 600, width: 600 }],
    ["another name", { letters: { 3: "A", 4: "B" }, name: "Other" }],
    ["nothing in common, which tells nothing", { letters: { 7: "G" } }],
  ])("stay two where one has %s", async (_what, other) => {
    const fonts = await fontsOf({ letters: { 3: "A", 4: "B" } }, other, { letters: { 3: "A", 4: "B" } });
    expect(new Set(fonts).size).toBe(2);
    expect(pdfText(file)).toBe(`AB ${Object.values(other.letters).join("")} AB `);
    expect(pdfComplaints(file)).toBe("");
  });

  it.each<[string, FontMade]>([
    ["whose map of characters is odd", { letters: { 3: "A" }, flaw: "odd-map" }],
    ["with entries that are not known", { letters: { 3: "A" }, flaw: "unknown-entry" }],
    ["whose widths are not those of its glyphs", { letters: { 3: "A" }, width: 700 }],
    ["that is none", { letters: { 3: "A" }, flaw: "no-font" }],
  ])("are copied as they are: one %s", async (_what, odd) => {
    await fontsOf({ letters: { 3: "A", 4: "B" } }, odd);
    const kept = deflateSync(
      odd.flaw === "no-font" ? Buffer.from("no font at all") : Buffer.concat([fontFile(odd), MARK]),
    );
    expect(readFileSync(file).includes(kept)).toBe(true);
  });
});

describe("a font file", () => {
  it("is read as it was written", () => {
    const font = readTrueType(fontFile({ letters: { 3: "A", 40: "B" } }));
    expect(font).toMatchObject({ glyphs: 41, unitsPerEm: 1000 });
    expect(font.glyph(3)).toEqual(box(100, 500));
    expect(font.glyph(4)).toEqual({ outline: Buffer.alloc(0), advance: 0, leftSideBearing: 0 });
  });

  it("may leave out advances at its end, which are that of the last glyph with one", () => {
    const bytes = fontFile({ letters: { 3: "A" } });
    const { hhea } = readTrueType(bytes);
    hhea.writeUInt16BE(1, 34);
    expect(readTrueType(bytes).glyph(2)).toMatchObject({ advance: 500, leftSideBearing: 0 });
  });

  it("has a sum over all of it that comes to the number of the specification", () => {
    const bytes = fontFile({ letters: { 3: "A" } });
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });

  it.each([0, 4, 20, 100, 200])("that is cut off after %i bytes is refused", (length) => {
    const bytes = fontFile({ letters: { 3: "A" } }).subarray(0, length);
    expect(() => readTrueType(bytes).glyph(3)).toThrow(RangeError);
  });
});

describe("a map of characters", () => {
  it("is read in both forms, and written in one", () => {
    const text =
      "2 beginbfchar\n<0003> <0041>\n<0005> <d83dde00>\nendbfchar\n1 beginbfrange\n<0010> <0012> <0061>\nendbfrange";
    const texts = readToUnicode(text);
    expect([...texts]).toEqual([
      [3, "0041"],
      [5, "D83DDE00"],
      [16, "0061"],
      [17, "0062"],
      [18, "0063"],
    ]);
    expect(readToUnicode(writeToUnicode(texts))).toEqual(texts);
    const many = new Map(Array.from({ length: 250 }, (_, index) => [index, "0041"]));
    expect(readToUnicode(writeToUnicode(many))).toEqual(many);
    expect(writeToUnicode(many).match(/100 beginbfchar|50 beginbfchar/g)).toHaveLength(3);
  });

  it.each([
    "1 beginbfrange\n<0001> <ffffff> <0041>\nendbfrange",
    "1 beginbfchar\n<0001>\nendbfchar",
    "1 beginbfrange\n<01> <02> [<41> <42>]\nendbfrange",
  ])("is refused in another form", (text) => {
    expect(() => readToUnicode(text)).toThrow(RangeError);
  });
});
