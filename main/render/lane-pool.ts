import { session as electronSession } from "electron";
import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument } from "../../shared/stages";
import { LaneServer } from "./lane-server";
import { LaneWindow, type Printed } from "./lane-window";
import { sealSession } from "./seal";

export interface LanePoolOptions {
  /** How many documents may be rendered at once; each has a window and a renderer process of its own. */
  lanes: number;
  /** Absolute path of the folder with the built-in fonts. */
  fontFolder: string;
}

export interface RenderOptions {
  /** Milliseconds the lane may take, on a monotonic clock, from the start of rendering. */
  timeoutMs: number;
  /** Ends the rendering and its window at once. */
  signal?: AbortSignal | undefined;
}

/** A lane: a sealed session, and up to two windows on it, opened when first needed. */
class Lane {
  readonly #session: Electron.Session;
  readonly #server: LaneServer;
  readonly #sealed: Promise<void>;
  #plain: Promise<LaneWindow> | undefined;
  #scripted: Promise<LaneWindow> | undefined;

  constructor(name: string, fontFolder: string) {
    this.#session = electronSession.fromPartition(name, { cache: false });
    this.#server = new LaneServer(this.#session, fontFolder);
    this.#sealed = sealSession(this.#session);
  }

  /** The window for a document, opened anew when the last one crashed or was destroyed. */
  async window(scripts: boolean): Promise<LaneWindow> {
    await this.#sealed;
    const current = await (scripts ? this.#scripted : this.#plain)?.catch(() => undefined);
    if (current?.isUsable) return current;
    const opening = LaneWindow.open(this.#session, this.#server, scripts);
    if (scripts) this.#scripted = opening;
    else this.#plain = opening;
    return opening;
  }

  async close(): Promise<void> {
    for (const opening of [this.#plain, this.#scripted]) {
      const window = await opening?.catch(() => undefined);
      window?.destroy();
    }
    this.#server.close();
  }
}

/**
 * A fixed number of lanes, each rendering one document at a time. A lane whose window crashes or hangs gets a new one;
 * the others notice nothing. A call waits for no lane: who owns the pool keeps at most `lanes` calls running.
 */
export class LanePool {
  readonly size: number;
  readonly #free: Lane[];
  readonly #all: readonly Lane[];

  constructor({ lanes, fontFolder }: LanePoolOptions) {
    this.size = lanes;
    this.#all = Array.from({ length: lanes }, (_, index) => new Lane(`lane-${index}`, fontFolder));
    this.#free = [...this.#all];
  }

  /** How many lanes are rendering now. */
  get busy(): number {
    return this.size - this.#free.length;
  }

  /** Opens all windows, so that the first documents find them ready. */
  async warmUp(): Promise<void> {
    await Promise.all(this.#all.map((lane) => lane.window(false)));
  }

  /**
   * Renders a document to the bytes of a PDF.
   * @throws PdfPromptError `load-timeout` after `timeoutMs`, `cancelled` when the signal fires, `render-crashed` when
   *   the renderer process ends, `print-failed` when Chromium refuses to print.
   */
  async render(document: ComposedDocument, { timeoutMs, signal }: RenderOptions): Promise<Printed> {
    const lane = this.#free.pop();
    if (!lane)
      throw new PdfPromptError("internal", "All lanes are busy: more documents were started than lanes exist.");
    try {
      const window = await lane.window(document.scripts);
      return await printOrDestroy(window, document, timeoutMs, signal);
    } finally {
      this.#free.push(lane);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((lane) => lane.close()));
  }
}

/** Keeps the deadline and the signal by destroying the window: nothing that was given up goes on working. */
async function printOrDestroy(
  window: LaneWindow,
  document: ComposedDocument,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Printed> {
  const cancel = () => window.destroy(new PdfPromptError("cancelled", "The job was cancelled while it was rendered."));
  const expire = () =>
    window.destroy(
      new PdfPromptError(
        "load-timeout",
        `The document was not rendered within ${timeoutMs} ms. Make it simpler, or allow more time with --timeout.`,
      ),
    );
  if (signal?.aborted) throw new PdfPromptError("cancelled", "The job was cancelled before it was rendered.");
  const timer = setTimeout(expire, timeoutMs);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await window.print(document);
  } catch (error) {
    // Whatever went wrong, the window is not trusted with another document: a new one costs little.
    window.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}
