import { basename } from "node:path";
import { PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import { DEFAULT_EPOCH_SECONDS, EPOCH_VARIABLE, epochFrom } from "../../shared/reproducible";
import type { FailedFile, WatchedFolder } from "../../shared/watched-folders";
import type { Queue } from "../queue";
import { PRESET_NAME, type PutAway, WatchService } from "../watch";
import type { Presets } from "./import/presets";
import { type KeptFolder, readKeptFolders, writeKeptFolders } from "./kept-watched";
import { overridesFrom, problemOfPreset } from "./watch-preset";
import { flawOfPlace, folderAround } from "./watched-places";

/** How soon a folder that could not be watched is tried again. */
const RETRY_MS = 2000;

export interface WatchedFoldersOptions {
  queue: Queue;
  /** Where the list of the folders is kept. Absolute; its folder is that of the app's own files. */
  file: string;
  /** Folder of the window's PDFs. Absolute. */
  outDir: () => string;
  /** Those of the sheet, any of which may be chosen for a folder. */
  presets: Pick<Presets, "get">;
  /** There may be something to do for the worker. */
  wake: () => void;
  /** Receives what people should know, for the log. */
  notice: (line: string) => void;
  /** Milliseconds a file must have been left alone before it is taken. Default: as for the command. */
  settleMs?: number;
  /** Milliseconds until a folder that could not be watched is tried again. Default: 2000. */
  retryMs?: number;
}

interface Entry extends KeptFolder {
  id: number;
  service: WatchService | undefined;
  problem: Problem | null;
  retry: NodeJS.Timeout | undefined;
}

/**
 * The folders that the window watches. What was chosen holds at the next start, too. Each is watched for itself: one that
 * is gone, taken by another process or wrong in its preset stops no other, and is tried again until it can be watched.
 */
export class WatchedFolders {
  readonly #options: WatchedFoldersOptions;
  #entries: Entry[] = [];
  #nextId = 1;
  #changes = 0;
  #isClosed = false;
  #onFailed: (file: FailedFile) => void = () => undefined;
  /** Changes happen one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WatchedFoldersOptions) {
    this.#options = options;
  }

  get list(): WatchedFolder[] {
    return this.#entries.map(({ id, path, preset, problem }) => ({
      id,
      path,
      preset,
      name: basename(path) || path,
      state: stateOf(problem),
      problem,
    }));
  }

  /** Grows with every change of {@link list}. */
  get changes(): number {
    return this.#changes;
  }

  /** Calls back with every file that was put away because it failed. */
  watchFailed(onFailed: (file: FailedFile) => void): void {
    this.#onFailed = onFailed;
  }

  /** Watches the folders that were watched when the app was closed. */
  restore(): Promise<void> {
    return this.#then(() => {
      for (const kept of readKeptFolders(this.#options.file)) this.#enter(kept);
    });
  }

  /**
   * Watches a folder from now on, also where that is not possible yet: its state says why.
   * @param path absolute
   * @param preset name of one; null for none
   * @throws PdfPromptError where it overlaps with a watched folder, or holds the app's own files or the window's PDFs
   */
  add(path: string, preset: string | null = null): Promise<void> {
    return this.#then(() => {
      const flaw = this.#flawOf(path, this.#entries);
      if (flaw) throw new PdfPromptError("input-invalid", flaw, { source: path });
      this.#keep([...this.#entries, { path, preset }]);
      this.#enter({ path, preset });
    });
  }

  /** Has the files of a folder that are taken from now on rendered with another preset. @param preset name; null for none */
  choosePreset(id: number, preset: string | null): Promise<void> {
    return this.#then(async () => {
      const entry = this.#entries.find((candidate) => candidate.id === id);
      if (!entry || entry.preset === preset) return;
      this.#keep(this.#entries.map((kept) => (kept === entry ? { path: entry.path, preset } : kept)));
      entry.preset = preset;
      this.#changes += 1;
      await this.#restart(entry);
    });
  }

  /** A preset was saved or deleted: folders that have it go on with what it says now. */
  presetChanged(name: string): Promise<void> {
    return this.#then(async () => {
      for (const entry of this.#entries) if (entry.preset === name) await this.#restart(entry);
    });
  }

  /** Watches a folder no more. What is under way is rendered; its files stay where they are until it is watched again. */
  remove(id: number): Promise<void> {
    return this.#then(async () => {
      const entry = this.#entries.find((candidate) => candidate.id === id);
      if (!entry) return;
      const others = this.#entries.filter((other) => other !== entry);
      this.#keep(others);
      this.#entries = others;
      this.#changes += 1;
      await stop(entry);
    });
  }

  /** Ends the watching for this run of the app; what was chosen stays. What is under way is taken up by the next start. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#then(async () => {
      await Promise.all(this.#entries.map(stop));
    });
  }

  /**
   * Says why PDFs of the window cannot go into a folder: beside them lie lists, which would be taken for prompts.
   * @throws PdfPromptError where it is in a watched folder
   */
  checkOutputFolder(folder: string): void {
    const other = folderAround(
      folder,
      this.#entries.map(({ path }) => path),
    );
    if (other === undefined) return;
    const message = `The folder ${folder} lies in ${other}, which is watched: lists beside the PDFs would be taken for prompts. Choose one outside.`;
    throw new PdfPromptError("input-invalid", message, { source: folder });
  }

  async #then(change: () => unknown): Promise<void> {
    const changed = this.#last.then(change);
    this.#last = changed.catch(() => undefined);
    await changed;
  }

  #keep(folders: readonly KeptFolder[]): void {
    writeKeptFolders(this.#options.file, folders);
  }

  #enter(kept: KeptFolder): void {
    const entry: Entry = { ...kept, id: this.#nextId, service: undefined, problem: null, retry: undefined };
    this.#nextId += 1;
    this.#entries = [...this.#entries, entry];
    this.#changes += 1;
    this.#start(entry);
  }

  async #restart(entry: Entry): Promise<void> {
    await stop(entry);
    entry.service = undefined;
    this.#start(entry);
  }

  #start(entry: Entry): void {
    // It may have failed while it was stopped to be started anew.
    clearTimeout(entry.retry);
    if (this.#isClosed || entry.service) return;
    const { queue, presets, wake, notice, settleMs } = this.#options;
    try {
      const before = this.#entries.slice(0, this.#entries.indexOf(entry));
      const flaw = this.#flawOf(entry.path, before);
      if (flaw) throw new PdfPromptError("input-invalid", flaw, { source: entry.path });
      const service = new WatchService({
        queue,
        folders: [entry.path],
        overrides: {
          ...overridesFrom(presets, entry.preset, entry.path),
          epochSeconds: epochFrom(process.env[EPOCH_VARIABLE]) ?? DEFAULT_EPOCH_SECONDS,
        },
        settleMs,
        problemNow: () => problemOfPreset(presets, entry.preset, entry.path),
        onQueued: wake,
        onPutAway: (file) => this.#tellFailed(entry, file),
        onTrouble: (_folder, problem) => this.#note(entry, problem),
        notice,
      });
      service.start();
      entry.service = service;
      this.#note(entry, null);
      service.ended.catch((error: unknown) => this.#tryLater(entry, error));
    } catch (error) {
      this.#tryLater(entry, error);
    }
  }

  #tryLater(entry: Entry, error: unknown): void {
    entry.service = undefined;
    const problem = toProblem(error);
    if (this.#note(entry, problem)) this.#options.notice(`${problem.message} It is tried again.`);
    if (this.#isClosed || !this.#entries.includes(entry)) return;
    entry.retry = setTimeout(() => this.#start(entry), this.#options.retryMs ?? RETRY_MS);
  }

  /** @returns whether that is news */
  #note(entry: Entry, problem: Problem | null): boolean {
    if (JSON.stringify(problem) === JSON.stringify(entry.problem)) return false;
    entry.problem = problem;
    this.#changes += 1;
    return true;
  }

  #tellFailed({ id, path: folder }: Entry, { path, target, outcome }: PutAway): void {
    const [problem] = outcome.problems;
    if (problem) this.#onFailed({ folderId: id, folderName: basename(folder), path, target, problem });
  }

  /** Why a folder cannot be watched beside others. */
  #flawOf(path: string, others: readonly Entry[]): string | undefined {
    const { file, outDir } = this.#options;
    return flawOfPlace(path, { ownFile: file, outDir: outDir(), watched: others.map((other) => other.path) });
  }
}

async function stop(entry: Entry): Promise<void> {
  clearTimeout(entry.retry);
  await entry.service?.stop();
}

function stateOf(problem: Problem | null): WatchedFolder["state"] {
  if (!problem) return "watching";
  return problem.source !== undefined && basename(problem.source) === PRESET_NAME ? "preset-wrong" : "unwatchable";
}
