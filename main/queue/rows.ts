import { type ErrorCode, PdfPromptError, type Problem } from "../../shared/errors";
import type { JobState, JobView } from "../../shared/job";

/** A row as SQLite returns it. */
export type Row = Record<string, string | number | null>;

/** What SQLite says when a write found no room. */
const FULL_CODES: ReadonlySet<string> = new Set(["SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"]);

/** Whether an error says that a write found no room. */
export function isFull(error: unknown): boolean {
  return FULL_CODES.has((error as { code?: string }).code ?? "");
}

export function noRoomFor(file: string, cause: unknown): PdfPromptError {
  const message = `There is no room left for the queue ${file}. Free some space on its disk.`;
  return new PdfPromptError("disk-full", message, {}, cause);
}

/** Jobs by state, from rows of `state` and `jobs`. */
export function toCounts(rows: readonly Row[]): Record<JobState, number> {
  const counts: Record<JobState, number> = { queued: 0, claimed: 0, done: 0, failed: 0, cancelled: 0 };
  for (const { state, jobs } of rows) counts[state as JobState] += Number(jobs);
  return counts;
}

/** A prompt's place in the input, to compare. Many records may stand on one line, each a row. */
export function placeOf({ source, line, row }: { source: string; line: number; row?: number | null }): string {
  return `${source}\0${line}\0${row ?? ""}`;
}

/** The value below which a share of the values lies, by nearest rank, in whole numbers; null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value);
}

/** A problem as the columns of a job hold it. */
export function errorColumns({ code, message, line, column }: Problem) {
  return { code, message, line: line ?? null, column: column ?? null };
}

export function toProblem(row: Row): Problem {
  return {
    code: row.error_code as ErrorCode,
    message: String(row.error_message),
    source: row.source === null ? undefined : String(row.source),
    line: row.error_line === null ? undefined : Number(row.error_line),
    column: row.error_column === null ? undefined : Number(row.error_column),
  };
}

/** A job as people see it. */
export function toView(row: Row): JobView {
  return {
    id: Number(row.id),
    batchId: String(row.batch_id),
    state: row.state as JobState,
    name: String(row.output),
    source: String(row.source),
    line: Number(row.line),
    attempt: Number(row.attempt),
    pages: row.pages === null ? null : Number(row.pages),
    bytes: row.bytes === null ? null : Number(row.bytes),
    elapsedMs: row.elapsed_ms === null ? null : Number(row.elapsed_ms),
    error: row.error_code === null || row.state === "done" ? null : toProblem(row),
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms === null ? null : Number(row.finished_at_ms),
  };
}
