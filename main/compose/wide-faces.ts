import { characterClass, codePoints, isAscii, membership, unicodeRange } from "./code-points";
import coverage from "./font-coverage.json" with { type: "json" };
import { EMOJI, type FontRole, LADDERS, slicedCoverage, type WideFace } from "./wide-fonts";

/** A file, and the characters of a document that it is for. */
export interface WideFaceUse {
  face: WideFace;
  /** A `unicode-range` of CSS. */
  range: string;
}

/** What a document needs besides the fonts of its template. */
export interface WideFaces {
  /** Files for characters that those fonts lack. */
  lacking: WideFaceUse[];
  /** Files that win over those fonts: punctuation as wide as the letters around it. */
  winning: WideFaceUse[];
}

const UNCOMMON = new RegExp(`[^${characterClass(coverage.common)}]`, "u");
const ALL_UNCOMMON = new RegExp(UNCOMMON.source, "gu");
/** Sequences that are meant as pictures. */
const EMOJI_SEQUENCE = /\p{RGI_Emoji}/gv;
/** Without one of these, no such sequence is. */
const MAY_BE_EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
/** Picks a text's Japanese or Korean apart from Chinese, with which both share letters. */
const KANA = /[\p{sc=Hiragana}\p{sc=Katakana}]/u;
const HANGUL = /\p{sc=Hangul}/u;
/** Marks that Latin text has narrow, Chinese and Japanese as wide as a letter. */
const PUNCTUATION = /[\u2014\u2018\u2019\u201c\u201d\u2026]/gu;

/** Whether a text has characters beyond those that any machine's fonts can be trusted with. */
export function isUncommon(text: string): boolean {
  return !isAscii(text) && UNCOMMON.test(text);
}

type Slices = Record<string, Record<string, string>>;

/**
 * What a document needs besides the fonts of its template, by what is set in them. They are declared for exactly the
 * characters that a document has: that of most is undefined, and costs a look at its text.
 * @param html the finished document
 * @param language of it, a BCP 47 tag: Chinese, Japanese and Korean share code points that each writes in its own way
 */
export async function wideFaces(html: string, language: string): Promise<((role: FontRole) => WideFaces) | undefined> {
  if (!isUncommon(html)) return undefined;
  const slices: Slices = await slicedCoverage();
  const hasEmoji = MAY_BE_EMOJI.test(html);
  const sequences = new Set(hasEmoji ? html.match(EMOJI_SEQUENCE) : []);
  const letters = new Set((hasEmoji ? html.replace(EMOJI_SEQUENCE, "") : html).match(ALL_UNCOMMON));
  const eastAsian = eastAsianOrder(language, [...letters].join(""));
  const isEastAsian = /^(?:zh|ja|ko)\b/i.test(language);
  const punctuation = /^(?:zh|ja)\b/i.test(language) ? new Set(html.match(PUNCTUATION)) : new Set<string>();

  return (role) => {
    const isOwn = knows(`core ${role}`, coverage.core[role]);
    const rows = LADDERS[role].map((face) => ({ face, has: knows(face.id, face.ranges) }));
    const placeOf = (code: number): WideFace | undefined => {
      const alone = () => rows.find(({ has }) => has(code))?.face;
      // Arrows, boxes and stars among East Asian letters are as wide as those; in code, all of it is as wide as code.
      const isWide = isEastAsian && role !== "mono";
      const shared = () => sliceOf(code, eastAsian, slices);
      return (isWide ? shared() : undefined) ?? alone() ?? shared() ?? sliceOf(code, [EMOJI], slices);
    };
    const lacking = new Uses();
    for (const letter of letters) {
      const [code = 0] = codesOf(letter);
      if (!isOwn(code)) lacking.add(placeOf(code), [code]);
    }
    for (const sequence of sequences) {
      const codes = codesOf(sequence);
      lacking.add(emojiSlice(codes, slices), codes);
    }
    const winning = new Uses();
    for (const mark of role === "mono" ? [] : punctuation) {
      const [code = 0] = codesOf(mark);
      winning.add(sliceOf(code, eastAsian, slices), [code]);
    }
    return { lacking: lacking.list(), winning: winning.list() };
  };
}

/** Packages to look for a shared letter in: what a text is in, then the others. */
function eastAsianOrder(language: string, letters: string): string[] {
  const order = ["noto-sans-sc", "noto-sans-tc", "noto-sans-jp", "noto-sans-kr"];
  const first = (id: string) => [id, ...order.filter((other) => other !== id)];
  if (/^ja\b/i.test(language)) return first("noto-sans-jp");
  if (/^ko\b/i.test(language)) return first("noto-sans-kr");
  if (/^zh-(?:.*-)?(?:hant|tw|hk|mo)\b/i.test(language)) return first("noto-sans-tc");
  if (/^zh\b/i.test(language)) return order;
  if (KANA.test(letters)) return first("noto-sans-jp");
  return HANGUL.test(letters) ? first("noto-sans-kr") : order;
}

/** The slice that has a code point, of the first package that has it. */
function sliceOf(code: number, packages: readonly string[], slices: Slices): WideFace | undefined {
  for (const id of packages) {
    const subset = indexOf(id, slices[id] ?? {}).get(code);
    if (subset !== undefined) return { id, subset };
  }
  return undefined;
}

const indexes = new Map<string, ReadonlyMap<number, string>>();

/** The slices of a package by code point, worked out once. */
function indexOf(id: string, slices: Record<string, string>): ReadonlyMap<number, string> {
  const known = indexes.get(id);
  if (known) return known;
  const index = new Map<number, string>();
  for (const [subset, ranges] of Object.entries(slices)) {
    for (const code of codePoints(ranges)) if (!index.has(code)) index.set(code, subset);
  }
  indexes.set(id, index);
  return index;
}

/** The first slice that has all code points of an emoji: pictures are joined within one file only. */
function emojiSlice(codes: readonly number[], slices: Slices): WideFace | undefined {
  for (const [subset, ranges] of Object.entries(slices[EMOJI] ?? {})) {
    const has = knows(`${EMOJI} ${subset}`, ranges);
    if (codes.every((code) => has(code) || isJoiner(code))) return { id: EMOJI, subset };
  }
  return undefined;
}

/** Never drawn; it says that a picture is wanted, or joins two. Not every file lists it. */
function isJoiner(code: number): boolean {
  return code === 0xfe0f || code === 0x200d;
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

const known = new Map<string, (code: number) => boolean>();

/** Membership in ranges, which are read once. */
function knows(name: string, ranges: string): (code: number) => boolean {
  let has = known.get(name);
  if (!has) {
    has = membership(ranges);
    known.set(name, has);
  }
  return has;
}

/** The characters a document needs, by file. */
class Uses {
  readonly #codes = new Map<string, { face: WideFace; codes: Set<number> }>();

  add(face: WideFace | undefined, codes: readonly number[]): void {
    if (!face) return;
    const key = `${face.id} ${face.subset}`;
    const use = this.#codes.get(key) ?? { face, codes: new Set() };
    for (const code of codes) use.codes.add(code);
    this.#codes.set(key, use);
  }

  list(): WideFaceUse[] {
    return [...this.#codes.values()].map(({ face, codes }) => ({ face, range: unicodeRange(codes) }));
  }
}
