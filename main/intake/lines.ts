/** One line of a row file, without its end. */
export interface Line {
  /** From 1. */
  number: number;
  /** Empty where the line is too long. */
  text: string;
  /** True for a line longer than the limit: its text was thrown away, unread. */
  isTooLong: boolean;
}

/**
 * Cuts pieces of text at `\n`. Yields the lines that each piece completes, so that the first come before the last are
 * read. Memory is bounded by a piece and `maxCharacters`.
 */
export async function* readLines(pieces: AsyncIterable<string>, maxCharacters: number): AsyncGenerator<Line[]> {
  let number = 1;
  let begun = "";
  let isTooLong = false;

  const extend = (part: string) => {
    isTooLong ||= begun.length + part.length > maxCharacters;
    begun = isTooLong ? "" : begun + part;
  };
  const complete = (): Line => {
    const line = { number, text: begun, isTooLong };
    number += 1;
    begun = "";
    isTooLong = false;
    return line;
  };

  for await (const piece of pieces) {
    const parts = piece.split("\n");
    const last = parts.pop() ?? "";
    const lines = parts.map((part) => {
      extend(part);
      return complete();
    });
    extend(last);
    if (lines.length > 0) yield lines;
  }
  if (begun !== "" || isTooLong) yield [complete()];
}
