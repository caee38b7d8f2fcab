/** What would steer a terminal, turn its direction, or look like another line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text that holds words of others, such as names of files, as one line that a terminal only shows. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, "\ufffd");
}
