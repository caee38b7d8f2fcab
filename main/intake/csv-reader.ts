import type { Line } from "./lines";
import type { Position } from "./origin";
import { characterFlaw } from "./validate";

/** A record of a CSV file, or why the text at its place is none. `line` is where it begins. */
export type CsvRecord =
  /** `lines`: the text that it was read from, to tell where a cell begins. */
  | { kind: "cells"; line: number; cells: string[]; lines: readonly Line[] }
  /** `text` is that of its first line. */
  | { kind: "flaw"; line: number; column: number; message: string; text: string };

interface Flaw {
  column?: number;
  message: string;
}

/** What a line weighs besides its text, so that a cell of nothing but line breaks has a bound in memory, too. */
const LINE_COST = 64;

/**
 * The grammar of CSV (RFC 4180), line by line, so that every record and every flaw has its line. Beyond the RFC, blanks
 * around a quoted cell are dropped, and a quote inside an unquoted cell stands for itself.
 *
 * After a flaw (a quote that is never closed, say) the record's first line is given up and reading starts over with
 * the line below it: one slip must not swallow the rows behind it. Each line is read again at most a few times, as a
 * line that closes one record early cannot keep another open.
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #maxCharacters: number;
  /** Lines of the record that is being read, to start over from. */
  #lines: Line[] = [];
  #characters = 0;
  #cells: string[] = [];
  /** Parts of the quoted cell that is open at the end of a line. */
  #quoted: string[] | undefined;
  /** Column of the quote that is open at the end of the record's first line: whatever is wrong below began there. */
  #openColumn = 1;
  readonly #begins: Position[] | undefined;

  /** @param begins gets the places where cells begin; they take time, so only who asks is told */
  constructor(delimiter: string, maxCharacters: number, begins?: Position[]) {
    this.#delimiter = delimiter;
    this.#maxCharacters = maxCharacters;
    this.#begins = begins;
  }

  /** The records that these lines complete. Blank lines between records are none. */
  *read(lines: readonly Line[]): Generator<CsvRecord> {
    for (const line of lines) {
      const again: Line[] = [line];
      for (let next = again.pop(); next; next = again.pop()) {
        const record = this.#take(next);
        if (!record) continue;
        if (record.kind === "flaw") for (const given of this.#giveUp()) again.push(given);
        this.#begin();
        yield record;
      }
    }
  }

  /** What the end of the file completes. */
  *end(): Generator<CsvRecord> {
    while (this.#lines.length > 0) {
      const { number: line, text } = this.#lines[0] ?? { number: 1, text: "" };
      const rest = this.#giveUp().reverse();
      const column = this.#openColumn;
      this.#begin();
      const message = "A quoted cell is never closed: its second double quote is missing";
      yield { kind: "flaw", line, column, message, text };
      yield* this.read(rest);
    }
  }

  #begin(): void {
    this.#lines = [];
    this.#characters = 0;
    this.#cells = [];
    this.#quoted = undefined;
    this.#openColumn = 1;
  }

  /** The lines to read again after a flaw, last first. */
  #giveUp(): Line[] {
    return this.#lines.slice(1).reverse();
  }

  #take(line: Line): CsvRecord | undefined {
    const isFirst = this.#lines.length === 0;
    if (isFirst && !line.isTooLong && line.text.trim() === "") return undefined;
    this.#lines.push(line);
    this.#characters += line.text.length + LINE_COST;
    const { number: start, text } = this.#lines[0] ?? line;
    const flaw = this.#flawOf(line) ?? this.#readCells(line);
    if (flaw) {
      const column = (isFirst ? flaw.column : undefined) ?? this.#openColumn;
      return { kind: "flaw", line: start, column, text, message: isFirst ? flaw.message : withLine(flaw, line) };
    }
    return this.#quoted ? undefined : { kind: "cells", line: start, cells: this.#cells, lines: this.#lines };
  }

  #flawOf({ text, isTooLong }: Line): Flaw | undefined {
    if (isTooLong || this.#characters > this.#maxCharacters) {
      const cause = this.#quoted ? "; perhaps the second double quote of a cell is missing" : "";
      return { message: `This row is longer than ${this.#maxCharacters} characters, the limit for one prompt${cause}` };
    }
    const flaw = characterFlaw(text);
    return flaw && { column: flaw.offset + 1, message: flaw.message };
  }

  #readCells({ text, number: line }: Line): Flaw | undefined {
    if (!this.#quoted && !this.#begins && !text.includes('"')) {
      this.#cells = text.split(this.#delimiter);
      return undefined;
    }
    let at = 0;
    for (;;) {
      const isBegun = this.#quoted !== undefined;
      const quote = isBegun ? at - 1 : this.#openingQuote(text, at);
      if (!isBegun) this.#begins?.push({ line, column: (quote ?? at) + 1 });
      if (quote === undefined) {
        const end = text.indexOf(this.#delimiter, at);
        this.#cells.push(text.slice(at, end < 0 ? undefined : end));
        if (end < 0) return undefined;
        at = end + 1;
        continue;
      }
      const closing = this.#readQuoted(text, quote + 1);
      if (closing === undefined) {
        if (this.#lines.length === 1) this.#openColumn = quote + 1;
        return undefined;
      }
      const next = this.#skipBlanks(text, closing + 1);
      if (next >= text.length) return undefined;
      if (text[next] !== this.#delimiter) {
        const message = 'A quoted cell goes on behind its closing quote. Write a double quote inside a cell as two: ""';
        return { column: closing + 2, message };
      }
      at = next + 1;
    }
  }

  /** Reads on in a quoted cell. Gives the place of its closing quote, or undefined where the line ends before it. */
  #readQuoted(text: string, start: number): number | undefined {
    this.#quoted ??= [];
    let closing = text.indexOf('"', start);
    while (closing >= 0 && text[closing + 1] === '"') closing = text.indexOf('"', closing + 2);
    this.#quoted.push(text.slice(start, closing < 0 ? undefined : closing));
    if (closing < 0) return undefined;
    this.#cells.push(this.#quoted.join("\n").replaceAll('""', '"'));
    this.#quoted = undefined;
    return closing;
  }

  /** Where the quote is that begins the cell at `at`; undefined where the cell is not quoted. */
  #openingQuote(text: string, at: number): number | undefined {
    const start = this.#skipBlanks(text, at);
    return text[start] === '"' ? start : undefined;
  }

  #skipBlanks(text: string, at: number): number {
    let end = at;
    while (end < text.length && (text[end] === " " || text[end] === "\t") && text[end] !== this.#delimiter) end += 1;
    return end;
  }
}

/** A flaw found lines below the start of its record, where the cause may be: both places are told. */
function withLine({ message, column }: Flaw, { number }: Line): string {
  return `${message} (line ${number}${column === undefined ? "" : `, column ${column}`})`;
}

/**
 * Where a cell of a record begins: at its quote, if it has one. Behind the record's end for a cell that it lacks.
 * @param index of the cell, from 0
 */
export function cellPlace(lines: readonly Line[], delimiter: string, index: number): Position {
  const begins: Position[] = [];
  Array.from(new CsvReader(delimiter, Number.POSITIVE_INFINITY, begins).read(lines));
  const { number: line, text } = lines.at(-1) ?? { number: 1, text: "" };
  return begins[index] ?? { line, column: text.length + 1 };
}
