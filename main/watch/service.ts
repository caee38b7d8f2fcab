import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PdfPromptError, type Problem } from "../../shared/errors";
import type { Queue } from "../queue";
import { FolderWatch } from "./folder";
import { isInside, type Overrides } from "./preset";
import type { PutAway } from "./wave";

/** Milliseconds that a file must have been left alone, where nothing else is said. */
export const DEFAULT_SETTLE_MS = 2000;

export interface WatchOptions {
  /** Somebody must work on it: the service itself renders nothing. */
  queue: Queue;
  /** Absolute. */
  folders: readonly string[];
  overrides: Overrides;
  /** Milliseconds a file must have been left alone before it is taken. Default: {@link DEFAULT_SETTLE_MS}. */
  settleMs?: number | undefined;
  /** What keeps files waiting beside the folders' own presets, undefined for nothing; asked at every look. */
  problemNow?: (() => Problem | undefined) | undefined;
  /** Work off what is there, and end. Default: watch until {@link WatchService.stop}. */
  isOnce?: boolean | undefined;
  /** Called when jobs were queued: a worker that sleeps is to be woken. */
  onQueued: () => void;
  /** Called when a file was put away. */
  onPutAway?: ((file: PutAway) => void) | undefined;
  /**
   * Called with what keeps the files of a folder waiting (it is gone, its preset is wrong), and with null when they are
   * worked on again by itself.
   */
  onTrouble?: ((folder: string, problem: Problem | null) => void) | undefined;
  /** Receives what people should know. */
  notice: (line: string) => void;
}

/**
 * Watches folders: files that arrive whole are put into the queue with their folder's preset, and moved to `done/` or
 * `failed/` when they are rendered. It may be started once.
 */
export class WatchService {
  readonly #options: WatchOptions;
  readonly #stopped = new AbortController();
  #folders: FolderWatch[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /**
   * Takes the folders for this process and begins.
   * @throws PdfPromptError where a folder is not there, is watched already, or has a wrong preset; then nothing is begun
   */
  start(): void {
    const { settleMs = DEFAULT_SETTLE_MS, isOnce = false, onPutAway = () => undefined, ...options } = this.#options;
    const tellTrouble = options.onTrouble ?? (() => undefined);
    const folders = realFolders(options.folders);
    const { outDir } = options.overrides;
    const overrides = { ...options.overrides, outDir: outDir === undefined ? undefined : realPlace(outDir) };
    try {
      for (const folder of folders) {
        const onTrouble = (problem: Problem | null) => tellTrouble(folder, problem);
        const watch = new FolderWatch({ ...options, overrides, folder, settleMs, isOnce, onPutAway, onTrouble });
        watch.open();
        this.#folders.push(watch);
      }
    } catch (error) {
      this.#close();
      throw error;
    }
    const { signal } = this.#stopped;
    this.#running = Promise.all(
      this.#folders.map((watch) =>
        watch.run(signal).catch((error: unknown) => {
          // One that cannot go on ends all: somebody must see it.
          this.#stopped.abort();
          throw error;
        }),
      ),
    ).then(() => undefined);
    this.#running.catch(() => undefined);
  }

  /** Resolves when it has ended: by {@link stop}, or with `isOnce` when all is put away. Rejects with what ended it. */
  get ended(): Promise<void> {
    return this.#running.finally(() => this.#close());
  }

  /** Ends it. What is under way stays in the queue; the next start goes on with it. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.ended.catch(() => undefined);
  }

  #close(): void {
    for (const folder of this.#folders) folder.close();
    this.#folders = [];
  }
}

/** The folders without symbolic links. None may lie in another, whose files its own would be. */
function realFolders(folders: readonly string[]): string[] {
  const real = folders.map((folder) => {
    try {
      const path = realpathSync(folder);
      if (statSync(path).isDirectory()) return path;
    } catch {
      // Told below.
    }
    const message = `There is no folder ${folder} to watch. Make it first, or check the path and its spelling.`;
    throw new PdfPromptError("input-unreadable", message, { source: folder });
  });
  for (const [at, folder] of real.entries()) {
    const other = real.find((path, where) => where !== at && (path === folder || isInside(folder, path)));
    if (other === undefined) continue;
    const message = `The folder ${folder} is named twice, or lies in ${other}, which is watched, too. Name one of them.`;
    throw new PdfPromptError("input-invalid", message, { source: folder });
  }
  return real;
}

/** A path without symbolic links, as far as there is something: it is compared with paths in the watched folders. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
}
