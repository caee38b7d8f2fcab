import { createHash } from "node:crypto";
import { linkSync, readdirSync, renameSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder, removeIfThere, syncFolder, toPublishError } from "./publish";

/** Small writes are gathered: each costs about a millisecond in Electron's main process. */
const BUFFER_BYTES = 256 * 1024;

/**
 * A file that is written piece by piece and put under its name whole or not at all: it is written beside its target,
 * synced, and then renamed. Every method throws PdfPromptError `disk-full` or `output-unwritable`; call
 * {@link discard} then.
 */
export class WholeFile {
  readonly target: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #buffered: Buffer[] = [];
  #bufferedBytes = 0;
  #isOpen = true;

  private constructor(target: string, temporary: string, file: FileHandle) {
    this.target = target;
    this.#temporary = temporary;
    this.#file = file;
  }

  /**
   * @param target absolute
   * @param token tells the temporary file from those of other writers; an earlier one with the same token is overwritten
   */
  static async create(target: string, token: string): Promise<WholeFile> {
    const temporary = join(dirname(target), `.${basename(target)}.${token}.part`);
    try {
      makeFolder(dirname(target));
      // What a killed process left may be a second name of the target, which is not to be written into.
      removeIfThere(temporary);
      return new WholeFile(target, temporary, await open(temporary, "w", 0o644));
    } catch (error) {
      throw toPublishError(error, dirname(target));
    }
  }

  async write(piece: string | Buffer): Promise<void> {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    this.#buffered.push(bytes);
    this.#bufferedBytes += bytes.byteLength;
    if (this.#bufferedBytes >= BUFFER_BYTES) await this.#flush();
  }

  /**
   * Nothing is written any more, and all of it is on the disk.
   * @returns the SHA-256 of the content, in lower-case hex
   */
  async finish(): Promise<string> {
    try {
      await this.#flush();
      await this.#file.sync();
      await this.#close();
      return this.#hash.digest("hex");
    } catch (error) {
      throw toPublishError(error, dirname(this.target));
    }
  }

  /** Takes the target's name, or another one beside it, also where a file stands under it. After {@link finish}. */
  replace(target = this.target): void {
    this.#name(() => renameSync(this.#temporary, target));
  }

  /**
   * Takes a name beside the target where nothing stands under it. After {@link finish}.
   * @returns false where the name is taken
   */
  takeFree(target: string): boolean {
    let isFree = true;
    this.#name(() => {
      try {
        linkSync(this.#temporary, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        isFree = false;
      }
    });
    if (isFree) removeIfThere(this.#temporary);
    return isFree;
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#close().catch(() => undefined);
    removeIfThere(this.#temporary);
  }

  #name(take: () => void): void {
    try {
      take();
      syncFolder(dirname(this.target));
    } catch (error) {
      throw toPublishError(error, dirname(this.target));
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#buffered);
    this.#buffered = [];
    this.#bufferedBytes = 0;
    this.#hash.update(bytes);
    try {
      // Writes all of it, as one write may not.
      await this.#file.writeFile(bytes);
    } catch (error) {
      throw toPublishError(error, dirname(this.target));
    }
  }
}

/** Clears what processes left that were killed while they wrote this file, with their pid as the token. */
export function sweepParts(file: string): void {
  const prefix = `.${basename(file)}.`;
  let names: string[];
  try {
    names = readdirSync(dirname(file));
  } catch {
    // The folder is not there yet.
    return;
  }
  for (const name of names) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)\.part$/.exec(name.slice(prefix.length)) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) removeIfThere(join(dirname(file), name));
  }
}

/** Whether there is a process with this number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
