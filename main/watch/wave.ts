import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, posix, relative, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { batchSettingsSchema } from "../../shared/batch";
import { formatLocation, type Problem } from "../../shared/errors";
import type { IntakeItem, PromptOrigin } from "../../shared/stages";
import { type ReadFile, readInputs, WINDOWS_1252_NOTE } from "../intake";
import type { Queue, TakenBatch, TakenFile } from "../queue";
import { dropFailuresFiles, openOrigin, submit, takeBackOutputs, whenThereIsRoom, writeFailedRows } from "../worker";
import { fileStateOf, isList } from "./arrivals";
import { NOTHING_MADE, type Outcome, outcomesOf } from "./outcomes";
import { isInside } from "./preset";
import { DONE_FOLDER, FAILED_FOLDER, freeName, moveAway, writeReason } from "./put-away";

/** How often it is looked whether a batch has ended. */
const LOOK_MS = 100;
/** So long the manifest of a batch is waited for once its jobs have ended. */
const RESULTS_MS = 5000;
/** How long a file that cannot be moved is left alone. */
const MOVE_AGAIN_MS = 5000;

/** A file that was put away. */
export interface PutAway {
  /** Absolute. */
  folder: string;
  /** Where it lay and where it is now, below the folder, with `/`. */
  path: string;
  target: string;
  outcome: Outcome;
  /** Absolute. */
  outDir: string;
}

export interface WaveOptions {
  queue: Queue;
  folder: string;
  batch: TakenBatch;
  isOnce: boolean;
  /** Whether the folder is where it was. */
  isThere: () => boolean;
  onQueued: () => void;
  onPutAway: (file: PutAway) => void;
  notice: (line: string) => void;
}

/**
 * Files that were taken together, on their way: read into their batch, rendered, put away. Each step can be repeated, so
 * that it does not matter where an earlier process ended.
 */
export class Wave {
  readonly #options: WaveOptions;
  /** Files that could not be moved: they stay where they are. */
  readonly stuck = new Set<string>();

  constructor(options: WaveOptions) {
    this.#options = options;
  }

  /**
   * @param stop the process is to end: everything stays as it is, for the next start
   * @param gone the folder is gone: what is not rendered is given up, and taken anew when it comes back
   */
  async run(stop: AbortSignal, gone: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stop, gone]);
    const standing = await this.#standing(signal);
    if (!this.#options.batch.isSealed) await this.#read(standing, signal);
    if (!signal.aborted) await this.#untilEnded(signal);
    if (!signal.aborted) await this.#putAllAway(signal);
    if (gone.aborted || !this.#options.isThere()) await this.#giveUp(stop);
  }

  /** Files that are what was taken. Of all others nothing more is rendered. */
  async #standing(signal: AbortSignal): Promise<string[]> {
    const { queue, batch, notice } = this.#options;
    const standing: string[] = [];
    for (const file of batch.files) {
      const path = this.#absolute(file);
      if (this.#stateOf(file) === file.state) standing.push(path);
      else {
        const cancel = () => queue.cancel({ ids: queue.watched.unfinishedOf(batch.id, path) });
        await whenThereIsRoom(cancel, { signal, notice });
      }
    }
    return standing;
  }

  /** Queues the prompts of files. */
  async #read(good: readonly string[], signal: AbortSignal): Promise<void> {
    const { queue, batch, notice, onQueued } = this.#options;
    const { label, callKey, outDir } = batch;
    const settings = batchSettingsSchema.parse(JSON.parse(batch.settings));
    const items = this.#items(good, settings.template);
    const submission = { items, inputs: good, label, outDir, settings, callKey, signal, notice, onQueued };
    const { unknownFields } = await submit(queue, submission);
    for (const { message, ...location } of unknownFields.slips) notice(`${formatLocation(location)}: ${message}`);
  }

  /** The prompts, laid out in folders as they lie in the watched folder. */
  async *#items(paths: readonly string[], template: string | undefined): AsyncGenerator<IntakeItem> {
    const { folder, notice } = this.#options;
    const openFailed = (from: string, sealed: string) => this.#openOrigin(from, sealed);
    const onFile = ({ source, encoding }: ReadFile) => {
      if (encoding === "windows-1252") notice(`${relative(folder, source)}: ${WINDOWS_1252_NOTE}`);
    };
    const items = readInputs(paths, { cwd: folder, openOrigin: openFailed, onFile, ...(template ? { template } : {}) });
    for await (const item of items) {
      if (item.kind === "prompt" && item.found.baseDir === dirname(item.found.source)) {
        const relativeDir = relative(folder, item.found.baseDir).split(sep).join("/");
        yield { ...item, found: { ...item.found, relativeDir } };
      } else yield item;
    }
  }

  /** Where rows that failed came from, also where their file was taken back out of the folder of what failed. */
  #openOrigin(from: string, sealed: string): PromptOrigin | undefined {
    const { queue, folder } = this.#options;
    for (const made of [from, ...this.#failedFolders()]) {
      const origin = openOrigin(queue, made, sealed);
      if (origin && (origin.baseDir === folder || isInside(origin.baseDir, folder))) return origin;
    }
    return undefined;
  }

  /** Folders that files with failed rows are written into. */
  #failedFolders(): string[] {
    const failed = join(this.#options.folder, FAILED_FOLDER);
    try {
      const inside = readdirSync(failed, { recursive: true, withFileTypes: true });
      return [failed, ...inside.flatMap((entry) => (entry.isDirectory() ? join(entry.parentPath, entry.name) : []))];
    } catch {
      return [];
    }
  }

  async #untilEnded(signal: AbortSignal): Promise<void> {
    const { queue, batch } = this.#options;
    let endedAt: number | undefined;
    while (!signal.aborted) {
      if (queue.isBatchActive(batch.id)) endedAt = undefined;
      else {
        endedAt ??= performance.now();
        if (queue.results.stateOf(batch.id).state === "written") return;
        // A manifest that cannot be written is no reason to leave the files where they are.
        if (performance.now() - endedAt > RESULTS_MS) return;
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #putAllAway(signal: AbortSignal): Promise<void> {
    const { queue, batch } = this.#options;
    const sources = new Set(batch.files.map((file) => this.#absolute(file)));
    const outcomes = await outcomesOf(queue, batch.id, sources);
    // The files themselves, or a file with their rows, lie in the folder of what failed.
    await dropFailuresFiles(queue, batch.id);
    const changed: TakenFile[] = [];
    for (const file of batch.files) {
      if (signal.aborted || !this.#options.isThere()) return;
      const state = this.#stateOf(file);
      if (state === undefined) await this.#forget(file, signal);
      else if (state !== file.state) changed.push(file);
      else await this.#putAway(file, outcomes.get(this.#absolute(file)) ?? NOTHING_MADE, signal);
    }
    if (changed.length > 0) await this.#takeBack(changed, signal);
  }

  /** Moves a file, however long that takes, and forgets it. */
  async #putAway(file: TakenFile, outcome: Outcome, signal: AbortSignal): Promise<void> {
    const { folder, batch, isOnce, isThere, notice, onPutAway } = this.#options;
    for (let isTold = false; ; isTold = true) {
      try {
        const target = await this.#move(file, outcome);
        await this.#forget(file, signal);
        onPutAway({ folder, path: file.path, target, outcome, outDir: batch.outDir });
        return;
      } catch (error) {
        if (!isThere()) return;
        const why = error instanceof Error ? error.message : String(error);
        const message = `${file.path} is rendered and cannot be put away: ${why}`;
        if (!isTold) notice(isOnce ? `${message}. The next call tries again.` : `${message}. It is tried again.`);
        const failure: Problem = { code: "output-unwritable", message, source: this.#absolute(file) };
        if (isOnce) {
          this.stuck.add(file.path);
          const problems = [...outcome.problems, failure];
          onPutAway({
            folder,
            path: file.path,
            target: file.path,
            outcome: { ...outcome, problems },
            outDir: batch.outDir,
          });
          return;
        }
        await sleep(MOVE_AGAIN_MS, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
      }
    }
  }

  async #move({ path }: TakenFile, outcome: Outcome): Promise<string> {
    const { folder, queue, batch } = this.#options;
    if (outcome.problems.length === 0) {
      const target = freeName(folder, DONE_FOLDER, path);
      moveAway(folder, path, target);
      return target;
    }
    const { done, unchanged, failed, problems } = outcome;
    const isPartly = isList(path) && done + unchanged > 0;
    let rows: string | undefined;
    if (isPartly) {
      const beside = freeName(folder, FAILED_FOLDER, path);
      const name = `${basename(beside, extname(beside))}.failures`;
      rows = await writeFailedRows(queue, batch.id, { folder: join(folder, dirname(beside)), name });
    }
    // Only now, and nothing is waited for until it is used: another file may have got the name meanwhile.
    const target = freeName(folder, FAILED_FOLDER, path);
    const failures = problems.map(({ code, message, line, column }) => ({ code, message, line, column }));
    const failedRows = rows === undefined ? null : basename(rows);
    writeReason(folder, target, { done: done + unchanged, failed, failedRows, failures });
    moveAway(folder, path, target);
    return target;
  }

  /** Files that were changed while they were worked on: what was made of half a file counts for nothing. */
  async #takeBack(files: readonly TakenFile[], signal: AbortSignal): Promise<void> {
    const { queue, batch, notice } = this.#options;
    await takeBackOutputs(queue, batch, new Set(files.map((file) => this.#absolute(file))));
    for (const file of files) {
      notice(`${file.path} was changed while it was worked on: it is rendered again`);
      await this.#forget(file, signal);
    }
  }

  /** Leaves the files to be taken anew. What is done is found unchanged then. */
  async #giveUp(stop: AbortSignal): Promise<void> {
    const { queue, batch, notice } = this.#options;
    const options = { signal: stop, notice };
    // A manifest of it would make the folder anew where another disk is to be mounted.
    await whenThereIsRoom(() => queue.results.drop(batch.id), options);
    await whenThereIsRoom(() => queue.cancel({ batchId: batch.id }), options);
    await whenThereIsRoom(() => queue.sealBatch(batch.id), options);
    for (const file of batch.files) await this.#forget(file, stop);
  }

  async #forget({ path }: TakenFile, signal: AbortSignal): Promise<void> {
    const { queue, folder, notice } = this.#options;
    await whenThereIsRoom(() => queue.watched.forget(folder, path), { signal, notice });
  }

  #absolute({ path }: TakenFile): string {
    return join(this.#options.folder, ...path.split(posix.sep));
  }

  #stateOf(file: TakenFile): string | undefined {
    const stats = lstatSync(this.#absolute(file), { throwIfNoEntry: false });
    return stats && fileStateOf(stats);
  }
}
