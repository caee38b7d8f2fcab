import { type Prompt, promptSchema } from "../../../shared/prompt";
import type { FoundPrompt, IntakeItem } from "../../../shared/stages";

/** Keys of a prompt that a column may fill, besides fields of the data. */
export const PROMPT_FIELDS = ["prompt", "title"] as const;

/** Which column fills a field: field → column, an empty text for none at all. */
export type FieldMap = Readonly<Record<string, string>>;

/**
 * Fills fields of rows and records from other columns, as if these had their names. The columns stay under their own
 * names, too.
 * @param needsPrompt whether a prompt without text is to be refused, as no template could do without
 */
export async function* mapFields(
  items: AsyncIterable<IntakeItem>,
  fields: FieldMap,
  needsPrompt: boolean,
): AsyncGenerator<IntakeItem> {
  const mapped = Object.entries(fields);
  const headers = new Headers(mapped.map(([name]) => name));
  for await (const item of items) {
    const { columns } = item;
    const header = columns && { columns: headers.of(columns) };
    if (item.kind === "rejected") {
      yield { ...item, ...header, ...withCells(item, columns, mapped) };
      continue;
    }
    const isRow = item.found.row !== undefined;
    const found = isRow && mapped.length > 0 ? { ...item.found, prompt: fill(item.found.prompt, mapped) } : item.found;
    if (!needsPrompt || found.prompt.template !== undefined || found.prompt.prompt.trim() !== "") {
      yield { kind: "prompt", found, ...header };
    } else if (columns && !header?.columns.includes("prompt")) {
      // One reason for the whole table, not one for each of its rows.
      if (headers.isNews(columns)) yield noText(found, columns);
    } else yield { ...isEmpty(found), ...header };
  }
}

/** The headers of tables with the fields that are filled; one array for all rows of a table, which is told by it. */
class Headers {
  readonly #added: readonly string[];
  readonly #known = new WeakMap<readonly string[], readonly string[]>();
  readonly #told = new WeakSet<readonly string[]>();

  constructor(added: readonly string[]) {
    this.#added = added;
  }

  of(columns: readonly string[]): readonly string[] {
    const known = this.#known.get(columns) ?? [...columns, ...this.#added.filter((name) => !columns.includes(name))];
    this.#known.set(columns, known);
    return known;
  }

  /** True the first time that it is asked for these columns. */
  isNews(columns: readonly string[]): boolean {
    const isNews = !this.#told.has(columns);
    this.#told.add(columns);
    return isNews;
  }
}

/** A rejected row gets the cells of the new columns, too, so that it still fits its header when it is given back. */
function withCells(
  { raw }: IntakeItem & { kind: "rejected" },
  columns: readonly string[] | undefined,
  mapped: readonly [string, string][],
) {
  if (!columns || raw?.value.kind !== "cells" || raw.value.cells.length !== columns.length) return {};
  const { cells } = raw.value;
  const added = mapped
    .filter(([name]) => !columns.includes(name))
    .map(([, from]) => cells[columns.indexOf(from)] ?? "");
  return { raw: { ...raw, value: { kind: "cells" as const, cells: [...cells, ...added] } } };
}

/** The prompt with the fields that its columns fill. */
function fill(prompt: Prompt, mapped: readonly [string, string][]): Prompt {
  const data: Record<string, unknown> = { ...prompt.data };
  const filled: Prompt = { ...prompt };
  for (const [field, column] of mapped) {
    const value = column === "" ? "" : memberOf(prompt, column);
    if (value === undefined) continue;
    if (field === "prompt") filled.prompt = textOf(value);
    else if (field === "title") filled.title = column === "" ? undefined : textOf(value);
    else if (column === "") delete data[field];
    else data[field] = value;
  }
  return Object.keys(data).length > 0 ? { ...filled, data } : filled;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function memberOf(prompt: Prompt, column: string): unknown {
  if (prompt.data && Object.hasOwn(prompt.data, column)) return prompt.data[column];
  return Object.hasOwn(promptSchema.shape, column) ? prompt[column as keyof Prompt] : undefined;
}

function noText({ source }: FoundPrompt, columns: readonly string[]): IntakeItem {
  const message =
    `None of the columns is known to have the text of the prompts; they are: ${columns.slice(0, 50).join(", ")}. ` +
    "Choose the one that has it, or a template that makes the page from the data.";
  return { kind: "rejected", problem: { code: "input-invalid", message, source, line: 1 } };
}

function isEmpty({ prompt, source, line, row, baseDir, relativeDir, stem }: FoundPrompt): IntakeItem {
  const message = "The prompt is empty. Write its text, or choose a template that makes the page from the data.";
  const raw = { origin: { row, baseDir, relativeDir, stem }, value: { kind: "prompt" as const, prompt } };
  return { kind: "rejected", problem: { code: "input-invalid", message, source, line }, raw };
}
