import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../shared/errors";
import { FEEDBACK_COLUMNS, guardCell } from "../../shared/feedback";
import { PROMPT_KEYS } from "../../shared/prompt";
import type { RawInput } from "../../shared/stages";
import { hashFile } from "./unchanged";
import { WholeFile } from "./whole-file";

const MAX_NUMBER = 10_000;
/** Spreadsheets take a file without it for one in the system's old encoding. */
const BYTE_ORDER_MARK = "\ufeff";
/** Whatever may be taken for a delimiter is quoted, too: which one it is, is found out by looking. */
const NEEDS_QUOTES = /[",;\t|\r\n]|^\s|\s$/;

/** Columns that are keys of a prompt; all others are its data. */
const PROMPT_COLUMNS: ReadonlySet<string> = new Set(PROMPT_KEYS);

/** A prompt that failed; `origin` is the sealed text that lets it be found again. */
export interface Failure {
  problem: Problem;
  raw: RawInput | null;
  origin: string;
}

export interface FailuresOptions {
  /** Absolute. */
  outDir: string;
  /** Of the file, without its ending. Default: `failures`. */
  name?: string | undefined;
  token: string;
  /** Columns of the table that all failures come from: they are written as a table, too. Undefined: as JSON lines. */
  columns: readonly string[] | undefined;
  pages: Iterable<readonly Failure[]>;
  /** Files that earlier runs of the same batch wrote, with the hashes they had: those may be replaced. */
  own: readonly { path: string; sha256: string }[];
}

/**
 * Writes what failed so that it can be mended and given back: `failures.csv` (or of another name) with the columns it had, or
 * `failures.jsonl`, whole or not at all. A file of that name that is not of the same batch, or was edited since, stays,
 * and the next free number is taken.
 * @returns the absolute path and the hash of what was written; the path is undefined where nothing failed
 * @throws PdfPromptError `output-unwritable` or `disk-full`
 */
export async function writeFailures(options: FailuresOptions): Promise<{ path: string; sha256: string } | undefined> {
  const { outDir, name = "failures", token, columns, pages, own } = options;
  const ending = columns ? "csv" : "jsonl";
  const nameOf = (number: number) => join(outDir, number === 1 ? `${name}.${ending}` : `${name}-${number}.${ending}`);
  const file = await WholeFile.create(nameOf(1), token);
  try {
    let isEmpty = true;
    for (const page of pages) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isEmpty && columns) await file.write(BYTE_ORDER_MARK + csvRow([...columns, ...FEEDBACK_COLUMNS]));
      isEmpty = false;
      for (const failure of page) await file.write(columns ? tableRow(failure, columns) : jsonLine(failure));
    }
    if (isEmpty) {
      await file.discard();
      return undefined;
    }
    const sha256 = await file.finish();
    for (let number = 1; number <= MAX_NUMBER; number += 1) {
      const path = nameOf(number);
      if (file.takeFree(path)) return { path, sha256 };
      const standing = await hashFile(path);
      // The same content: written just before a crash.
      if (standing !== sha256 && !own.some((mine) => mine.path === path && mine.sha256 === standing)) continue;
      file.replace(path);
      return { path, sha256 };
    }
    throw new Error(`there are ${MAX_NUMBER} files with failures in ${outDir} already`);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Whether a file is still as it was written. */
export async function isAsWritten({ path, sha256 }: { path: string; sha256: string }): Promise<boolean> {
  return existsSync(path) && (await hashFile(path)) === sha256;
}

function jsonLine({ problem, raw, origin }: Failure): string {
  const { code, message, source = null, line = null, column = null } = problem;
  const error = { code, message, source, line, column, row: raw?.origin.row ?? null, ...(origin ? { origin } : {}) };
  return `${JSON.stringify({ ...recordOf(raw), error })}\n`;
}

/** The prompt as an object. What could not be read as one has the key `raw`, which no prompt may have. */
function recordOf(raw: RawInput | null): Record<string, unknown> {
  switch (raw?.value.kind) {
    case undefined:
      return { raw: null };
    case "prompt":
      return raw.value.prompt;
    case "object":
      return raw.value.object;
    case "cells":
      return { raw: raw.value.cells };
    case "text":
      return { raw: raw.value.text };
  }
}

function tableRow({ problem, raw, origin }: Failure, columns: readonly string[]): string {
  return csvRow([...cellsOf(raw, columns), problem.code, problem.message, origin]);
}

/** The cells as they were. What was no row is not made one: it has another number of cells than there are columns. */
function cellsOf(raw: RawInput | null, columns: readonly string[]): readonly string[] {
  switch (raw?.value.kind) {
    case "prompt":
      return columns.map((column) => cellOf(raw.value.kind === "prompt" ? raw.value.prompt : {}, column, columns));
    case "cells":
      return raw.value.cells;
    case "text":
      return columns.length === 1 ? [raw.value.text, ""] : [raw.value.text];
    default:
      return columns.length === 1 ? ["", ""] : [""];
  }
}

function cellOf(prompt: Record<string, unknown>, column: string, columns: readonly string[]): string {
  const data = (prompt.data ?? {}) as Record<string, unknown>;
  const isKey = PROMPT_COLUMNS.has(column);
  if (!isKey) return textOf(data[column]);
  if (column !== "data") return textOf(prompt[column]);
  const rest = Object.entries(data).filter(([key]) => !columns.includes(key) || PROMPT_COLUMNS.has(key));
  return rest.length === 0 ? "" : JSON.stringify(Object.fromEntries(rest));
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(guardCell(cell))).join(",")}\r\n`;
}

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
