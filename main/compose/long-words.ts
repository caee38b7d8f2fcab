/** Longer than any word of a language that puts spaces between them: an address, a key, a hash. */
const LONG = 32;

/** What is not read, tags, and words that are too long. Letters of scripts without spaces break anywhere already. */
const TOKENS = new RegExp(
  String.raw`<(style|script|textarea|title|pre|svg)[\s>][\s\S]*?</\1\s*>|<[^>]*>|(?:&[#\w]{1,10};|[^\s<>&\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff]){${LONG},}`,
  "gi",
);

/**
 * Lets words that are too long for a cell break anywhere. A table is as wide as its longest words, and a document as its
 * widest table: one such word would have the whole document printed smaller. To break all words so would break short ones,
 * too, wherever columns are narrow.
 */
export function breakLongWords(content: string): string {
  if (!content.includes("<t") || !hasLong(content)) return content;
  return content.replace(TOKENS, (token) => (token.startsWith("<") ? token : `<span class="long">${token}</span>`));
}

/** Whether anything runs on for so long without a space or a tag. An expression would begin anew at every character. */
function hasLong(text: string): boolean {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    length = code <= 0x20 || code === 0x3c || code === 0x3e ? 0 : length + 1;
    if (length >= LONG) return true;
  }
  return false;
}
