import { session as electronSession } from "electron";
import { PdfPromptError } from "../../shared/errors";
import { unlessGivenUp } from "./deadline";
import { LaneServer } from "./lane-server";
import { LaneWindow } from "./lane-window";
import { giveWay } from "./priority";
import { sealSession } from "./seal";

/** A lane: a sealed session, and up to two windows on it, opened when first needed. */
export class Lane {
  readonly #session: Electron.Session;
  readonly #server: LaneServer;
  readonly #sealed: Promise<void>;
  readonly #windows = new Map<"plain" | "scripted", LaneWindow>();
  /** Those, too, that were destroyed and are still closing. */
  readonly #there = new Set<LaneWindow>();
  readonly #givesWay: boolean;
  #isClosed = false;

  /**
   * @param name of its session; two lanes that exist at the same time have different ones
   * @param givesWay whether its renderers leave the processors to whoever else wants them
   */
  constructor(name: string, fontFolder: string, givesWay = false) {
    this.#givesWay = givesWay;
    this.#session = electronSession.fromPartition(name, { cache: false });
    this.#server = new LaneServer(this.#session, fontFolder);
    this.#sealed = sealSession(this.#session);
  }

  /**
   * The window for a document, opened anew when the last one crashed or was destroyed.
   * @param givenUp destroys a window that is still opening; its reason is thrown
   */
  async window(scripts: boolean, givenUp?: AbortSignal): Promise<LaneWindow> {
    const kind = scripts ? "scripted" : "plain";
    const destroy = () => this.#windows.get(kind)?.destroy(givenUp?.reason);
    givenUp?.addEventListener("abort", destroy, { once: true });
    try {
      await unlessGivenUp(this.#sealed, givenUp);
      if (this.#isClosed) throw new PdfPromptError("cancelled", "The lane was closed.");
      // Somebody else may open one while this waits: a lane has one window of a kind.
      for (let current = this.#windows.get(kind); current; current = this.#windows.get(kind)) {
        await current.opened.catch(() => undefined);
        givenUp?.throwIfAborted();
        if (current.isUsable) return current;
        // Its renderer may have crashed while no document was in it: then nobody has destroyed the window yet.
        current.destroy();
        if (this.#windows.get(kind) === current) this.#windows.delete(kind);
      }
      const opening = new LaneWindow(this.#session, this.#server, scripts);
      this.#windows.set(kind, opening);
      this.#there.add(opening);
      void opening.gone.then(() => this.#there.delete(opening));
      await opening.opened;
      if (this.#givesWay) giveWay(opening.processId);
      return opening;
    } finally {
      givenUp?.removeEventListener("abort", destroy);
    }
  }

  /** Process ids of its renderers. */
  get processIds(): number[] {
    return [...this.#windows.values()].filter(({ isUsable }) => isUsable).map(({ processId }) => processId);
  }

  /** Ends the windows and their processes. The lane can be used again: it opens new ones. */
  async closeWindows(): Promise<void> {
    for (const window of this.#windows.values()) window.destroy();
    this.#windows.clear();
  }

  /** Ends the lane, and resolves when none of its windows is there any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.closeWindows();
    await Promise.all([...this.#there].map(({ gone }) => gone));
    this.#server.close();
  }
}
