import type { Debugger } from "electron";

/** What a document may ask for: each request is told to the main process, which has other windows to serve. */
export const MOST_REQUESTS = 20_000;

/** Bodies are not asked for, so none is kept. */
const KEEP_NO_BODIES = { maxTotalBufferSize: 0, maxResourceBufferSize: 0 };

/** What the debugger tells of a request. */
interface RequestEvent {
  requestId?: string;
  /** Address of the document that asks. */
  documentURL?: string;
}

/**
 * What a page has asked for and not yet got: images, wherever they are named (backgrounds, borders, masks and images
 * inside SVG are in no list a page could be asked for, and an injected document has no load event that waits for them),
 * and fonts. What the page starts is told before the answer of the command that made it start, so that after a layout
 * was forced the list is complete.
 */
export class RequestsUnderWay {
  readonly #ids = new Set<string>();
  readonly #onTooMany: () => void;
  #asked = 0;
  #origin = "";
  #onNone: (() => void) | undefined;

  /** @param onTooMany told once for a document that asks for more than {@link MOST_REQUESTS} */
  constructor(onTooMany: () => void) {
    this.#onTooMany = onTooMany;
  }

  /**
   * Begins to count. Asked once.
   * @param attached debugger of the page
   */
  async watch(attached: Debugger): Promise<void> {
    attached.on("message", (_event, method: string, { requestId, documentURL = "" }: RequestEvent) => {
      if (requestId === undefined) return;
      if (method === "Network.requestWillBeSent" && documentURL.startsWith(this.#origin)) this.#begin(requestId);
      if (method === "Network.loadingFinished" || method === "Network.loadingFailed") this.#end(requestId);
    });
    await attached.sendCommand("Network.enable", KEEP_NO_BODIES);
  }

  /**
   * Forgets what the page's last document asked for. Where that may still ask, it is left out until {@link expectAll}.
   * @param origin of the next document, of which no other begins with the same letters, where the last one is still there
   */
  expect(origin = ""): void {
    this.#origin = origin;
    this.#ids.clear();
    this.#asked = 0;
  }

  /** The next document has come: frames that its scripts make have no address of its origin, and ask for it, too. */
  expectAll(): void {
    this.#origin = "";
  }

  /** Of what is under way, it may never be told that it has come. */
  forget(): void {
    this.#ids.clear();
    this.#tellOfNone();
  }

  get isNone(): boolean {
    return this.#ids.size === 0;
  }

  /** Resolves when nothing is under way. One at a time; never rejects. */
  async untilNone(): Promise<void> {
    if (this.isNone) return;
    await new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
  }

  #begin(id: string): void {
    this.#ids.add(id);
    this.#asked += 1;
    if (this.#asked === MOST_REQUESTS + 1) this.#onTooMany();
  }

  #end(id: string): void {
    this.#ids.delete(id);
    if (this.isNone) this.#tellOfNone();
  }

  #tellOfNone(): void {
    this.#onNone?.();
    this.#onNone = undefined;
  }
}
