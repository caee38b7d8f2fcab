/** The words of this window, in the language that was chosen. */
import { createTranslator } from "../shared/texts";

/** English until the preferences are known. */
const translator = createTranslator("en");

export const { t, use: speak } = translator;

/** The language in which numbers and dates are written, too. */
export function language(): string {
  return translator.language;
}
