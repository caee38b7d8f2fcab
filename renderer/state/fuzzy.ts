/** How well a word fits: as the beginning of a word, within one, or as letters in their order. */
const FITS = { start: 3, within: 2, letters: 1 } as const;

/**
 * How well a text fits what somebody types to find it: each word of it anywhere in the text, in any order, or as some of
 * the text's letters in their order. Capitals and accents make no difference.
 * @returns more for what fits better; null where it does not fit
 */
export function fuzzyScore(query: string, text: string): number | null {
  const within = fold(text);
  let score = 0;
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    const fit = fitOf(word, within);
    if (fit === null) return null;
    score += fit;
  }
  return score;
}

function fitOf(word: string, text: string): number | null {
  if (text.startsWith(word) || text.includes(` ${word}`)) return FITS.start;
  if (text.includes(word)) return FITS.within;
  return hasLettersOf(word, text) ? FITS.letters : null;
}

/** The letters of a word in their order, the first of them at the beginning of a word of the text. */
function hasLettersOf(word: string, text: string): boolean {
  let at = 0;
  for (const [index, letter] of [...word].entries()) {
    const found = index === 0 ? ` ${text}`.indexOf(` ${letter}`) : text.indexOf(letter, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}
