import { appendFileSync } from "node:fs";
import { isFull } from "./support/scale";

/** One row of the table in docs/reliability.md or docs/security.md. Plain text, one line each. */
export interface Result {
  /** What was done to the app. */
  test: string;
  /** How much of it: kills, jobs, points. */
  scale: string;
  /** What was counted and measured. */
  result: string;
  /** What the same test found with its protection taken out. */
  control: string;
}

/** Adds a row to the table of the full run. A bounded run writes none: its figures are not those of the table. */
export function recordResult(result: Result): void {
  write(result);
}

/**
 * Puts a whole table, as lines of Markdown, in the place of the one between the page's markers of that name. A bounded
 * run writes none.
 */
export function recordTable(table: string, lines: readonly string[]): void {
  write({ table, lines });
}

function write(line: object): void {
  const file = process.env.PDFPROMPT_RELIABILITY_RECORD;
  if (isFull && file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
