/** What the language of a document may look like, as a rule for people. */
export const LANGUAGE_RULE = "must be a language tag such as en-GB";

/** What is wrong with `text` as a language tag (BCP 47), as the end of a sentence; undefined where nothing is. */
export function languageProblem(text: string): string | undefined {
  try {
    Intl.getCanonicalLocales(text);
    return undefined;
  } catch {
    return `${LANGUAGE_RULE}; "${text.slice(0, 40)}" is none`;
  }
}
