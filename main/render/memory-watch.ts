import { RendererEnded } from "./limits";
import { memoryMb } from "./memory";
import type { PrintingWindow } from "./printing-window";

/** Often enough to stop a document long before the machine swaps, seldom enough to cost nothing beside printing. */
const LOOK_MS = 250;

export interface MemoryWatchOptions {
  /** Resident memory a renderer may take, in MB. */
  limitMb: number;
  /** Resident memory of each process, in MB, by process id. */
  memory?: () => ReadonlyMap<number, number>;
  /** Milliseconds from look to look. */
  lookMs?: number;
}

/** Watches the memory of renderers while documents are in them, and ends one that takes too much. */
export class MemoryWatch {
  /** Resident memory a renderer may take from now on, in MB. */
  limitMb: number;
  readonly #memory: () => ReadonlyMap<number, number>;
  readonly #lookMs: number;
  /** Windows, and in how many calls each is watched. */
  readonly #watched = new Map<PrintingWindow, number>();
  /** The last figure of each window, in MB. */
  readonly #seen = new WeakMap<PrintingWindow, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ limitMb, memory = memoryMb, lookMs = LOOK_MS }: MemoryWatchOptions) {
    this.limitMb = limitMb;
    this.#memory = memory;
    this.#lookMs = lookMs;
  }

  /** Watches a window for as long as work is done in it. */
  async during<T>(window: PrintingWindow, work: () => Promise<T>): Promise<T> {
    this.#watched.set(window, (this.#watched.get(window) ?? 0) + 1);
    this.#timer ??= setInterval(() => this.#look(), this.#lookMs).unref();
    try {
      return await work();
    } finally {
      const calls = (this.#watched.get(window) ?? 0) - 1;
      if (calls > 0) this.#watched.set(window, calls);
      else this.#watched.delete(window);
    }
  }

  /** Resident memory of a window's renderer when it was last looked at, in MB; 0 where it never was. */
  seenMb(window: PrintingWindow): number {
    return this.#seen.get(window) ?? 0;
  }

  /** Looks at one window now. */
  nowMb(window: PrintingWindow): number {
    const megabytes = this.#memory().get(window.processId) ?? 0;
    this.#seen.set(window, megabytes);
    return megabytes;
  }

  #look(): void {
    // Between two documents nothing is in a lane for moments only: the watch ends when that lasts for a whole interval.
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const memory = this.#memory();
    for (const window of this.#watched.keys()) {
      const megabytes = memory.get(window.processId) ?? 0;
      this.#seen.set(window, megabytes);
      if (megabytes > this.limitMb) window.destroy(tooMuch(megabytes, this.limitMb));
    }
  }
}

function tooMuch(megabytes: number, limitMb: number): RendererEnded {
  return new RendererEnded(
    "memory",
    `The renderer of the document had ${Math.round(megabytes)} MB of memory, more than the ${limitMb} MB it may have, so it was ended. Use smaller images, split the prompt, or allow more in the settings of the window or with PDFPROMPT_MAX_RENDERER_MB.`,
  );
}
