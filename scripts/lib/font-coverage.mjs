// Which characters the fonts of the built-in templates have glyphs for, read from the font files themselves: the ranges
// that font services publish with a file name many characters it lacks.
import { readdirSync, readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

const packages = new URL("../../node_modules/@fontsource/", import.meta.url);

/** Tables a WOFF2 directory names by number: those before and at the ones whose lengths must be known. */
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
const ARBITRARY_TAG = 63;

/** Weights that templates use: of a face, only what all its files have is counted. */
const WEIGHTS = [400, 600, 700];

const CORE = { serif: "source-serif-4", sans: "inter", mono: "jetbrains-mono" };
const CORE_SUBSETS = ["latin", "latin-ext", "vietnamese", "cyrillic", "greek"];
const WIDE = [
  "dejavu-serif-latin",
  "dejavu-sans-latin",
  "dejavu-mono-latin",
  "noto-naskh-arabic-arabic",
  "noto-sans-arabic-arabic",
  "noto-serif-hebrew-hebrew",
  "noto-sans-hebrew-hebrew",
  "noto-sans-devanagari-devanagari",
  "noto-sans-thai-thai",
];
const SLICED = ["noto-sans-sc", "noto-sans-tc", "noto-sans-jp", "noto-sans-kr", "noto-emoji"];

/** The table of characters of a WOFF2 file, as it stands in the font. */
function characterTable(file) {
  let at = 48;
  let offset = 0;
  let found;
  const base128 = () => {
    let value = 0;
    for (;;) {
      const byte = file[at++];
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  for (let table = 0; table < file.readUInt16BE(12); table++) {
    const flags = file[at++];
    const tag = flags & 63;
    if (tag === ARBITRARY_TAG) at += 4;
    const length = base128();
    const version = flags >> 6;
    const isTransformed = tag === GLYF || tag === LOCA ? version !== 3 : version !== 0;
    const stored = isTransformed ? base128() : length;
    if (tag === CMAP) found = [offset, offset + length];
    offset += stored;
  }
  const data = brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20)));
  return data.subarray(...found);
}

/** Code points a font file has glyphs for. Formats 4 and 12 of the table, which all these files have. */
function charactersOf(path) {
  const cmap = characterTable(readFileSync(path));
  const characters = new Set();
  for (let record = 0; record < cmap.readUInt16BE(2); record++) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + record * 8 + 4));
    if (table.readUInt16BE(0) === 12) {
      for (let group = 0; group < table.readUInt32BE(12); group++) {
        const at = 16 + group * 12;
        for (let code = table.readUInt32BE(at); code <= table.readUInt32BE(at + 4); code++) characters.add(code);
      }
    } else if (table.readUInt16BE(0) === 4) addSegments(table, characters);
  }
  characters.delete(0xffff);
  return characters;
}

function addSegments(table, characters) {
  const size = table.readUInt16BE(6);
  for (let segment = 0; segment < size; segment += 2) {
    const end = table.readUInt16BE(14 + segment);
    const start = table.readUInt16BE(16 + size + segment);
    const delta = table.readUInt16BE(16 + 2 * size + segment);
    const rangeAt = 16 + 3 * size + segment;
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph = range === 0 ? code : table.readUInt16BE(rangeAt + range + (code - start) * 2);
      if (glyph !== 0 && ((glyph + delta) & 0xffff) !== 0) characters.add(code);
    }
  }
}

const both = (one, other) => new Set([...one].filter((code) => other.has(code)));

/** What all weights of a face have, by `id-subset`. */
function coverageOf(id, subset) {
  const sets = WEIGHTS.map((weight) => new URL(`${id}/files/${id}-${subset}-${weight}-normal.woff2`, packages))
    .filter((url) => readdirSync(new URL(".", url)).includes(url.pathname.split("/").pop()))
    .map(charactersOf);
  return sets.reduce((one, other) => both(one, other));
}

/** Sorted ranges as CSS writes them, without what need not be said each time: `20AC,2190-2193`. */
function rangesOf(characters) {
  const sorted = [...characters].sort((a, b) => a - b);
  const ranges = [];
  for (const code of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  const hex = (code) => code.toString(16).toUpperCase();
  return ranges.map(([from, to]) => (from === to ? hex(from) : `${hex(from)}-${hex(to)}`)).join(",");
}

/** Everything but controls, what the core fonts have anyway, and the private use area. */
function isWorthIt(code) {
  return code >= 0x100 && !(code >= 0xe000 && code < 0xf900);
}

/** Hebrew and Arabic, for which there are better faces than DejaVu's. */
function isRightToLeft(code) {
  return (code >= 0x590 && code < 0x780) || (code >= 0xfb1d && code < 0xfe00) || (code >= 0xfe70 && code < 0xff00);
}

/**
 * The coverage of the fonts of Latin, Greek and Cyrillic text by role, of all three, and of the faces for what those
 * lack.
 */
export function fontCoverage() {
  const core = {};
  for (const [role, id] of Object.entries(CORE)) {
    core[role] = new Set(CORE_SUBSETS.flatMap((subset) => [...coverageOf(id, subset)]));
    for (let code = 0; code < 0xa0; code++) core[role].add(code);
    // Never drawn, whatever the font: spaces, joiners, marks of direction, the mark of byte order.
    for (const code of [0xad, 0x2028, 0x2029, 0xfeff]) core[role].add(code);
    for (let code = 0x2000; code <= 0x200f; code++) core[role].add(code);
    for (let code = 0x202a; code <= 0x202f; code++) core[role].add(code);
    for (let code = 0x205f; code <= 0x206f; code++) core[role].add(code);
  }
  const common = Object.values(core).reduce((one, other) => both(one, other));
  const faces = {};
  for (const name of WIDE) {
    const [, id, subset] = /^(.*)-([a-z]+)$/.exec(name);
    const isLeftOut = id.startsWith("dejavu-") ? isRightToLeft : () => false;
    faces[name] = rangesOf([...coverageOf(id, subset)].filter((code) => isWorthIt(code) && !isLeftOut(code)));
  }
  const ranges = Object.fromEntries(Object.entries(core).map(([role, characters]) => [role, rangesOf(characters)]));
  return { common: rangesOf(common), core: ranges, faces };
}

/** The coverage of fonts that come in numbered slices, by package and slice. */
export function slicedCoverage() {
  return Object.fromEntries(
    SLICED.map((id) => {
      const names = readdirSync(new URL(`${id}/files/`, packages));
      const numbers = names.flatMap((name) => /-(\d+)-400-normal\.woff2$/.exec(name)?.[1] ?? []).map(Number);
      const slices = numbers.sort((a, b) => a - b).map((slice) => [slice, sliceRanges(id, slice)]);
      return [id, Object.fromEntries(slices)];
    }),
  );
}

/** Latin letters in these slices are left to the core fonts; digits and the joiner are parts of emoji. */
function sliceRanges(id, slice) {
  const isEmoji = id.endsWith("emoji");
  return rangesOf([...coverageOf(id, slice)].filter((code) => isEmoji || isWorthIt(code)));
}
