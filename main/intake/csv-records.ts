import { FEEDBACK_COLUMNS, unguardCell } from "../../shared/feedback";
import type { IntakeItem, RawInput } from "../../shared/stages";
import { CellFlaw, columnOf, headerProblem, rowValue } from "./csv-cells";
import { CsvReader, type CsvRecord, cellPlace } from "./csv-reader";
import type { KeyPath } from "./issues";
import type { Line } from "./lines";
import { givenBack, type Origin, type Position, rejected, withRaw } from "./origin";
import { toItem } from "./validate";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const DELIMITER_NAMES: Readonly<Record<string, string>> = { "\t": "tab" };
/** How many records are looked at to find the delimiter. */
const SAMPLE = 20;
/** Excel writes this line to say what its delimiter is. */
const EXCEL_HINT = /^sep=([,;\t|])$/i;

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
 * A bad row is rejected with its place and reading goes on; a bad header is one rejection for the file. Rows whose cells
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
  #headerLine = 1;
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
    const { source } = this.#origin;
    if (record.kind === "flaw") {
      const { line, column, message } = record;
      return rejected(source, `The header cannot be read, so the file was not: ${message}.`, { line, column });
    }
    let names = record.cells.map((name) => name.trim());
    this.#isFeedback = FEEDBACK_COLUMNS.every((name, index) => names.at(index - FEEDBACK_COLUMNS.length) === name);
    if (this.#isFeedback) names = names.slice(0, -FEEDBACK_COLUMNS.length).map(unguardCell);
    const problem = headerProblem(names, this.#options.template !== undefined);
    if (problem) return rejected(source, problem.message, this.#place(record, problem.column));
    this.#header = names;
    this.#headerLine = record.line;
    return undefined;
  }

  #readRow(record: CsvRecord, header: readonly string[]): IntakeItem {
    const { line } = record;
    let origin = this.#origin;
    let row: number | undefined = this.rows;
    const keep = (item: IntakeItem, value: RawInput["value"]) => ({
      ...withRaw(item, origin, row, value),
      columns: header,
      ...(origin === this.#origin ? { headerLine: this.#headerLine } : {}),
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
        if ("flaw" in back) {
          const place = this.#place(record, record.cells.length - 1);
          return keep(rejected(origin.source, back.flaw, place), { kind: "cells", cells });
        }
        origin = back.origin;
        row = back.row;
      }
    }
    return keep(this.#readCells({ ...record, cells }, header, origin, row), { kind: "cells", cells });
  }

  /** Where the cell of a column, from 0, begins. It takes time: asked only when something is wrong. */
  #place({ lines }: CellsRecord, column: number): Position {
    return cellPlace(lines, this.#delimiter, column);
  }

  #readCells(record: CellsRecord, header: readonly string[], origin: Origin, row: number | undefined): IntakeItem {
    const { cells, line } = record;
    const { source } = origin;
    if (cells.length !== header.length) {
      const delimiter = DELIMITER_NAMES[this.#delimiter] ?? this.#delimiter;
      const message =
        `This row has ${count(cells.length)}, the header has ${count(header.length)}. ` +
        `Put cells that contain the delimiter (${delimiter}) or a line break in double quotes.`;
      return rejected(source, message, this.#place(record, Math.min(cells.length, header.length)));
    }
    const value = rowValue(header, cells);
    if (value instanceof CellFlaw) return rejected(source, value.message, this.#place(record, value.column));
    const locate = (path: KeyPath) => this.#place(record, Math.max(columnOf(header, path), 0));
    return toItem(value, origin, { line, row, locate }, this.#options.template);
  }
}

type CellsRecord = CsvRecord & { kind: "cells" };

function count(columns: number): string {
  return `${columns} ${columns === 1 ? "column" : "columns"}`;
}
