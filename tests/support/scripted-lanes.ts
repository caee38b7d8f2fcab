import { setTimeout as sleep } from "node:timers/promises";
import { LastDocumentStayed } from "../../main/render/limits";
import type { PooledLane, PrintingWindow } from "../../main/render/printing-window";
import { PdfPromptError } from "../../shared/errors";
import { printed } from "./printed";

/** Lanes without Electron, whose windows open, print, grow and are destroyed as the test says. */
export class ScriptedLanes {
  /** Windows that are open now, and how many ever were. */
  open = 0;
  opened = 0;
  collections = 0;
  /** Windows fail to open at once. */
  opensBroken = false;
  opensNever = false;
  printsNever = false;
  /** So many documents find that the last one is still in the window. */
  lastStays = 0;
  /** How long the last document keeps a document waiting; 0 where it does not. */
  leavingMs = 0;
  /** Until no document that was printed is in a window any more. */
  left: Promise<void> = Promise.resolve();
  printMs = 0;
  /** Pages and further bytes of the next PDFs. */
  pages = 1;
  padding = 0;
  /** Documents that each window says it has printed. */
  documents = 0;
  /** What is left of a renderer's memory after a collection, in MB; undefined where it stays. */
  collectedMb: number | undefined;
  /** Kinds of lane that documents were printed in, in order. */
  readonly printed: string[] = [];
  /** Process ids in the order their windows were opened, and the memory of each in MB. */
  readonly processes: number[] = [];
  readonly memory = new Map<number, number>();

  readonly create = (): PooledLane => {
    let window: PrintingWindow | undefined;
    const forget = () => {
      if (window) this.open -= 1;
      window = undefined;
    };
    return {
      window: async (_scripts, givenUp) => {
        if (this.opensBroken && !window) throw new PdfPromptError("render-crashed", "A lane's window did not open.");
        if (this.opensNever) {
          await new Promise((_resolve, reject) => {
            givenUp?.addEventListener("abort", () => reject(givenUp.reason));
          });
        }
        window ??= this.#open(forget);
        return window;
      },
      get processIds() {
        return window ? [window.processId] : [];
      },
      closeWindows: async () => forget(),
      close: async () => forget(),
    };
  };

  #open(forget: () => void): PrintingWindow {
    this.open += 1;
    this.opened += 1;
    const processId = 1000 + this.opened;
    this.processes.push(processId);
    const documents = () => this.documents;
    const left = () => this.left;
    let fail: (error: PdfPromptError) => void = () => undefined;
    const destroyed = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    destroyed.catch(() => undefined);
    return {
      get left() {
        return left();
      },
      print: async ({ lane }, onBegin) => {
        if (this.printsNever) return await destroyed;
        if (this.lastStays > 0) {
          this.lastStays -= 1;
          await Promise.race([sleep(this.printMs), destroyed.catch(() => undefined)]);
          throw new LastDocumentStayed();
        }
        if (this.leavingMs > 0) {
          await Promise.race([sleep(this.leavingMs), destroyed]);
          this.leavingMs = 0;
          onBegin?.();
        }
        await Promise.race([sleep(this.printMs), destroyed]);
        this.printed.push(lane);
        const text = `%PDF-1.4\n1 0 obj\n<</Type /Pages\n/Count ${this.pages}>>\nendobj\n`;
        return printed(Buffer.concat([Buffer.from(text), Buffer.alloc(this.padding)]));
      },
      destroy: (reason) => {
        fail(reason ?? new PdfPromptError("cancelled", "The lane was closed."));
        forget();
      },
      isUsable: true,
      collectGarbage: async () => {
        this.collections += 1;
        if (this.collectedMb !== undefined) this.memory.set(processId, this.collectedMb);
      },
      get documents() {
        return documents();
      },
      processId,
    };
  }
}
