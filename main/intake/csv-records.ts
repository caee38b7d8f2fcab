import { FEEDBACK_COLUMNS, unguardCell } from "../../shared/feedback";
import { PROMPT_KEYS } from "../../shared/prompt";
import type { IntakeItem, RawInput } from "../../shared/stages";
import { CsvReader, type CsvRecord } from "./csv-reader";
import { findTwiceKey, twiceMessage } from "./json-twice";
import type { Line } from "./lines";
import { didYouMean } from "./nearest";
import { givenBack, type Origin, rejected, withRaw } from "./origin";
import { toItem } from "./validate";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const MAX_COLUMNS = 10_000;
const DELIMITER_NAMES: Readonly<Record<string, string>> = { "\t": "tab" };
/** How many records are looked at to find the delimiter. */
const SAMPLE = 20;
/** Excel writes this line to say what its delimiter is. */
const EXCEL_HINT = /^sep=([,;\t|])$/i;

const KEYS: ReadonlySet<string> = new Set(PROMPT_KEYS);
/** Columns whose cells are JSON. */
const JSON_KEYS: ReadonlySet<string> = new Set(["data", "options"]);

export interface CsvOptions {
  /** Template of the whole call. */
  template?: string | undefined;
  /** Most characters of one row. */
  maxRecordBytes: number;
  /** True for `.tsv`: a tab in the first line is the delimiter, whatever else there is. */
  isTabbed: boolean;
}

/**
 * The prompts of a CSV or TSV file with a header. Columns named like keys of a prompt fill those, all others are data.
 * A bad row is rejected with its line and reading goes on; a bad header is one rejection for the file. Rows whose cells
 * are all empty are blank lines of a spreadsheet and are skipped.
 */
export async function* readCsv(
  batches: AsyncIterable<Line[]>,
  origin: Origin,
  options: CsvOptions,
): AsyncGenerator<IntakeItem> {
  let table: Table | undefined;
  for await (const batch of batches) {
    let lines = batch;
    if (!table) {
      lines = skipPreamble(batch);
      if (lines.length === 0) continue;
      table = new Table(findDelimiter(batch, lines, options), origin, options);
    }
    yield* table.read(table.reader.read(lines));
    if (table.isBroken) return;
  }
  if (!table) return;
  yield* table.read(table.reader.end());
  if (table.isBroken || table.rows > 0) return;
  yield rejected(origin.source, `${origin.label} has a header but no rows. Add a row for each prompt.`, { line: 1 });
}

/** The lines from the header on. */
function skipPreamble(lines: Line[]): Line[] {
  const start = lines.findIndex(({ text, isTooLong }) => isTooLong || (text.trim() !== "" && !EXCEL_HINT.test(text)));
  return start < 0 ? [] : lines.slice(start);
}

/** The delimiter that cuts most of the first records into as many cells as the header; of those, into most cells. */
function findDelimiter(
  batch: readonly Line[],
  lines: readonly Line[],
  { isTabbed, maxRecordBytes }: CsvOptions,
): string {
  for (const { text } of batch) {
    const hint = EXCEL_HINT.exec(text)?.[1];
    if (hint) return hint;
    if (text.trim() !== "") break;
  }
  if (isTabbed && lines[0]?.text.includes("\t")) return "\t";
  let best: { delimiter: string; agreeing: number; width: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const widths: number[] = [];
    for (const record of new CsvReader(delimiter, maxRecordBytes).read(lines)) {
      widths.push(record.kind === "cells" ? record.cells.length : 0);
      if (widths.length >= SAMPLE) break;
    }
    const width = widths[0] ?? 0;
    if (width < 2) continue;
    const agreeing = widths.filter((other) => other === width).length / widths.length;
    const isBetter = !best || agreeing > best.agreeing || (agreeing === best.agreeing && width > best.width);
    if (isBetter) best = { delimiter, agreeing, width };
  }
  return best?.delimiter ?? (isTabbed ? "\t" : ",");
}

/** Turns the records of one file into items: the first is the header. */
class Table {
  readonly reader: CsvReader;
  readonly #delimiter: string;
  readonly #origin: Origin;
  readonly #options: CsvOptions;
  #header: string[] | undefined;
  /** Whether it is a table of what failed before, with the reasons behind the columns. */
  #isFeedback = false;
  /** Rows so far, bad ones included: numbers of rows stay the same when somebody mends one. */
  rows = 0;
  /** True after the header was rejected: nothing more can be read. */
  isBroken = false;

  constructor(delimiter: string, origin: Origin, options: CsvOptions) {
    this.reader = new CsvReader(delimiter, options.maxRecordBytes);
    this.#delimiter = delimiter;
    this.#origin = origin;
    this.#options = options;
  }

  *read(records: Iterable<CsvRecord>): Generator<IntakeItem> {
    for (const record of records) {
      if (!this.#header) {
        const item = this.#readHeader(record);
        if (!item) continue;
        this.isBroken = true;
        yield item;
        return;
      }
      if (record.kind === "cells" && record.cells.every((cell) => cell.trim() === "")) continue;
      this.rows += 1;
      yield this.#readRow(record, this.#header);
    }
  }

  #readHeader(record: CsvRecord): IntakeItem | undefined {
    const fail = (why: string) => rejected(this.#origin.source, why, { line: record.line });
    if (record.kind === "flaw") return fail(`The header cannot be read, so the file was not: ${record.message}.`);
    let names = record.cells.map((name) => name.trim());
    this.#isFeedback = FEEDBACK_COLUMNS.every((name, index) => names.at(index - FEEDBACK_COLUMNS.length) === name);
    if (this.#isFeedback) names = names.slice(0, -FEEDBACK_COLUMNS.length).map(unguardCell);
    const problem = headerProblem(names, this.#options.template !== undefined);
    if (problem) return fail(problem);
    this.#header = names;
    return undefined;
  }

  #readRow(record: CsvRecord, header: readonly string[]): IntakeItem {
    const { line } = record;
    let origin = this.#origin;
    let row: number | undefined = this.rows;
    const keep = (item: IntakeItem, value: RawInput["value"]) => ({
      ...withRaw(item, origin, row, value),
      columns: header,
    });
    if (record.kind === "flaw") {
      const { message, column, text } = record;
      return keep(rejected(origin.source, `${message}.`, { line, column }), { kind: "text", text });
    }
    let { cells } = record;
    if (this.#isFeedback) {
      const sealed = cells.at(-1)?.trim() ?? "";
      cells = cells.slice(0, -FEEDBACK_COLUMNS.length).map(unguardCell);
      if (sealed !== "") {
        const back = givenBack(origin, sealed, 'its "error_origin"');
        if ("flaw" in back) return keep(rejected(origin.source, back.flaw, { line }), { kind: "cells", cells });
        origin = back.origin;
        row = back.row;
      }
    }
    return keep(this.#readCells(cells, header, origin, { line, row }), { kind: "cells", cells });
  }

  #readCells(
    cells: readonly string[],
    header: readonly string[],
    origin: Origin,
    { line, row }: { line: number; row: number | undefined },
  ): IntakeItem {
    const { source } = origin;
    if (cells.length !== header.length) {
      const delimiter = DELIMITER_NAMES[this.#delimiter] ?? this.#delimiter;
      const message =
        `This row has ${count(cells.length)}, the header has ${count(header.length)}. ` +
        `Put cells that contain the delimiter (${delimiter}) or a line break in double quotes.`;
      return rejected(source, message, { line });
    }
    const value = rowValue(header, cells);
    if (typeof value === "string") return rejected(source, value, { line });
    return toItem(value, origin, { line, row }, this.#options.template);
  }
}

function count(columns: number): string {
  return `${columns} ${columns === 1 ? "column" : "columns"}`;
}

/** Why a header cannot be used, or undefined. */
function headerProblem(names: readonly string[], hasTemplate: boolean): string | undefined {
  if (names.length > MAX_COLUMNS)
    return `The header has ${names.length} columns; ${MAX_COLUMNS} is the most. Split the file.`;
  const empty = names.indexOf("");
  if (empty >= 0) return `Column ${empty + 1} of the header has no name. Name it, or remove the column.`;
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) return `The header has the column "${twice}" twice. Rename one of them.`;
  if (names.includes("__proto__")) return 'A column cannot be called "__proto__". Rename it.';
  if (hasTemplate || names.includes("prompt") || names.includes("template")) return undefined;
  const meant = names.find((name) => didYouMean(name, ["prompt"]) !== "");
  return (
    `The header has no column "prompt"; its columns: ${names.slice(0, 50).join(", ")}. ` +
    (meant === undefined
      ? `The first line must name the columns, one of them "prompt"; or name a template.`
      : `Rename "${meant}" to "prompt"; or name a template.`)
  );
}

/** A row as a record for the prompt schema, or what is wrong with one of its cells. */
function rowValue(header: readonly string[], cells: readonly string[]): Record<string, unknown> | string {
  const value: Record<string, unknown> = {};
  const data: Record<string, unknown> = {};
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? "";
    if (!KEYS.has(name)) data[name] = cell;
    else if (cell.trim() === "") continue;
    else if (name === "priority") {
      if (!/^\s*[+-]?\d+\s*$/.test(cell))
        return `The column "priority" must be a whole number; it is "${cell.trim()}".`;
      value[name] = Number(cell);
    } else if (JSON_KEYS.has(name)) {
      try {
        value[name] = JSON.parse(cell) as unknown;
        const twice = findTwiceKey(cell, value[name]);
        if (twice) return `The column "${name}": ${twiceMessage(twice)}.`;
      } catch {
        return `The column "${name}" must be empty or a JSON object such as {"key": "value"}; this cell is not valid JSON.`;
      }
    } else value[name] = name === "prompt" || name === "title" ? cell : cell.trim();
  }
  const hasData = Object.keys(data).length > 0;
  // A column of its own is nearer to what the user sees than one key in a cell of JSON.
  if (hasData && (value.data === undefined || isObject(value.data))) value.data = { ...value.data, ...data };
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
