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

/** What is no text in a piece of HTML, and the first letter that is. */
const FIRST_LETTER = /<style[\s>][\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|&[#\w]+;|(\p{L})/giu;

/** The first letter that a piece of HTML shows; undefined where it shows none. */
export function firstLetter(html: string): string | undefined {
  for (const [, letter] of html.matchAll(FIRST_LETTER)) if (letter !== undefined) return letter;
  return undefined;
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
