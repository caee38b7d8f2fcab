import { basename, relative, sep } from "node:path";
import type { ImportFile } from "../../../shared/import";
import type { IntakeItem } from "../../../shared/stages";
import type { ReadFile } from "../../intake";

/** So many files are shown; all are counted. */
const MOST_SHOWN = 200;
/** Columns beyond these are a mistake, not a table that somebody maps by hand. */
const MOST_COLUMNS = 200;
/** Records whose members are looked at: all of them are alike in all but the oddest files. */
const MOST_RECORDS = 500;

const ENCODING_NAMES = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
} as const;

/** What was found in the input so far, for people to see. */
export class FoundFiles {
  readonly #inputs: readonly string[];
  readonly #shown = new Map<string, ImportFile>();
  readonly #others = new Set<string>();
  readonly #columns = new Set<string>();
  /** Headers that were seen. */
  readonly #headers = new WeakSet<readonly string[]>();
  #records = 0;

  /** @param inputs absolute paths that were dropped */
  constructor(inputs: readonly string[]) {
    this.#inputs = inputs;
  }

  get files(): ImportFile[] {
    return [...this.#shown.values()].map((file) => ({ ...file }));
  }

  get fileCount(): number {
    return this.#shown.size + this.#others.size;
  }

  get columns(): string[] {
    return [...this.#columns];
  }

  read({ source, encoding }: ReadFile): void {
    const file = this.#fileOf(source);
    if (file) file.encoding = ENCODING_NAMES[encoding];
  }

  /** @param isRejected whether it becomes no job, for whatever reason */
  count(source: string | undefined, isRejected: boolean): void {
    const file = source === undefined ? undefined : this.#fileOf(source);
    if (file) file[isRejected ? "rejected" : "prompts"] += 1;
  }

  /** Notes which columns the items have, and passes them on. */
  async *watch(items: AsyncIterable<IntakeItem>): AsyncGenerator<IntakeItem> {
    for await (const item of items) {
      this.#note(item);
      yield item;
    }
  }

  #fileOf(source: string): ImportFile | undefined {
    const known = this.#shown.get(source);
    if (known) return known;
    if (this.#shown.size >= MOST_SHOWN) {
      this.#others.add(source);
      return undefined;
    }
    const file = { name: this.#nameOf(source), encoding: "", prompts: 0, rejected: 0 };
    this.#shown.set(source, file);
    return file;
  }

  /** Below the folder that was dropped, its own name included. */
  #nameOf(source: string): string {
    const folder = this.#inputs.find((input) => source.startsWith(input + sep));
    return folder ? [basename(folder), ...relative(folder, source).split(sep)].join("/") : basename(source);
  }

  #note(item: IntakeItem): void {
    const { columns } = item;
    if (columns) {
      if (this.#headers.has(columns)) return;
      this.#headers.add(columns);
      this.#add(columns);
    } else if (item.kind === "prompt" && item.found.row !== undefined && this.#records < MOST_RECORDS) {
      this.#records += 1;
      this.#add(Object.keys(item.found.prompt.data ?? {}));
    }
  }

  #add(names: readonly string[]): void {
    for (const name of names) if (this.#columns.size < MOST_COLUMNS) this.#columns.add(name);
  }
}
