import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { BrowserWindow, type Session } from "electron";
import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument } from "../../shared/stages";
import type { LaneServer } from "./lane-server";
import { toPrintOptions } from "./print-options";
import { READINESS_SCRIPT } from "./readiness";
import { sealContents } from "./seal";

/** Blink collects too lazily for injected documents: without this, three lanes reach 2.4 GB after 3,000 of them. */
const DOCUMENTS_PER_COLLECTION = 200;
const OPEN_TIMEOUT_MS = 20_000;

/** What came out of a lane. Times in milliseconds. */
export interface Printed {
  pdf: Buffer;
  loadMs: number;
  printMs: number;
}

/**
 * One offscreen window with its renderer process. It renders one document after the other; when it crashed or was
 * destroyed it stays unusable and {@link isUsable} says so.
 */
export class LaneWindow {
  readonly #window: BrowserWindow;
  readonly #server: LaneServer;
  #frameId = "";
  #worldId: number | undefined;
  #isOnBlankPage = false;
  #documents = 0;
  #crash: PdfPromptError | undefined;
  #onCrash: ((error: PdfPromptError) => void) | undefined;

  private constructor(session: Session, server: LaneServer, scripts: boolean) {
    this.#server = server;
    this.#window = new BrowserWindow({
      show: false,
      width: 794,
      height: 1123,
      webPreferences: {
        session,
        offscreen: true,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        javascript: scripts,
        disableDialogs: true,
        devTools: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    });
    const contents = this.#window.webContents;
    sealContents(contents);
    contents.setFrameRate(1);
    contents.on("render-process-gone", (_event, details) => {
      this.#fail(
        new PdfPromptError("render-crashed", `The renderer process ended while printing (${details.reason}).`),
      );
    });
  }

  /** Opens a window, loads its blank page and stops painting: it is ready for documents when this resolves. */
  static async open(session: Session, server: LaneServer, scripts: boolean): Promise<LaneWindow> {
    const lane = new LaneWindow(session, server, scripts);
    const late = new PdfPromptError("render-crashed", `A lane's window did not open within ${OPEN_TIMEOUT_MS} ms.`);
    const timer = setTimeout(() => lane.destroy(late), OPEN_TIMEOUT_MS);
    try {
      // A renderer that is gone answers nothing: without the race, its lane would wait for the whole limit.
      await lane.#unlessCrashed(lane.#prepare());
      return lane;
    } catch (error) {
      const failure =
        lane.#crash ?? new PdfPromptError("render-crashed", `A lane's window did not open: ${error}`, {}, error);
      lane.destroy(failure);
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  async #prepare(): Promise<void> {
    const contents = this.#window.webContents;
    contents.debugger.attach("1.3");
    await this.#loadBlankPage();
    contents.stopPainting();
    // Layout before the print is then the layout of the print: fonts that only print styles use are loaded in time.
    await this.#send("Emulation.setEmulatedMedia", { media: "print" });
  }

  /** Whether the window can take another document. */
  get isUsable(): boolean {
    return this.#crash === undefined && !this.#window.isDestroyed();
  }

  /** Process id of the renderer, for memory figures. */
  get processId(): number {
    return this.#window.isDestroyed() ? 0 : this.#window.webContents.getOSProcessId();
  }

  /**
   * Renders one document.
   * @throws PdfPromptError `render-crashed` when the renderer process ends, `print-failed` when Chromium refuses to
   *   print, `load-timeout` never: the deadline is kept by who owns the window, by destroying it.
   */
  async print(document: ComposedDocument): Promise<Printed> {
    try {
      return await this.#unlessCrashed(this.#print(document));
    } finally {
      this.#server.withdraw();
    }
  }

  /** Waits for work, and no longer than the renderer lives. One at a time. */
  async #unlessCrashed<T>(work: Promise<T>): Promise<T> {
    const crashed = new Promise<never>((_resolve, reject) => {
      this.#onCrash = reject;
      if (this.#crash) reject(this.#crash);
    });
    try {
      return await Promise.race([work, crashed]);
    } finally {
      this.#onCrash = undefined;
    }
  }

  /** Ends the window and its renderer process at once, whatever it is doing. */
  destroy(reason?: PdfPromptError): void {
    this.#fail(reason ?? new PdfPromptError("cancelled", "The lane was closed."));
    if (this.#window.isDestroyed()) return;
    // A renderer in an endless layout answers nothing; only ending its process frees the window.
    this.#window.webContents.forcefullyCrashRenderer();
    this.#window.destroy();
  }

  async #print(document: ComposedDocument): Promise<Printed> {
    const startedAt = performance.now();
    this.#server.offerAssets(document.assets);
    if (document.lane === "fast") await this.#inject(document.html);
    else await this.#navigate(document);
    await this.#untilReady();
    const loadedAt = performance.now();
    const pdf = await this.#window.webContents.printToPDF(toPrintOptions(document.print)).catch((error: unknown) => {
      throw new PdfPromptError("print-failed", `Chromium could not print the document: ${String(error)}`, {}, error);
    });
    const printedAt = performance.now();
    this.#documents += 1;
    if (this.#documents % DOCUMENTS_PER_COLLECTION === 0) await this.#send("HeapProfiler.collectGarbage");
    return { pdf, loadMs: loadedAt - startedAt, printMs: printedAt - loadedAt };
  }

  async #inject(html: string): Promise<void> {
    if (!this.#isOnBlankPage) await this.#loadBlankPage();
    await this.#send("Page.setDocumentContent", { frameId: this.#frameId, html });
  }

  async #navigate(document: ComposedDocument): Promise<void> {
    this.#isOnBlankPage = false;
    await this.#load(() => this.#server.offerDocument(document.html, document.scripts));
  }

  async #loadBlankPage(): Promise<void> {
    await this.#load(() => this.#server.blankUrl);
    this.#isOnBlankPage = true;
  }

  /** Navigates. Quick navigations on a handled scheme now and then fail for no reason of the document's: try twice. */
  async #load(nextUrl: () => string): Promise<void> {
    const contents = this.#window.webContents;
    const url = nextUrl();
    await contents.loadURL(url).catch(async (error: unknown) => {
      // Chromium is still telling of the failure: a navigation that began now would end the whole app.
      await nextTurn();
      if (!this.isUsable) throw error;
      // A script wanted to go elsewhere. It was kept from it, and the document itself goes on loading.
      if (isOfAnother(url, error)) {
        if (contents.isLoadingMainFrame()) await once(contents, "did-stop-loading");
        return;
      }
      await contents.loadURL(nextUrl());
    });
    const { frameTree } = await this.#send<{ frameTree: { frame: { id: string } } }>("Page.getFrameTree");
    this.#frameId = frameTree.frame.id;
    this.#worldId = undefined;
  }

  /** Waits for fonts and images. The script runs in a world of its own, with page scripts off or on. */
  async #untilReady(): Promise<void> {
    this.#worldId ??= await this.#createWorld();
    const evaluate = { expression: READINESS_SCRIPT, contextId: this.#worldId, awaitPromise: true };
    const { exceptionDetails } = await this.#send<{ exceptionDetails?: { text: string } }>(
      "Runtime.evaluate",
      evaluate,
    );
    if (exceptionDetails) {
      throw new PdfPromptError("internal", `The readiness check failed in the page: ${exceptionDetails.text}`);
    }
  }

  async #createWorld(): Promise<number> {
    const world = { frameId: this.#frameId, worldName: "pdfprompt" };
    const { executionContextId } = await this.#send<{ executionContextId: number }>("Page.createIsolatedWorld", world);
    return executionContextId;
  }

  #send<T>(method: string, parameters?: object): Promise<T> {
    return this.#window.webContents.debugger.sendCommand(method, parameters) as Promise<T>;
  }

  #fail(error: PdfPromptError): void {
    this.#crash ??= error;
    this.#onCrash?.(this.#crash);
  }
}

/** Whether a navigation's failure is that of one to another address. */
function isOfAnother(url: string, error: unknown): boolean {
  return error instanceof Error && "url" in error && typeof error.url === "string" && error.url !== url;
}
