import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PdfPromptError, type Problem } from "../../shared/errors";
import { type FolderLock, lockFolder, type Queue, type TakenBatch, type TakenFile } from "../queue";
import { whenThereIsRoom } from "../worker";
import { Arrivals, isList } from "./arrivals";
import { FolderPreset, type FolderSettings, isInside, type Overrides } from "./preset";
import { DONE_FOLDER, FAILED_FOLDER } from "./put-away";
import { type PutAway, Wave } from "./wave";

/** How often a folder is looked at, at most; more rarely where looking takes long. */
const LOOK_MS = 500;
const LOOK_SHARE = 10;
const LONGEST_PAUSE_MS = 10_000;
/** Files that are one prompt each are taken together, up to so many: each batch writes a manifest. */
const MOST_TOGETHER = 200;
/** Batches of a folder that are worked on at once. What is not taken waits in the folder, and costs nothing. */
const MOST_WAVES = 4;

export interface FolderOptions {
  queue: Queue;
  /** Absolute, without symbolic links. */
  folder: string;
  overrides: Overrides;
  /** Milliseconds a file must have been left alone before it is taken. */
  settleMs: number;
  /** What keeps files waiting beside the preset, asked before any are taken. */
  problemNow?: (() => Problem | undefined) | undefined;
  /** Work off what is there, and end. */
  isOnce: boolean;
  /** Called when jobs were queued. */
  onQueued: () => void;
  /** Called when a file was put away. */
  onPutAway: (file: PutAway) => void;
  /** Called with what keeps the folder's files waiting, and with null when they are worked on again. */
  onTrouble: (problem: Problem | null) => void;
  /** Receives what people should know. */
  notice: (line: string) => void;
}

/** Watches one folder: takes what has arrived, has it rendered, and puts it away. */
export class FolderWatch {
  readonly #options: FolderOptions;
  readonly #preset: FolderPreset;
  readonly #waves = new Set<Promise<void>>();
  /** Paths that are being worked on. */
  readonly #taken = new Set<string>();
  #lock: FolderLock | undefined;
  #arrivals: Arrivals | undefined;
  /** Whole, and not taken for want of room among the waves. */
  #ready: TakenFile[] = [];
  /** Fires when the folder is gone. */
  #gone = new AbortController();
  /** What keeps its files waiting. */
  #told: Problem | undefined;
  #failure: { error: unknown } | undefined;
  #stumbledOver: string | undefined;
  /** With `isOnce`, what was there at the first look. */
  #wanted: ReadonlySet<string> | undefined;

  constructor(options: FolderOptions) {
    this.#options = options;
    this.#preset = new FolderPreset(options.folder, options.overrides);
  }

  /**
   * Takes the folder for this process and reads its preset.
   * @throws PdfPromptError where another process has it, or its preset is wrong
   */
  open(): void {
    this.#enter();
    const preset = this.#preset.read();
    const problem = "problem" in preset ? preset.problem : this.#outProblem(preset);
    if (!problem) return;
    this.close();
    throw toError(problem);
  }

  /** Lets others watch the folder. */
  close(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  /**
   * Works until the signal fires; with `isOnce`, until all that was there is put away. What is under way then is taken up
   * by the next start.
   */
  async run(signal: AbortSignal): Promise<void> {
    this.#resume(signal);
    while (!signal.aborted && !this.#failure) {
      const startedAt = performance.now();
      const isOver = await this.#round(signal).then(
        (over) => {
          this.#stumbledOver = undefined;
          return over;
        },
        (error: unknown) => this.#stumble(error),
      );
      if (isOver) break;
      const { settleMs } = this.#options;
      const shortest = Math.min(LOOK_MS, Math.max(settleMs, 50));
      const waitMs = Math.max(shortest, Math.min(LOOK_SHARE * (performance.now() - startedAt), LONGEST_PAUSE_MS));
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all(this.#waves);
    if (this.#failure) throw this.#failure.error;
  }

  /** @returns whether there is nothing left to do */
  async #round(signal: AbortSignal): Promise<boolean> {
    if (this.#lock && !this.#lock.isThere()) this.#leave();
    if (!this.#lock) {
      if (this.#waves.size > 0 || !this.#canReturn()) return false;
      this.#options.notice(`${this.#options.folder} is there again: going on`);
      this.#resume(signal);
    }
    const preset = this.#preset.read();
    const problem = this.#options.problemNow?.() ?? ("problem" in preset ? preset.problem : this.#outProblem(preset));
    if (problem || "problem" in preset) return this.#wait(problem);
    const isOver = await this.#takeArrivals(preset, signal);
    this.#tell(undefined);
    return isOver;
  }

  async #takeArrivals(preset: FolderSettings, signal: AbortSignal): Promise<boolean> {
    const arrivals = this.#arrivals;
    if (!arrivals || this.#waves.size >= MOST_WAVES) return false;
    const isOther = (path: string) => this.#taken.has(path) || this.#wanted?.has(path) === false;
    if (this.#ready.length === 0) {
      // What a wave lets go of while it is looked around is seen the next time.
      const isBusy = this.#waves.size > 0;
      this.#ready = await arrivals.look(preset.outDir, isOther);
      if (this.#options.isOnce) this.#wanted ??= new Set([...arrivals.paths, ...this.#taken]);
      if (this.#ready.length === 0) return this.#options.isOnce && !isBusy && arrivals.paths.size === 0;
    }
    while (this.#ready.length > 0 && this.#waves.size < MOST_WAVES && !signal.aborted) {
      const files = this.#nextTogether();
      for (const { path } of files) arrivals.drop(path);
      const { folder, queue, notice } = this.#options;
      const label =
        files.length === 1 ? `${basename(folder)}/${files[0]?.path}` : `${basename(folder)}: ${files.length} files`;
      const batch = { label, outDir: preset.outDir, settings: JSON.stringify(preset.settings) };
      const taken = await whenThereIsRoom(() => queue.watched.take(folder, batch, files), { signal, notice });
      this.#start(taken, signal);
    }
    return false;
  }

  /** A list of prompts goes alone: what fails of it is written into one file. */
  #nextTogether(): TakenFile[] {
    const [first] = this.#ready;
    if (first && isList(first.path)) return this.#ready.splice(0, 1);
    const end = this.#ready.findIndex(({ path }, at) => at >= MOST_TOGETHER || isList(path));
    return this.#ready.splice(0, end === -1 ? this.#ready.length : end);
  }

  /** Takes up what an earlier process, or this one before the folder was gone, had begun. */
  #resume(signal: AbortSignal): void {
    const { queue, folder } = this.#options;
    for (const batch of queue.watched.of(folder)) this.#start(batch, signal);
  }

  #start(batch: TakenBatch, signal: AbortSignal): void {
    for (const { path } of batch.files) this.#taken.add(path);
    const isThere = () => this.#lock?.isThere() ?? false;
    const wave = new Wave({ ...this.#options, batch, isThere });
    const working = wave
      .run(signal, this.#gone.signal)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#waves.delete(working);
        for (const { path } of batch.files) if (!wave.stuck.has(path)) this.#taken.delete(path);
      });
    this.#waves.add(working);
  }

  #enter(): void {
    const { folder, settleMs } = this.#options;
    this.#lock = lockFolder(folder);
    this.#arrivals = new Arrivals({ folder, settleMs, clockBehindMs: this.#lock.clockBehindMs });
  }

  #leave(): void {
    const { folder, isOnce, notice } = this.#options;
    const message = `The folder ${folder} is gone: renamed, removed or not mounted.`;
    this.#gone.abort();
    this.close();
    this.#ready = [];
    if (isOnce) throw new PdfPromptError("input-unreadable", `${message} Call again when it is there.`);
    notice(`${message} What was not rendered yet is taken anew when it comes back.`);
    this.#tell({ code: "input-unreadable", message, source: folder });
  }

  #canReturn(): boolean {
    try {
      this.#enter();
    } catch {
      return false;
    }
    this.#gone = new AbortController();
    return true;
  }

  /** Files wait until the preset is mended: it is not their fault. */
  #wait(problem: Problem | undefined): boolean {
    if (!problem || (problem.message === this.#told?.message && problem.line === this.#told.line)) return false;
    if (this.#options.isOnce) throw toError(problem);
    const { source, line } = problem;
    this.#options.notice(`${source}${line ? `:${line}` : ""}: ${problem.message} Files wait until that is mended.`);
    this.#tell(problem);
    return false;
  }

  /** What the file system refuses may pass: it is told once, and the next look tries again. */
  #stumble(error: unknown): boolean {
    const { folder, isOnce, notice } = this.#options;
    const isOfFiles =
      !(error instanceof PdfPromptError) && typeof (error as { syscall?: unknown }).syscall === "string";
    // A folder that went while it was read is noticed as gone at the next look.
    if (isOfFiles && this.#lock && !this.#lock.isThere()) return false;
    if (isOfFiles && !isOnce) {
      const message = `The folder ${folder} cannot be looked at: ${(error as Error).message}. It is tried again.`;
      if (message !== this.#stumbledOver) {
        notice(message);
        this.#tell({ code: "input-unreadable", message, source: folder });
      }
      this.#stumbledOver = message;
      return false;
    }
    this.#failure ??= { error };
    return true;
  }

  #tell(trouble: Problem | undefined): void {
    if (trouble !== this.#told) this.#options.onTrouble(trouble ?? null);
    this.#told = trouble;
  }

  #outProblem({ outDir }: FolderSettings): Problem | undefined {
    const { folder } = this.#options;
    const own = [DONE_FOLDER, FAILED_FOLDER].map((name) => `${folder}/${name}`);
    if (outDir !== folder && !own.some((path) => path === outDir || isInside(outDir, path))) return undefined;
    const message = `The PDFs of ${folder} cannot go into ${outDir}. Choose a folder of their own, in it or elsewhere.`;
    return { code: "input-invalid", message, source: folder };
  }
}

function toError({ code, message, ...location }: Problem): PdfPromptError {
  return new PdfPromptError(code, message, location);
}
