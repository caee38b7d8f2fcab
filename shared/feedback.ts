/**
 * What is written down of prompts that failed can be given back as input. In JSON the reason is the key `error`, in a
 * table it is these columns behind all others.
 */
export const FEEDBACK_COLUMNS = ["error_code", "error_message", "error_origin"] as const;

/** A spreadsheet takes a cell that begins so for a formula and runs it; blanks and apostrophes before it do not count. */
const LIKE_FORMULA = /^['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** The cell with an apostrophe before what a spreadsheet would run: it shows the text then. */
export function guardCell(cell: string): string {
  return LIKE_FORMULA.test(cell) ? `'${cell}` : cell;
}

/** The cell as it was before {@link guardCell}. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && LIKE_FORMULA.test(cell) ? cell.slice(1) : cell;
}
