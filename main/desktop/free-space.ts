import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** How often the disk is asked: a batch fills one in minutes, not in seconds. */
const LOOK_MS = 3000;

/** How much room there is on the disk of a folder. Nobody waits for the answer: it is that of the last look. */
export class FreeSpace {
  #folder: string | undefined;
  #bytes: number | null = null;
  #isLooking = false;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** Free bytes of the disk on which a folder (absolute) is, or will be made; null until they are known. */
  of(folder: string): number | null {
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#bytes = null;
      this.#lookedAt = Number.NEGATIVE_INFINITY;
    }
    // A network disk that does not answer is asked once: each look that waits for it takes one of few threads.
    if (!this.#isLooking && performance.now() - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = performance.now();
      void this.#look(folder);
    }
    return this.#bytes;
  }

  async #look(folder: string): Promise<void> {
    this.#isLooking = true;
    const bytes = await freeBytes(folder);
    this.#isLooking = false;
    if (folder === this.#folder) this.#bytes = bytes;
  }
}

/** Free bytes on the disk of a folder, or of the next one above it that there is; null where nobody knows. */
async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return dirname(folder) === folder ? null : freeBytes(dirname(folder));
  }
}
