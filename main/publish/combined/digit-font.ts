import type { BookWriter } from "./book-writer";
import { dictOf, type PdfDict, type Ref } from "./values";

/** Units of the font's size. */
export const FONT_UNITS = 1000;
const DIGIT_WIDTH = 560;
const PEN = 76;

/** A circle or an ellipse of four curves, drawn around its middle. */
function ellipse(x: number, y: number, width: number, height: number): string {
  const [bendX, bendY] = [width * 0.5523, height * 0.5523];
  const quarter = (...points: number[]) => `${points.map((point) => Math.round(point)).join(" ")} c`;
  return [
    `${x} ${y + height} m`,
    quarter(x + bendX, y + height, x + width, y + bendY, x + width, y),
    quarter(x + width, y - bendY, x + bendX, y - height, x, y - height),
    quarter(x - bendX, y - height, x - width, y - bendY, x - width, y),
    quarter(x - width, y + bendY, x - bendX, y + height, x, y + height),
    "h",
  ].join(" ");
}

const SIX =
  "370 662 m 130 352 l 98 311 80 282 80 238 c 80 127 169 38 280 38 c 391 38 480 127 480 238 c 480 349 391 428 280 428 c 214 428 158 398 124 344 c";

/** Lines that a round pen follows: a font of its own, which is there on every machine and small. */
const GLYPHS: readonly { name: string; character: string; width: number; path: string }[] = [
  { name: "space", character: " ", width: 260, path: "" },
  { name: "slash", character: "/", width: 360, path: "48 -40 m 312 740 l" },
  ...[
    ["zero", ellipse(280, 350, 200, 312)],
    ["one", "130 545 m 310 662 l 310 38 l"],
    ["two", "92 490 m 92 594 168 662 276 662 c 386 662 462 592 462 492 c 462 402 402 336 322 256 c 96 38 l 474 38 l"],
    [
      "three",
      "92 560 m 124 624 186 662 268 662 c 374 662 446 602 446 520 c 446 428 374 368 262 368 c 386 368 466 302 466 206 c 466 106 386 38 272 38 c 176 38 106 84 80 164 c",
    ],
    ["four", "372 38 m 372 662 l 66 210 l 494 210 l"],
    [
      "five",
      "430 662 m 146 662 l 112 352 l 154 398 210 422 274 422 c 388 422 468 344 468 232 c 468 116 386 38 268 38 c 174 38 104 84 78 160 c",
    ],
    ["six", SIX],
    ["seven", "80 662 m 480 662 l 214 38 l"],
    ["eight", `${ellipse(280, 513, 163, 149)} ${ellipse(280, 201, 195, 163)}`],
    ["nine", `-1 0 0 -1 ${DIGIT_WIDTH} 700 cm ${SIX}`],
  ].map(([name = "", path = ""], digit) => ({ name, character: String(digit), width: DIGIT_WIDTH, path })),
];

/** Puts the font into the book. */
export function digitFont(book: BookWriter): Ref {
  const glyphs: PdfDict = new Map();
  for (const { name, width, path } of GLYPHS) {
    const box = `0 -${PEN} ${width} 780`;
    const content = `${width} 0 ${box} d1\n${path === "" ? "" : `${PEN} w 1 J 1 j ${path} S\n`}`;
    glyphs.set(name, book.share(new Map(), Buffer.from(content)));
  }
  const codes = GLYPHS.map(({ character }) => character.charCodeAt(0));
  const [first, last] = [Math.min(...codes), Math.max(...codes)];
  const widths = Array.from({ length: last - first + 1 }, (_, index) =>
    String(charWidth(String.fromCharCode(first + index))),
  );
  const differences = GLYPHS.flatMap(({ character, name }) => [String(character.charCodeAt(0)), `/${name}`]);
  return book.share(
    dictOf({
      Type: "/Font",
      Subtype: "/Type3",
      Name: "/PdfPromptDigits",
      FontBBox: ["0", `-${PEN}`, String(DIGIT_WIDTH), "780"],
      FontMatrix: ["0.001", "0", "0", "0.001", "0", "0"],
      CharProcs: glyphs,
      Encoding: dictOf({ Type: "/Encoding", Differences: differences }),
      FirstChar: first,
      LastChar: last,
      Widths: widths,
      Resources: dictOf({}),
    }),
  );
}

/** Width of a text in units. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + charWidth(character), 0);
}

function charWidth(character: string): number {
  return GLYPHS.find((glyph) => glyph.character === character)?.width ?? 0;
}
