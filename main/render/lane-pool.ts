import { setTimeout as sleep } from "node:timers/promises";
import { PdfPromptError } from "../../shared/errors";
import type { LaneHealth, RecycleReason } from "../../shared/health";
import type { ComposedDocument } from "../../shared/stages";
import { type DeadlineOptions, unlessGivenUp, withinDeadline } from "./deadline";
import { FastLane, type FastLaneOptions } from "./fast-lane";
import { HealthRecord } from "./health";
import { Lane } from "./lane";
import type { Printed } from "./lane-window";
import { DEFAULT_LIMITS, type LaneLimits, LastDocumentStayed, refuseBeyond } from "./limits";
import { memoryMb } from "./memory";
import { MemoryWatch } from "./memory-watch";
import type { PooledLane, PrintingWindow } from "./printing-window";
import { WORN_MB, wearOf } from "./wear";

/** Where there has been nothing to do for so long, the processors are free for what can be needed later. */
const SETTLE_MS = 500;

export interface LanePoolOptions extends FastLaneOptions {
  /** How many documents may be rendered at once; each has a window and a renderer process of its own. */
  lanes: number;
  /** Absolute path of the folder with the built-in fonts. */
  fontFolder: string;
  /** What one document may use. Default: that of the settings. */
  limits?: LaneLimits;
  /** Whether the renderers leave the processors to whoever else wants them, such as a window. Default: no. */
  givesWay?: boolean;
  /** Told how many documents may be given to the pool from now on, whenever that changes. */
  onCapacity?: (capacity: number) => void;
  /** Makes a lane whose session has this name. For tests. */
  createLane?: (name: string) => PooledLane;
  /** Resident memory of each process, in MB, by process id. For tests. */
  memory?: () => ReadonlyMap<number, number>;
}

/**
 * Lanes, each rendering one document at a time; how many may change while they work. A lane whose window crashes, hangs
 * or is worn gets a new one; the others notice nothing. A call waits for no lane: who owns the pool keeps at most
 * {@link capacity} calls running.
 */
export class LanePool {
  readonly #createLane: (name: string) => PooledLane;
  readonly #onCapacity: (capacity: number) => void;
  readonly #limits: LaneLimits;
  readonly #fastLane: FastLane;
  readonly #memory: MemoryWatch;
  readonly #processMb: () => ReadonlyMap<number, number>;
  readonly #record = new HealthRecord();
  /** Every lane there ever was: a session cannot be ended, so lanes that were let go are used again. */
  readonly #all: PooledLane[] = [];
  readonly #free: PooledLane[] = [];
  readonly #busy = new Set<PooledLane>();
  readonly #opening = new Set<PooledLane>();
  /** Let go, without windows. */
  readonly #parked: PooledLane[] = [];
  /** Lanes whose last document was printed. */
  readonly #proven = new Set<PooledLane>();
  /** Lanes whose last window did not open, and why. */
  readonly #down = new Map<PooledLane, string>();
  #wanted: number;
  #capacity: number;
  /** The last document's kind: a new lane opens the window that the next one probably needs. */
  #scripts = false;
  #busyMs = 0;
  #busyCountedAt = performance.now();
  #isClosed = false;

  constructor(options: LanePoolOptions) {
    const { lanes, fontFolder, limits, givesWay, onCapacity, createLane, memory, ...fastLane } = options;
    this.#createLane = createLane ?? ((name) => new Lane(name, fontFolder, givesWay));
    this.#onCapacity = onCapacity ?? (() => undefined);
    this.#limits = limits ?? DEFAULT_LIMITS;
    this.#fastLane = new FastLane(fastLane);
    this.#processMb = memory ?? memoryMb;
    this.#memory = new MemoryWatch({ limitMb: this.#limits.rendererMb, memory: this.#processMb });
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

  /** Time that all lanes together have been rendering so far, in milliseconds. */
  get busyMs(): number {
    return this.#busyMs + this.#busy.size * (performance.now() - this.#busyCountedAt);
  }

  /** How many documents may be in the pool at once now: the lanes that are there and are to stay. */
  get capacity(): number {
    return this.#capacity;
  }

  /** How the lanes are, and what has happened to them. */
  get health(): LaneHealth {
    return { total: this.size, busy: this.busy, fastLane: this.#fastLane.state, ...this.#record.counts };
  }

  /** Lanes by what they are doing; `down` are those whose last window did not open. */
  get states(): Record<"idle" | "busy" | "opening" | "down", number> {
    const down = this.#free.filter((lane) => this.#down.has(lane)).length;
    return { idle: this.#free.length - down, busy: this.busy, opening: this.#opening.size, down };
  }

  /** Resident memory of the renderers of each lane that has any, in MB, by the lane's number. */
  get memoryMb(): Map<number, number> {
    const memory = this.#processMb();
    const lanes = this.#all.map(({ processIds }, lane): [number, number] => [
      lane,
      processIds.reduce((sum, pid) => sum + (memory.get(pid) ?? 0), 0),
    ]);
    return new Map(lanes.filter(([, megabytes]) => megabytes > 0));
  }

  /** Why no lane can print anything, as far as is known; null where one can. */
  get trouble(): string | null {
    if (this.#isClosed) return "The lanes are closed.";
    const lanes = [...this.#free, ...this.#busy, ...this.#opening];
    if (lanes.some((lane) => !this.#down.has(lane))) return this.#fastLane.unprintable;
    return `No lane has a window. ${[...this.#down.values()].at(-1) ?? ""}`.trim();
  }

  /** From now on the renderer of one document may take so many MB of resident memory, also one that is at work. */
  limitMemory(rendererMb: number): void {
    this.#memory.limitMb = rendererMb;
  }

  /** Tries to open windows in idle lanes where none did: they come back without a document that tries it. */
  reopen(): void {
    for (const lane of this.#free) if (this.#down.has(lane)) this.#windowOf(lane, false).catch(() => undefined);
  }

  /**
   * Opens a window for the first document, and, once none has been here for a while, those of all other lanes, and checks on
   * one whether documents may be injected. Documents that come earlier open their lanes' windows themselves: of a single one,
   * all that would only take the processors.
   */
  async warmUp(): Promise<void> {
    const first = this.#free.at(-1);
    const opened = first ? this.#windowOf(first, false) : Promise.resolve();
    // Where it does not open, whether any does is to be known at once.
    await opened.then(
      () => this.#idle(),
      () => undefined,
    );
    if (this.#isClosed) return;
    await Promise.all(this.#free.map((lane) => this.#windowOf(lane, false)));
    // Documents take lanes from the other end: with several lanes, none of them waits for the check.
    const [idle] = this.#free;
    if (idle && !this.#isClosed) this.#fastLane.checkOn(idle);
    await this.#fastLane.checked();
  }

  /** Resolves when no document has been here for {@link SETTLE_MS}, or the pool is closed. */
  async #idle(): Promise<void> {
    let busyMs: number;
    do {
      busyMs = this.busyMs;
      await sleep(SETTLE_MS, undefined, { ref: false });
    } while (!this.#isClosed && this.busyMs > busyMs);
  }

  /** Resolves when no check of the fast lane is under way: one that a document kept waiting begins when that has ended. */
  checked(): Promise<void> {
    return this.#fastLane.checked();
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
   * @throws PdfPromptError `load-timeout` after `timeoutMs` from now, `cancelled` when the signal fires, both also while a
   *   window opens; `render-crashed` when the renderer process ends, RendererEnded where the document may be to blame;
   *   `print-failed` when Chromium refuses to print, LimitError where the PDF is larger than it may be.
   */
  async render(document: ComposedDocument, options: DeadlineOptions): Promise<Printed> {
    // A document that was let in just before the pool became smaller still gets a lane.
    const lane = this.#free.pop() ?? this.#parked.pop();
    if (!lane)
      throw new PdfPromptError("internal", "All lanes are busy: more documents were started than lanes exist.");
    this.#countBusyTime();
    this.#busy.add(lane);
    this.#scripts = document.scripts;
    try {
      const render = () => withinDeadline(options, (...deadline) => this.#renderIn(lane, document, ...deadline));
      return await render().catch((error: unknown) => {
        // The document has not begun: it has all its time in the window that the lane opens now.
        if (error instanceof LastDocumentStayed) return render();
        throw error;
      });
    } finally {
      this.#countBusyTime();
      this.#busy.delete(lane);
      this.#keepOrPark(lane);
    }
  }

  /** To be called before another lane is busy, or one less. */
  #countBusyTime(): void {
    this.#busyMs = this.busyMs;
    this.#busyCountedAt = performance.now();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#all.map((lane) => lane.close()));
    await this.#fastLane.checked();
  }

  async #renderIn(
    lane: PooledLane,
    document: ComposedDocument,
    givenUp: AbortSignal,
    beginAnew: () => void,
  ): Promise<Printed> {
    let window: PrintingWindow | undefined;
    const end = () => window?.destroy(givenUp.reason);
    givenUp.addEventListener("abort", end, { once: true });
    try {
      // The check pays from the second document on.
      if (this.#proven.has(lane)) this.#fastLane.checkOn(lane);
      await unlessGivenUp(this.#fastLane.checked(lane), givenUp);
      const opened = await this.#windowOf(lane, document.scripts, givenUp);
      window = opened;
      givenUp.throwIfAborted();
      const routed = this.#fastLane.routed(document);
      const begin = () => {
        beginAnew();
        // What the last document took is not charged to this one.
        if (this.#memory.nowMb(opened) > WORN_MB) opened.destroy(new LastDocumentStayed());
      };
      const printed = await this.#memory.during(opened, () => opened.print(routed, begin));
      if (routed.scripts) void this.#memory.during(opened, () => opened.left);
      this.#fastLane.sawPrint();
      this.#proven.add(lane);
      refuseBeyond(this.#limits, printed.pdf);
      await this.#replaceIfWorn(opened);
      return printed;
    } catch (error) {
      this.#record.failed(error);
      this.#proven.delete(lane);
      // Whatever went wrong, the window is not trusted with another document: a new one costs little.
      window?.destroy();
      throw error;
    } finally {
      givenUp.removeEventListener("abort", end);
    }
  }

  /** The lane opens another window with its next document. */
  async #replaceIfWorn(window: PrintingWindow): Promise<void> {
    // The document is printed: whatever happens to its window now must not cost it the PDF.
    const reason = await wearOf(window, this.#memory).catch((): RecycleReason => "error");
    if (!reason) return;
    this.#record.recycled(reason);
    window.destroy();
  }

  /** The lane's window, see {@link PooledLane.window}; remembers whether it opened. */
  async #windowOf(lane: PooledLane, scripts: boolean, givenUp?: AbortSignal): Promise<PrintingWindow> {
    try {
      const window = await lane.window(scripts, givenUp);
      this.#down.delete(lane);
      return window;
    } catch (error) {
      const isCancelled = error instanceof PdfPromptError && error.code === "cancelled";
      if (!isCancelled) this.#down.set(lane, error instanceof Error ? error.message : String(error));
      throw error;
    }
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
    this.#windowOf(lane, this.#scripts).then(opened, failed);
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
