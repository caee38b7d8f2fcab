import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const MB = 2 ** 20;
/** A file that is larger is put aside, and so many are kept beside the one that is written. */
const MAX_BYTES = 10 * MB;
const KEPT = 4;
/** How often, in bytes written, it is looked whether the file is too large or was put aside by another process. */
const LOOK_BYTES = 64 * 1024;
/** Logs are nobody else's business. */
const MODE = 0o600;

/**
 * A log file that does not grow without end: `log`, and before it `log.1` to `log.4`. Lines are in the file when
 * {@link write} returns, so that nothing is lost with the process. Several processes may write to the same one.
 */
export class RotatingFile {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #lookBytes: number;
  #descriptor: number;
  #sinceLook = 0;
  #hasFailed = false;

  /**
   * @param file absolute; its folder is made where it is missing
   * @param maxBytes for tests
   * @throws where it cannot be opened
   */
  constructor(file: string, maxBytes = MAX_BYTES) {
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#lookBytes = Math.min(LOOK_BYTES, maxBytes / 4);
    mkdirSync(dirname(file), { recursive: true });
    this.#descriptor = openSync(file, "a", MODE);
    this.#look();
  }

  /**
   * Appends a line that has its end. Never throws: the work is worth more than its log.
   * @returns false once, where writing fails for the first time
   */
  write(line: string): boolean {
    try {
      this.#sinceLook += writeSync(this.#descriptor, line);
      if (this.#sinceLook >= this.#lookBytes) this.#look();
      this.#hasFailed = false;
      return true;
    } catch {
      const isFirst = !this.#hasFailed;
      this.#hasFailed = true;
      return !isFirst;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #look(): void {
    this.#sinceLook = 0;
    const { ino, size } = fstatSync(this.#descriptor);
    const isOurs = statSync(this.#file, { throwIfNoEntry: false })?.ino === ino;
    if (isOurs && size <= this.#maxBytes) return;
    if (isOurs) this.#putAside();
    const before = this.#descriptor;
    this.#descriptor = openSync(this.#file, "a", MODE);
    closeSync(before);
  }

  #putAside(): void {
    const names = [this.#file, ...Array.from({ length: KEPT }, (_, index) => `${this.#file}.${index + 1}`)];
    for (let at = KEPT; at > 0; at -= 1) {
      const [from = "", to = ""] = [names[at - 1], names[at]];
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
    }
  }
}
