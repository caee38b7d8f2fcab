import { stat } from "node:fs/promises";

/** Sooner than somebody looks up from an editor; a few files cost nothing. */
const LOOK_MS = 400;

/**
 * Notices when one of a few files changes, comes or goes, by looking at each now and then: that works on every disk and
 * with every way of saving.
 */
export class FileWatch {
  readonly #onChange: () => void;
  readonly #lookMs: number;
  /** File → its state when it was last looked at. */
  #states = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isOver = false;

  constructor(onChange: () => void, lookMs = LOOK_MS) {
    this.#onChange = onChange;
    this.#lookMs = lookMs;
  }

  /** Watches these files, too. @param paths absolute, also of folders, whose state is that of their list of names */
  async add(paths: readonly string[]): Promise<void> {
    const added = paths.filter((path) => !this.#states.has(path));
    await Promise.all(added.map(async (path) => this.#states.set(path, await stateOf(path))));
    if (!this.#isOver) this.#timer ??= setInterval(() => void this.#look(), this.#lookMs);
  }

  close(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    let hasChanged = false;
    for (const [path, before] of this.#states) {
      const now = await stateOf(path);
      if (now !== before) hasChanged = true;
      this.#states.set(path, now);
    }
    this.#isLooking = false;
    if (hasChanged && !this.#isOver) this.#onChange();
  }
}

async function stateOf(path: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  return info ? `${info.mtimeMs}-${info.size}-${info.ino}` : "";
}
