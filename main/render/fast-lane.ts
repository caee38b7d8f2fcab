import type { FastLaneState } from "../../shared/health";
import type { ComposedDocument } from "../../shared/stages";
import type { PooledLane, PrintingWindow } from "./printing-window";
import { checkFastLane, type Verdict } from "./self-check";

export interface FastLaneOptions {
  /** Told once, when it is known whether documents may be injected. */
  onVerdict?: ((state: FastLaneState) => void) | undefined;
  /** Checks whether injecting works in this window. For tests. */
  check?: ((window: PrintingWindow) => Promise<Verdict>) | undefined;
}

/**
 * Whether documents are injected. Until a check on one of the lanes has shown that this gives the same PDFs, and for
 * ever where it does not, every document is navigated to: slower, and right on any runtime.
 */
export class FastLane {
  readonly #check: (window: PrintingWindow) => Promise<Verdict>;
  readonly #onVerdict: (state: FastLaneState) => void;
  #state: FastLaneState = { on: false, reason: null };
  #isKnown = false;
  #unprintable: string | null = null;
  #checking: { lane: PooledLane; ended: Promise<void> } | undefined;

  constructor({ onVerdict, check }: FastLaneOptions) {
    this.#check = check ?? checkFastLane;
    this.#onVerdict = onVerdict ?? (() => undefined);
  }

  get state(): FastLaneState {
    return this.#state;
  }

  /** Why not even a known document is printed, in neither kind of lane; null where nothing says so. */
  get unprintable(): string | null {
    return this.#unprintable;
  }

  /** A document was printed, whatever the check had found. */
  sawPrint(): void {
    this.#unprintable = null;
  }

  /** Resolves when no check is under way on this lane, or on any. A document must not share a window with it. */
  async checked(lane?: PooledLane): Promise<void> {
    if (lane === undefined || this.#checking?.lane === lane) await this.#checking?.ended;
  }

  /** The document as a lane is to have it now. */
  routed(document: ComposedDocument): ComposedDocument {
    return this.#state.on || document.lane === "full" ? document : { ...document, lane: "full" };
  }

  /** Checks on a lane that has no document, unless that is done or being done already. */
  checkOn(lane: PooledLane): void {
    if (this.#isKnown || this.#checking) return;
    this.#checking = { lane, ended: this.#run(lane) };
  }

  async #run(lane: PooledLane): Promise<void> {
    let verdict = await this.#checkIn(lane);
    // Once may be chance. What is printed differently, in contrast, is never trusted again.
    if (verdict.kind === "failed") verdict = await this.#checkIn(lane);
    this.#checking = undefined;
    if (verdict.kind === "interrupted") return;
    this.#isKnown = true;
    if (verdict.kind === "failed" && verdict.isFullToo) this.#unprintable = verdict.reason;
    this.#state = "reason" in verdict ? { on: false, reason: verdict.reason } : { on: true, reason: null };
    this.#onVerdict(this.#state);
  }

  /** A window that does not open says nothing of injecting: the document that comes next will tell what is wrong. */
  async #checkIn(lane: PooledLane): Promise<Verdict> {
    const window = await lane.window(false).catch(() => undefined);
    return window ? this.#check(window) : { kind: "interrupted" };
  }
}
