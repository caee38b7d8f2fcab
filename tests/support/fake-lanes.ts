import type { PooledLane, PrintingWindow } from "../../main/render/printing-window";
import type { ComposedDocument } from "../../shared/stages";
import { printed } from "./printed";

/** Lanes without Electron: they count their windows, and the test says when one opens and when a print ends. */
export class FakeLanes {
  /** Windows that are open now, and how many ever were. */
  open = 0;
  opened = 0;
  closedLanes = 0;
  /** Kinds of the windows in the order they were asked for. */
  readonly scripts: boolean[] = [];
  readonly #prints: (() => void)[] = [];
  #opening: { resolve: () => void; reject: (error: Error) => void }[] = [];
  isSlowToOpen = false;

  readonly create = (_name: string): PooledLane => {
    let window: PrintingWindow | undefined;
    return {
      window: async (scripts) => {
        if (window) return window;
        this.scripts.push(scripts);
        if (this.isSlowToOpen) {
          await new Promise<void>((resolve, reject) => this.#opening.push({ resolve, reject }));
        }
        this.open += 1;
        this.opened += 1;
        window = {
          left: Promise.resolve(),
          print: () => new Promise((resolve) => this.#prints.push(() => resolve(printed(Buffer.from("%PDF"))))),
          destroy: () => undefined,
          isUsable: true,
          collectGarbage: async () => undefined,
          documents: 0,
          processId: 1,
        };
        return window;
      },
      get processIds() {
        return window ? [window.processId] : [];
      },
      closeWindows: async () => {
        if (window) this.open -= 1;
        window = undefined;
      },
      close: async () => {
        if (window) this.open -= 1;
        window = undefined;
        this.closedLanes += 1;
      },
    };
  };

  /** Ends the print that began first. */
  endPrint(): void {
    this.#prints.shift()?.();
  }

  /** Lets all windows open that are waited for. */
  letOpen(): void {
    for (const { resolve } of this.#opening.splice(0)) resolve();
  }

  letOpeningFail(): void {
    for (const { reject } of this.#opening.splice(0)) reject(new Error("no window"));
  }
}

/** A document as a lane takes it. */
export function laneDocument(scripts = false): ComposedDocument {
  return {
    html: "<p>x",
    assets: {},
    headings: [],
    dependencies: [],
    warnings: [],
    scripts,
    lane: "fast",
  } as unknown as ComposedDocument;
}
