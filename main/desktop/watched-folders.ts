import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import { PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import { DEFAULT_EPOCH_SECONDS, EPOCH_VARIABLE, epochFrom } from "../../shared/reproducible";
import type { FailedFile, WatchedFolder } from "../../shared/watched-folders";
import type { Queue } from "../queue";
import { isInside, PRESET_NAME, type PutAway, WatchService } from "../watch";
import { readKeptPaths, writeKeptPaths } from "./kept-paths";

/** How soon a folder that could not be watched is tried again. */
const RETRY_MS = 2000;

export interface WatchedFoldersOptions {
  queue: Queue;
  /** Where the list of the folders is kept. Absolute; its folder is that of the app's own files. */
  file: string;
  /** Folder of the window's PDFs. Absolute. */
  outDir: () => string;
  /** There may be something to do for the worker. */
  wake: () => void;
  /** Receives what people should know, for the log. */
  notice: (line: string) => void;
  /** Milliseconds a file must have been left alone before it is taken. Default: as for the command. */
  settleMs?: number;
  /** Milliseconds until a folder that could not be watched is tried again. Default: 2000. */
  retryMs?: number;
}

interface Entry {
  id: number;
  path: string;
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
    return this.#entries.map(({ id, path, problem }) => ({
      id,
      path,
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
      for (const path of readKeptPaths(this.#options.file)) this.#enter(path);
    });
  }

  /**
   * Watches a folder from now on, also where that is not possible yet: its state says why.
   * @param path absolute
   * @throws PdfPromptError where it overlaps with a watched folder, or holds the app's own files or the window's PDFs
   */
  add(path: string): Promise<void> {
    return this.#then(() => {
      const flaw = this.#flawOf(path, this.#entries);
      if (flaw) throw new PdfPromptError("input-invalid", flaw, { source: path });
      this.#keep([...this.#entries.map((entry) => entry.path), path]);
      this.#enter(path);
    });
  }

  /** Watches a folder no more. What is under way is rendered; its files stay where they are until it is watched again. */
  remove(id: number): Promise<void> {
    return this.#then(async () => {
      const entry = this.#entries.find((candidate) => candidate.id === id);
      if (!entry) return;
      const others = this.#entries.filter((other) => other !== entry);
      this.#keep(others.map(({ path }) => path));
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
    const other = this.#entries.find(({ path }) => isWithin(realOf(folder), realOf(path)));
    if (!other) return;
    const message = `The folder ${folder} lies in ${other.path}, which is watched: lists beside the PDFs would be taken for prompts. Choose one outside.`;
    throw new PdfPromptError("input-invalid", message, { source: folder });
  }

  async #then(change: () => unknown): Promise<void> {
    const changed = this.#last.then(change);
    this.#last = changed.catch(() => undefined);
    await changed;
  }

  #keep(paths: readonly string[]): void {
    writeKeptPaths(this.#options.file, paths);
  }

  #enter(path: string): void {
    const entry: Entry = { id: this.#nextId, path, service: undefined, problem: null, retry: undefined };
    this.#nextId += 1;
    this.#entries = [...this.#entries, entry];
    this.#changes += 1;
    this.#start(entry);
  }

  #start(entry: Entry): void {
    if (this.#isClosed) return;
    const { queue, wake, notice, settleMs } = this.#options;
    try {
      const before = this.#entries.slice(0, this.#entries.indexOf(entry));
      const flaw = this.#flawOf(entry.path, before);
      if (flaw) throw new PdfPromptError("input-invalid", flaw, { source: entry.path });
      const service = new WatchService({
        queue,
        folders: [entry.path],
        overrides: { epochSeconds: epochFrom(process.env[EPOCH_VARIABLE]) ?? DEFAULT_EPOCH_SECONDS },
        settleMs,
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
    const real = realOf(path);
    const { file, outDir } = this.#options;
    if (isWithin(realOf(dirname(file)), real)) {
      return `The folder ${path} holds the app's own files, which would be taken for prompts. Choose one that is for prompts alone.`;
    }
    if (isWithin(realOf(outDir()), real)) {
      return `The PDFs of the window go into ${outDir()}: lists beside them would be taken for prompts. Watch another folder, or choose another one for the PDFs.`;
    }
    for (const other of others) {
      const otherReal = realOf(other.path);
      if (real === otherReal) return `The folder ${path} is watched already.`;
      if (isInside(real, otherReal)) {
        return `The folder ${path} lies in ${other.path}, which is watched, too: its files are taken there. Remove that one first, or choose another.`;
      }
      if (isInside(otherReal, real)) {
        return `In the folder ${path} lies ${other.path}, which is watched, too. Remove that one first, or choose another.`;
      }
    }
    return undefined;
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

function isWithin(path: string, folder: string): boolean {
  return path === folder || isInside(path, folder);
}

/** Without symbolic links; as it is where there is no such folder, or not yet. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
