/** Languages written from right to left, unless the tag names another script. */
const RIGHT_TO_LEFT = /^(?:ar|arc|ckb|dv|fa|he|iw|ji|ks|nqo|ps|sd|syr|ug|ur|yi)\b/i;
const RIGHT_TO_LEFT_SCRIPT = /-(?:adlm|arab|hebr|nkoo|rohg|syrc|thaa)\b/i;
const NAMES_SCRIPT = /^[a-z]{2,3}-(?:[a-z]{3}-)?[a-z]{4}\b/i;

/** The language a text is most likely in, by the script of its first letter, where that says it. */
const LANGUAGE_OF_SCRIPT: readonly [RegExp, string][] = [
  [/\p{sc=Hebrew}/u, "he"],
  [/\p{sc=Arabic}/u, "ar"],
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, "ja"],
  [/\p{sc=Hangul}/u, "ko"],
  [/\p{sc=Han}/u, "zh"],
  [/\p{sc=Greek}/u, "el"],
  [/\p{sc=Thai}/u, "th"],
  [/\p{sc=Devanagari}/u, "hi"],
];
const KANA = /[\p{sc=Hiragana}\p{sc=Katakana}]/u;

/** The next letter of a piece of HTML, or where something begins that is no text. */
const LETTER_OR_MARKUP = /<|&[#\w]+;|\p{L}/gu;
const STYLE = /<style[\s>]/iy;
const COMMENT = /<!--/y;
const STYLE_END = /<\/style>/gi;
const COMMENT_END = /-->/g;
const TAG_END = />/g;

/** The first letter that a piece of HTML shows; undefined where it shows none. */
export function firstLetter(html: string): string | undefined {
  const endOf = markupEnds(html);
  let at = 0;
  for (;;) {
    LETTER_OR_MARKUP.lastIndex = at;
    const [found] = LETTER_OR_MARKUP.exec(html) ?? [];
    if (found === undefined) return undefined;
    at = LETTER_OR_MARKUP.lastIndex;
    if (found === "<") at = endOf(at - 1);
    else if (!found.startsWith("&")) return found;
  }
}

/**
 * Where a tag, comment or style that begins somewhere ends; without an end, its "<" is text. What ends nowhere is looked
 * for once: looked for from each "<" again, a text of many would take as many passes.
 */
function markupEnds(html: string): (start: number) => number {
  const missing = new Set<RegExp>();
  const after = (end: RegExp, from: number): number | undefined => {
    if (missing.has(end)) return undefined;
    end.lastIndex = from;
    if (end.test(html)) return end.lastIndex;
    missing.add(end);
    return undefined;
  };
  const begins = (what: RegExp, start: number): boolean => {
    what.lastIndex = start;
    return what.test(html);
  };
  return (start) => {
    const whole =
      (begins(STYLE, start) ? after(STYLE_END, start) : undefined) ??
      (begins(COMMENT, start) ? after(COMMENT_END, start + "<!--".length) : undefined);
    return whole ?? after(TAG_END, start) ?? start + 1;
  };
}

/** The language of a text, for which none was given: that of its first letter, else English. */
export function guessLanguage(html: string): string {
  const letter = firstLetter(html) ?? "";
  const language = LANGUAGE_OF_SCRIPT.find(([script]) => script.test(letter))?.[1] ?? "en";
  return language === "zh" && KANA.test(html) ? "ja" : language;
}

/** The direction that a language, a BCP 47 tag, is written in. */
export function directionOf(language: string): "ltr" | "rtl" {
  if (NAMES_SCRIPT.test(language)) return RIGHT_TO_LEFT_SCRIPT.test(language) ? "rtl" : "ltr";
  return RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr";
}
