import type { Heading } from "../../../shared/stages";
import { textOf } from "../combined/values";
import { type PdfObject, type PdfStructure, readDictionary, UnexpectedStructure } from "./structure";
import { pdfString, propertyText } from "./text";

const OUTLINES = /\/Outlines (\d+) 0 R/;
const TITLE = /\/Title (\((?:[^\\()]|\\[\s\S])*\)|<[0-9A-Fa-f\s]*>)/;
/** A heading that stands at the end of a page and the start of the next one is in its bookmark as often. */
const MOST_TIMES = 3;
/** How many headings without a bookmark may stand between two that have one: hidden ones, or those of other pages. */
const MOST_BETWEEN = 1000;

/** An object that is written anew. */
export interface Changed {
  number: number;
  old: PdfObject;
  /** Its dictionary, with `<<` and `>>`. */
  dictionary: string;
}

/**
 * Bookmarks that say what their headings say. Chromium puts together what it has laid out: blanks at the ends of lines
 * are missing, words from right to left come last word first, formulas are there twice, and so are headings with a link.
 * A bookmark is left as it is where no heading that follows the last one has its letters.
 * @param headings of the document, in their order
 */
export function changedOutline(structure: PdfStructure, root: PdfObject, headings: readonly Heading[]): Changed[] {
  const outlines = Number(OUTLINES.exec(root.text)?.[1] ?? 0);
  if (headings.length === 0 || outlines === 0) return [];
  const keys = headings.map(({ text, written = text }) => lettersOf(written));
  const changed: Changed[] = [];
  let next = 0;
  for (const item of itemsBelow(structure, outlines)) {
    const [entry = "", written] = TITLE.exec(item.old.text) ?? [];
    const letters = lettersOf(textOf(written));
    const ahead = keys.slice(next, next + MOST_BETWEEN).findIndex((key) => isOf(letters, key));
    if (ahead === -1) continue;
    const title = propertyText(headings[next + ahead]?.text ?? "");
    next += ahead + 1;
    if (title === textOf(written)) continue;
    const dictionary = item.old.text.slice(item.old.text.indexOf("<<"), item.old.text.lastIndexOf(">>") + 2);
    changed.push({ ...item, dictionary: dictionary.replace(entry, () => `/Title ${pdfString(title)}`) });
  }
  return changed;
}

/** The items below one, and those below them, in the order in which they are read. */
function* itemsBelow(structure: PdfStructure, parent: number): Generator<{ number: number; old: PdfObject }> {
  const seen = new Set<number>();
  const waiting = [reference(readDictionary(structure, parent).text, "First")];
  while (waiting.length > 0) {
    const number = waiting.pop();
    if (number === undefined) continue;
    if (seen.has(number)) throw new UnexpectedStructure("its outline goes in a circle");
    seen.add(number);
    const old = readDictionary(structure, number);
    yield { number, old };
    waiting.push(reference(old.text, "Next"), reference(old.text, "First"));
  }
}

function reference(text: string, name: "First" | "Next"): number | undefined {
  const [, number] = new RegExp(`\\n?/${name} (\\d+) 0 R`).exec(text.replace(TITLE, "")) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Letters and digits without their order and size: what is left of a heading however it was put together. */
function lettersOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]/gu) ?? []).sort().join("");
}

/** Whether a bookmark has the letters of a heading, once or more often. */
function isOf(letters: string, key: string): boolean {
  const times = letters.length / key.length;
  if (key === "" || !Number.isInteger(times) || times > MOST_TIMES) return false;
  return letters === key || letters === [...key].map((letter) => letter.repeat(times)).join("");
}
