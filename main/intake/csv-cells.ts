import { PROMPT_KEYS } from "../../shared/prompt";
import type { KeyPath } from "./issues";
import { parseExactly } from "./json-parse";
import { findTwiceKey, twiceMessage } from "./json-twice";
import { didYouMean } from "./nearest";

const MAX_COLUMNS = 10_000;
const KEYS: ReadonlySet<string> = new Set(PROMPT_KEYS);
/** Columns whose cells are JSON. */
const JSON_KEYS: ReadonlySet<string> = new Set(["data", "options"]);

/** What is wrong with a cell, in which column, from 0. */
export class CellFlaw {
  readonly column: number;
  readonly message: string;

  constructor(column: number, message: string) {
    this.column = column;
    this.message = message;
  }
}

/** Why a header cannot be used, or undefined. */
export function headerProblem(names: readonly string[], hasTemplate: boolean): CellFlaw | undefined {
  if (names.length > MAX_COLUMNS) {
    const message = `The header has ${names.length} columns; ${MAX_COLUMNS} is the most. Split the file.`;
    return new CellFlaw(MAX_COLUMNS, message);
  }
  const empty = names.indexOf("");
  if (empty >= 0) {
    return new CellFlaw(empty, `Column ${empty + 1} of the header has no name. Name it, or remove the column.`);
  }
  const seen = new Set<string>();
  const twice = names.findIndex((name) => seen.size === seen.add(name).size);
  if (twice >= 0) return new CellFlaw(twice, `The header has the column "${names[twice]}" twice. Rename one of them.`);
  const proto = names.indexOf("__proto__");
  if (proto >= 0) return new CellFlaw(proto, 'A column cannot be called "__proto__". Rename it.');
  if (hasTemplate || names.includes("prompt") || names.includes("template")) return undefined;
  const meant = names.findIndex((name) => didYouMean(name, ["prompt"]) !== "");
  return new CellFlaw(
    Math.max(meant, 0),
    `The header has no column "prompt"; its columns: ${names.slice(0, 50).join(", ")}. ` +
      (meant < 0
        ? `The first line must name the columns, one of them "prompt"; or name a template.`
        : `Rename "${names[meant]}" to "prompt"; or name a template.`),
  );
}

/** A row as a record for the prompt schema, or what is wrong with one of its cells. */
export function rowValue(header: readonly string[], cells: readonly string[]): Record<string, unknown> | CellFlaw {
  const value: Record<string, unknown> = {};
  const data: Record<string, unknown> = {};
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? "";
    if (!KEYS.has(name)) data[name] = cell;
    else if (cell.trim() === "") continue;
    else if (name === "priority") {
      if (!/^\s*[+-]?\d+\s*$/.test(cell))
        return new CellFlaw(index, `The column "priority" must be a whole number; it is "${cell.trim()}".`);
      value[name] = Number(cell);
    } else if (JSON_KEYS.has(name)) {
      try {
        value[name] = parseExactly(cell);
        const twice = findTwiceKey(cell, value[name]);
        if (twice) return new CellFlaw(index, `The column "${name}": ${twiceMessage(twice)}.`);
      } catch {
        const message = `The column "${name}" must be empty or a JSON object such as {"key": "value"}; this cell is not valid JSON.`;
        return new CellFlaw(index, message);
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

/** The column, from 0, that a key of a row's record comes from; -1 where there is none. */
export function columnOf(header: readonly string[], [key, name]: KeyPath): number {
  const own = key === "data" && name !== undefined && !KEYS.has(String(name)) ? header.indexOf(String(name)) : -1;
  return own < 0 ? header.indexOf(String(key)) : own;
}
