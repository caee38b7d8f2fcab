import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { batchSettingsSchema } from "../../shared/batch";
import type { BatchFile, BatchFileProgress } from "../../shared/batch-files";
import type { BatchFileKind } from "../../shared/choices";
import { PdfPromptError, toProblem } from "../../shared/errors";
import type { BatchView, Queue } from "../queue";
import {
  combineBatch,
  combinedProblem,
  MAX_NAME_BYTES,
  manifestPages,
  outputKey,
  safeName,
  writeZip,
  zipProblem,
} from "../worker";

/** How often it is told how far a file has come. */
const TELL_MS = 250;

const ENDINGS: Readonly<Record<BatchFileKind, string>> = { combined: ".pdf", zip: ".zip" };
/** Files of one name that are looked for: `-2` to `-999`. */
const MAX_NUMBER = 999;
/** Room for the number and the ending: every name that is proposed is one that can be written. */
const MAX_STEM_BYTES = MAX_NAME_BYTES - `-${MAX_NUMBER}.pdf`.length;
/** What prompts are read from: such an ending is no part of a batch's name. */
const PROMPT_ENDING = /\.(md|markdown|txt|html?|jsonl?|ndjson|csv|tsv)$/i;

export interface BatchFilesOptions {
  queue: Queue;
  /** Folder of the built main process: the combining thread's file lies there. */
  mainFolder: string;
}

interface Making {
  file: string;
  stopping: AbortController;
  ended: Promise<unknown>;
}

/** Makes one PDF, or a ZIP file, of all PDFs of a batch: one at a time of each batch. */
export class BatchFiles {
  readonly #options: BatchFilesOptions;
  /** What is being made, by batch. */
  readonly #making = new Map<string, Making>();
  /** Absolute paths of what was made. */
  readonly #made: string[] = [];
  #onProgress: (progress: BatchFileProgress) => void = () => undefined;

  constructor(options: BatchFilesOptions) {
    this.#options = options;
  }

  /** Calls back while a file is made, first when it is begun, and when that ends, however it does. */
  watch(onProgress: (progress: BatchFileProgress) => void): void {
    this.#onProgress = onProgress;
  }

  /**
   * A free name for a file of a batch, beside its PDFs. A combined PDF or a ZIP file that is there may be replaced. Where
   * no name is free it is the first one: who is asked for a place chooses another.
   * @returns absolute
   * @throws PdfPromptError `input-invalid` where none can be made now: the batch is still worked on, or has no PDF
   */
  proposal(id: string, kind: BatchFileKind): string {
    const { label, outDir } = this.#checked(id);
    const [first = ""] = label.split(", ");
    const stem = safeName(first.replace(PROMPT_ENDING, ""), MAX_STEM_BYTES);
    const named = (number: number) => join(outDir, `${stem}${number === 1 ? "" : `-${number}`}${ENDINGS[kind]}`);
    for (let number = 1; number <= MAX_NUMBER; number += 1) {
      const file = named(number);
      if (!this.#isBeingMade(file) && problemOf(kind, file) === undefined) return file;
    }
    return named(1);
  }

  /**
   * Makes a file of what the batch made and what was unchanged, whole or not at all.
   * @param chosen absolute path; the ending of its kind is added where it has another
   * @returns rejects with `output-unwritable` also where a PDF is gone or was changed, `disk-full`, `cancelled` after
   * {@link stop} or {@link close}; {@link watch} is told the same
   * @throws PdfPromptError at once, where nothing is begun and nothing told: `input-invalid` as {@link proposal};
   * `output-unwritable` where another kind of file would be replaced
   */
  make(id: string, kind: BatchFileKind, chosen: string): Promise<BatchFile> {
    const batch = this.#checked(id);
    const file = chosen.toLowerCase().endsWith(ENDINGS[kind]) ? chosen : `${chosen}${ENDINGS[kind]}`;
    // Whether it may be replaced was asked of the name as it was typed.
    const isUnasked = file !== chosen && existsSync(file);
    let problem = isUnasked ? `${file} is there already. Choose another name.` : problemOf(kind, file);
    if (this.#isBeingMade(file)) problem = `${file} is just being made of another batch. Choose another name.`;
    if (problem !== undefined) throw new PdfPromptError("output-unwritable", problem);
    return this.#makeUnder(file, batch, kind);
  }

  async #makeUnder(file: string, batch: BatchView, kind: BatchFileKind): Promise<BatchFile> {
    const stopping = new AbortController();
    const { id, label } = batch;
    let told: BatchFileProgress = { id, label, kind, done: 0, all: batch.done + batch.unchanged, outcome: null };
    const tell = (news: Partial<BatchFileProgress>) => {
      told = { ...told, ...news };
      this.#onProgress(told);
    };
    const working = this.#write(batch, kind, file, { signal: stopping.signal, tell });
    this.#making.set(id, { file, stopping, ended: working.catch(() => undefined) });
    try {
      const written = await working;
      this.#made.push(file);
      const made = { ...written, file: this.#made.length - 1, name: basename(file), bytes: statSync(file).size };
      this.#making.delete(id);
      tell({ outcome: { made } });
      return made;
    } catch (error) {
      this.#making.delete(id);
      tell({ outcome: { problem: toProblem(error) } });
      throw error;
    }
  }

  async #write(
    batch: BatchView,
    kind: BatchFileKind,
    file: string,
    { signal, tell }: { signal: AbortSignal; tell: (news: Partial<BatchFileProgress>) => void },
  ): Promise<Pick<BatchFile, "pdfs" | "pages" | "missing">> {
    const { queue, mainFolder } = this.#options;
    const { id, outDir } = batch;
    let toldAt = performance.now();
    const onProgress = (done: number, all?: number) => {
      if (performance.now() - toldAt < TELL_MS) return;
      toldAt = performance.now();
      tell(all === undefined ? { done } : { done, all });
    };
    tell({});
    if (kind === "zip") {
      const pages = () => manifestPages(queue, id);
      const pdfs = await writeZip({ file, outDir, pages, signal, onPdf: onProgress });
      return { pdfs, pages: null, missing: batch.failed + batch.rejected + batch.cancelled };
    }
    const settings = batchSettingsSchema.parse(JSON.parse(queue.overview.settingsOf(id)));
    const request = { id, outDir, settings, file, isNumbered: false, mainFolder, signal, onProgress };
    const { documents, pages, missing } = await combineBatch(queue, request);
    return { pdfs: documents, pages, missing };
  }

  /** Whether anything is being made. */
  get isMaking(): boolean {
    return this.#making.size > 0;
  }

  /** Waits for everything that is being made, however it ends. */
  async whenMade(): Promise<void> {
    await Promise.all([...this.#making.values()].map(({ ended }) => ended));
  }

  /** Gives up what is being made of a batch. */
  stop(id: string): void {
    this.#making.get(id)?.stopping.abort();
  }

  /** The absolute path of a file that was made. @throws PdfPromptError `input-invalid` where there is none of that number */
  pathOf(file: number): string {
    const path = this.#made[file];
    if (path !== undefined) return path;
    throw new PdfPromptError("input-invalid", "There is no such file.");
  }

  /** Gives up everything that is being made. */
  async close(): Promise<void> {
    for (const { stopping } of this.#making.values()) stopping.abort();
    await this.whenMade();
  }

  /** Whether a file is being made that may be the same one on some system. */
  #isBeingMade(file: string): boolean {
    const key = keyOf(file);
    return [...this.#making.values()].some((other) => keyOf(other.file) === key);
  }

  #checked(id: string): BatchView {
    const batch = this.#options.queue.overview.batch(id);
    const refuse = (why: string) => new PdfPromptError("input-invalid", why);
    if (this.#making.has(id)) throw refuse("A file is being made of this batch. Wait for it, or stop it.");
    if (!batch.isFinished) throw refuse("This batch is still worked on. Wait until all of its prompts are done.");
    if (batch.done + batch.unchanged === 0) throw refuse("None of the prompts of this batch became a PDF.");
    return batch;
  }
}

/** Why a file cannot be made under a path, in a sentence; undefined where it can. */
function problemOf(kind: BatchFileKind, file: string): string | undefined {
  try {
    return kind === "zip" ? zipProblem(file) : combinedProblem(file);
  } catch (error) {
    // What is there and cannot be read may be anything.
    return `${file} cannot be looked at (${(error as Error).message}). Choose another name.`;
  }
}

function keyOf(file: string): string {
  return outputKey(dirname(file), basename(file));
}
