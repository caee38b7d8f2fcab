/**
 * Steps over parts of a JSON text. Loops and no expressions: the engine's own would need a stack as long as the text
 * for strings of many megabytes.
 */

/** Offset of the first character at or behind `at` that is no JSON white space. */
export function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && " \t\n\r".includes(text.charAt(end))) end += 1;
  return end;
}

/** Offset behind the string whose opening quote is at `start`; the text's end where it is not closed. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Offset behind the number or word that begins at `start`. */
export function endOfScalar(text: string, start: number): number {
  let end = start;
  while (end < text.length && !',:[]{}" \t\n\r'.includes(text.charAt(end))) end += 1;
  return end;
}
