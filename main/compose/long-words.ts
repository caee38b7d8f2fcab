/** Longer than any word of a language that puts spaces between them: an address, a key, a hash. */
const LONG = 32;

/** What is not read, tags, and words that are too long. Letters of scripts without spaces break anywhere already. */
const TOKENS = new RegExp(
  String.raw`<(style|script|textarea|title|pre|svg)[\s>][\s\S]*?</\1\s*>|<[^>]*>|(?:&[#\w]{1,10};|[^\s<>&\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff]){${LONG},}`,
  "gi",
);
const HAS_LONG = new RegExp(String.raw`[^\s<>]{${LONG},}`);

/**
 * Lets words that are too long for a cell break anywhere. A table is as wide as its longest words, and a document as its
 * widest table: one such word would have the whole document printed smaller. To break all words so would break short ones,
 * too, wherever columns are narrow.
 */
export function breakLongWords(content: string): string {
  if (!content.includes("<t") || !HAS_LONG.test(content)) return content;
  return content.replace(TOKENS, (token) => (token.startsWith("<") ? token : `<span class="long">${token}</span>`));
}
