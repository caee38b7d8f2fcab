import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument } from "../../shared/stages";
import { Lane } from "./lane";
import type { LaneWindow, Printed } from "./lane-window";

/** What the pool needs of a lane's window. */
export type PrintingWindow = Pick<LaneWindow, "print" | "destroy">;

/** What the pool needs of a lane. */
export interface PooledLane extends Pick<Lane, "closeWindows" | "close"> {
  window(scripts: boolean): Promise<PrintingWindow>;
}

export interface LanePoolOptions {
  /** How many documents may be rendered at once; each has a window and a renderer process of its own. */
  lanes: number;
  /** Absolute path of the folder with the built-in fonts. */
  fontFolder: string;
  /** Told how many documents may be given to the pool from now on, whenever that changes. */
  onCapacity?: (capacity: number) => void;
  /** Makes a lane whose session has this name. For tests. */
  createLane?: (name: string) => PooledLane;
}

export interface RenderOptions {
  /** Milliseconds the lane may take, on a monotonic clock, from the start of rendering. */
  timeoutMs: number;
  /** Ends the rendering and its window at once. */
  signal?: AbortSignal | undefined;
}

/**
 * Lanes, each rendering one document at a time; how many may change while they work. A lane whose window crashes or
 * hangs gets a new one; the others notice nothing. A call waits for no lane: who owns the pool keeps at most
 * {@link capacity} calls running.
 */
export class LanePool {
  readonly #createLane: (name: string) => PooledLane;
  readonly #onCapacity: (capacity: number) => void;
  /** Every lane there ever was: a session cannot be ended, so lanes that were let go are used again. */
  readonly #all: PooledLane[] = [];
  readonly #free: PooledLane[] = [];
  readonly #busy = new Set<PooledLane>();
  readonly #opening = new Set<PooledLane>();
  /** Let go, without windows. */
  readonly #parked: PooledLane[] = [];
  #wanted: number;
  #capacity: number;
  /** The last document's kind: a new lane opens the window that the next one probably needs. */
  #scripts = false;
  #isClosed = false;

  constructor({ lanes, fontFolder, onCapacity, createLane }: LanePoolOptions) {
    this.#createLane = createLane ?? ((name) => new Lane(name, fontFolder));
    this.#onCapacity = onCapacity ?? (() => undefined);
    this.#wanted = lanes;
    this.#capacity = lanes;
    while (this.#free.length < lanes) this.#free.push(this.#newLane());
  }

  /** How many lanes there are, those included that will be let go when they are free; without those still opening. */
  get size(): number {
    return this.#free.length + this.#busy.size;
  }

  /** How many lanes are rendering now. */
  get busy(): number {
    return this.#busy.size;
  }

  /** How many documents may be in the pool at once now: the lanes that are there and are to stay. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Opens all windows, so that the first documents find them ready. */
  async warmUp(): Promise<void> {
    await Promise.all(this.#free.map((lane) => lane.window(false)));
  }

  /**
   * Changes the number of lanes. New ones open their windows first and count from then on, so that no document waits for
   * a window; a lane that is busy is let go when its document has ended. A window that does not open is given up: the
   * pool then stays smaller until it is resized again.
   * @param lanes at least 1
   */
  resize(lanes: number): void {
    if (this.#isClosed) return;
    this.#wanted = lanes;
    while (this.size > lanes && this.#free.length > 0) this.#park(this.#free.pop());
    while (this.size + this.#opening.size < lanes) this.#open(this.#parked.pop() ?? this.#newLane());
    this.#report();
  }

  /**
   * Renders a document to the bytes of a PDF.
   * @throws PdfPromptError `load-timeout` after `timeoutMs`, `cancelled` when the signal fires, `render-crashed` when
   *   the renderer process ends, `print-failed` when Chromium refuses to print.
   */
  async render(document: ComposedDocument, { timeoutMs, signal }: RenderOptions): Promise<Printed> {
    // A document that was let in just before the pool became smaller still gets a lane.
    const lane = this.#free.pop() ?? this.#parked.pop();
    if (!lane)
      throw new PdfPromptError("internal", "All lanes are busy: more documents were started than lanes exist.");
    this.#busy.add(lane);
    this.#scripts = document.scripts;
    try {
      const window = await lane.window(document.scripts);
      return await printOrDestroy(window, document, timeoutMs, signal);
    } finally {
      this.#busy.delete(lane);
      this.#keepOrPark(lane);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#all.map((lane) => lane.close()));
  }

  #newLane(): PooledLane {
    const lane = this.#createLane(`lane-${this.#all.length}`);
    this.#all.push(lane);
    return lane;
  }

  #open(lane: PooledLane): void {
    this.#opening.add(lane);
    const opened = () => {
      this.#opening.delete(lane);
      this.#keepOrPark(lane);
    };
    const failed = () => {
      this.#opening.delete(lane);
      this.#park(lane);
    };
    lane.window(this.#scripts).then(opened, failed);
  }

  /** Puts a lane where it belongs that is neither busy nor opening any more. */
  #keepOrPark(lane: PooledLane): void {
    if (this.#isClosed || this.size >= this.#wanted) this.#park(lane);
    else this.#free.push(lane);
    this.#report();
  }

  #park(lane: PooledLane | undefined): void {
    if (!lane) return;
    this.#parked.push(lane);
    void lane.closeWindows();
  }

  #report(): void {
    const capacity = Math.min(this.size, this.#wanted);
    if (capacity === this.#capacity) return;
    this.#capacity = capacity;
    this.#onCapacity(capacity);
  }
}

/** Keeps the deadline and the signal by destroying the window: nothing that was given up goes on working. */
async function printOrDestroy(
  window: PrintingWindow,
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
