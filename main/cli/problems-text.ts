import { formatLocation, type Problem } from "../../shared/errors";
import { printable } from "../../shared/printable";
import type { UnknownFields } from "../worker";
import { note, print } from "./command-context";
import { count } from "./progress";

/** How many failures, and how many warnings, people are shown; `--json` has more of them. */
export const SHOWN_FAILURES = 20;
/** How many fields that nothing uses are named. */
export const SHOWN_FIELDS = 20;

/** A failure or a warning as `--json` lists it. */
export interface ReportedProblem {
  source: string | null;
  line: number | null;
  /** Null where it is not known. */
  column: number | null;
  code: string;
  message: string;
}

export function toFailure({ source, line, column, code, message }: Problem): ReportedProblem {
  return { source: source ?? null, line: line ?? null, column: column ?? null, code, message };
}

/** `  letters/a.md:3:7: what is wrong (input-invalid)`; without the column where that is not known. */
export function formatFailure({ source, line, column, code, message }: ReportedProblem): string {
  const where = formatLocation({
    source: source ?? undefined,
    line: line ?? undefined,
    column: column ?? undefined,
  });
  return `  ${where ? `${printable(where)}: ` : ""}${printable(message)} (${code})`;
}

/**
 * Prints the first of the problems.
 * @param all how many there are
 * @param ofTheRest said where not all are shown, after their number
 */
export async function printProblems(problems: readonly ReportedProblem[], all: number, ofTheRest = ""): Promise<void> {
  const shown = problems.slice(0, SHOWN_FAILURES);
  for (const problem of shown) await print(formatFailure(problem));
  if (all > shown.length) await print(`  … and ${count(all - shown.length)} more${ofTheRest}`);
}

/**
 * Says what is wrong with documents that are, or would be, done. On stderr, where it disturbs nobody who reads the result.
 * @param all how many warnings there are
 */
export function noteWarnings(warnings: readonly ReportedProblem[], all: number, ofTheRest = ""): void {
  if (all === 0) return;
  note(`${count(all)} ${all === 1 ? "warning" : "warnings"}; --strict makes failures of them:`);
  const shown = warnings.slice(0, SHOWN_FAILURES);
  for (const warning of shown) note(formatFailure(warning));
  if (all > shown.length) note(`  … and ${count(all - shown.length)} more${ofTheRest}`);
}

/** Says which fields of the data are printed nowhere. That may be as it should, so it is no warning. */
export function noteUnknownFields({ others }: UnknownFields): void {
  for (const { template, fields } of others) {
    const names = fields.slice(0, SHOWN_FIELDS).map(printable).join(", ");
    const more = fields.length > SHOWN_FIELDS ? `, … (${count(fields.length)})` : "";
    note(`[pdfprompt] neither the template ${template} nor the names use these fields of the data: ${names}${more}`);
  }
}

/**
 * Says what earlier calls made of prompts, templates and settings that were changed since: nothing is overwritten
 * unasked, nor passed over.
 * @param names below the output folder
 */
export async function printOutdated(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const what =
    names.length === 1 ? "1 PDF is out of date and stays" : `${count(names.length)} PDFs are out of date and stay`;
  const advice = "Delete what is not needed; with --on-conflict replace, new ones take the place of the old.";
  await print(`${what}. ${advice}`);
  for (const name of names.slice(0, SHOWN_FAILURES)) await print(`  ${printable(name)}`);
  if (names.length > SHOWN_FAILURES)
    await print(`  … and ${count(names.length - SHOWN_FAILURES)} more; --json lists all of them`);
}
