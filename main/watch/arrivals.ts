import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { isOwnFile, MANIFEST_NAME, PRESET_NAME } from "../../shared/own-files";
import { inputKind } from "../intake";
import { openForWriting, type TakenFile } from "../queue";
import { DONE_FOLDER, FAILED_FOLDER } from "./put-away";

/** Endings that programs give to files which are not whole yet. */
const UNFINISHED = [".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".swp", "~"];
/** An empty file was probably just made, to be filled: it is waited for so many times longer. */
const EMPTY_FACTOR = 5;

/** What was seen of a file that is not taken yet. */
interface Seen {
  state: string;
  /** Since when it looks like that, on the monotonic clock. */
  sinceMs: number;
  /** It had another name while it was not whole. */
  isRenamed: boolean;
  /** Round of looking in which it was seen last. */
  round: number;
}

export interface ArrivalsOptions {
  /** Absolute, without symbolic links. */
  folder: string;
  /** Milliseconds a file must have been left alone. */
  settleMs: number;
  /** See `FolderLock`. */
  clockBehindMs: number;
}

/** Tells one version of a file from another. */
export function fileStateOf({ size, mtimeMs, ino }: { size: number; mtimeMs: number; ino: number }): string {
  return `${size}:${mtimeMs}:${ino}`;
}

/**
 * Finds the prompt files in a folder that have arrived whole. A file is whole when it looked the same at two looks, was left
 * alone for a while (by its own time or as seen from here), or had the name of an unfinished one before, and no process of
 * this machine has it open for writing.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  #seen = new Map<string, Seen>();
  /** Files with names of unfinished ones, by inode. */
  #unfinished = new Map<number, { name: string; size: number }>();
  #round = 0;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  /** Files that were seen and are not whole yet. */
  get paths(): ReadonlySet<string> {
    return new Set(this.#seen.keys());
  }

  /** A file that was whole was taken, or is to be looked at anew. */
  drop(path: string): void {
    this.#seen.delete(path);
  }

  /**
   * Looks around.
   * @param outDir absolute; what is in it is not taken
   * @param isTaken whether a file is being worked on
   * @returns the whole ones, by name
   * @throws what the file system says where the folder itself cannot be read
   */
  async look(outDir: string, isTaken: (path: string) => boolean): Promise<TakenFile[]> {
    this.#round += 1;
    const whole: TakenFile[] = [];
    const unfinished = new Map<number, { name: string; size: number }>();
    for await (const path of this.#files(outDir)) {
      if (isTaken(path)) continue;
      const name = basename(path);
      const isUnfinished = isUnfinishedName(name);
      if (!isUnfinished && inputKind(path) === undefined) continue;
      const stats = await lstat(join(this.#options.folder, path)).catch(() => undefined);
      // Links are not followed: they could lead anywhere.
      if (!stats?.isFile()) continue;
      if (isUnfinished) unfinished.set(stats.ino, { name, size: stats.size });
      else if (this.#isWhole(path, stats)) whole.push({ path, state: fileStateOf(stats) });
    }
    this.#unfinished = unfinished;
    for (const [path, { round }] of this.#seen) if (round !== this.#round) this.#seen.delete(path);
    const absolute = new Map(whole.map((file) => [join(this.#options.folder, file.path), file]));
    const open = await openForWriting(new Set(absolute.keys()));
    return [...absolute].flatMap(([path, file]) => (open.has(path) ? [] : [file])).sort(byPath);
  }

  #isWhole(path: string, stats: { size: number; mtimeMs: number; ino: number }): boolean {
    const now = performance.now();
    const state = fileStateOf(stats);
    const before = this.#seen.get(path);
    if (before?.state !== state) {
      const was = this.#unfinished.get(stats.ino);
      const isRenamed = was?.name.includes(basename(path)) === true && was.size <= stats.size;
      this.#seen.set(path, { state, sinceMs: now, isRenamed, round: this.#round });
      return false;
    }
    before.round = this.#round;
    if (before.isRenamed) return true;
    const { settleMs, clockBehindMs } = this.#options;
    const ageMs = Date.now() - clockBehindMs - stats.mtimeMs;
    const quietMs = Math.max(now - before.sinceMs, ageMs);
    return quietMs >= (stats.size === 0 ? EMPTY_FACTOR * settleMs : settleMs);
  }

  /** Everything in the folder and beneath it but folders of its own, as paths below it. */
  async *#files(outDir: string): AsyncGenerator<string> {
    const { folder } = this.#options;
    const left = [""];
    for (let inside = left.pop(); inside !== undefined; inside = left.pop()) {
      let entries: Dirent[];
      try {
        entries = await readdir(join(folder, inside), { withFileTypes: true });
      } catch (error) {
        if (inside === "") throw error;
        continue;
      }
      // The folder may have been one for PDFs under an earlier preset.
      const hasManifest = entries.some(({ name }) => name === MANIFEST_NAME);
      for (const entry of entries) {
        // The settings are those of the watched folder itself: further down, such a file is a prompt like any other.
        const isSettingsBelow = entry.name === PRESET_NAME && inside !== "";
        if (isOwnFile(entry.name, hasManifest) && !isSettingsBelow) continue;
        const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
        if (!entry.isDirectory()) yield path;
        else if (!isOwnFolder(path, entry.name) && join(folder, path) !== outDir) left.push(path);
      }
    }
  }
}

function isOwnFolder(path: string, name: string): boolean {
  return path === DONE_FOLDER || path === FAILED_FOLDER || name.startsWith(".") || name === "node_modules";
}

function isUnfinishedName(name: string): boolean {
  return name.startsWith(".") || name.startsWith("~$") || UNFINISHED.some((end) => name.toLowerCase().endsWith(end));
}

/** Whether a file is a list of prompts. */
export function isList(path: string): boolean {
  return [".json", ".jsonl", ".ndjson", ".csv", ".tsv"].includes(extname(path).toLowerCase());
}

function byPath(one: TakenFile, other: TakenFile): number {
  return one.path < other.path ? -1 : 1;
}
