import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { BrowserWindow, type Session } from "electron";
import { LimitError, PdfPromptError } from "../../shared/errors";
import type { ComposedDocument, Noticed, Readiness } from "../../shared/stages";
import { KnownFonts } from "./known-fonts";
import type { LaneServer } from "./lane-server";
import { LastDocumentStayed, RendererEnded } from "./limits";
import { onNetworkProcessGone } from "./network-watch";
import { type MeasuredPage, notice } from "./notice";
import { printFailure, toPrintOptions } from "./print-options";
import { type Evaluated, type LoadingPage, readyAtOnce, untilReady, WAITING, type Waiting } from "./readiness";
import { MOST_REQUESTS, RequestsUnderWay } from "./requests-under-way";
import { sealContents } from "./seal";
import { WITHHOLD } from "./withheld";

/** Blink collects too lazily for injected documents: without this, three lanes reach 2.4 GB after 3,000 of them. */
const DOCUMENTS_PER_COLLECTION = 100;
/** Of a window, in CSS pixels: a sheet of A4. */
const SIZE = { width: 794, height: 1123 };
const OPEN_TIMEOUT_MS = 20_000;
/** How long a window that is not wanted any more may go on opening. */
const START_MS = 2000;
/** How long it may take to replace a document with scripts; then the window navigates away. */
const REPLACE_MS = 250;
/** How long it may take to leave a document with scripts, or to replace it by the next one. */
const LEAVE_MS = 2000;
/** A document with scripts is left when the next one has not come after so long. */
const LEAVE_AFTER_MS = 50;
/** Entries in the history of a window when a document begins: what was there before, and itself. */
const ENTRIES = 2;
/**
 * Hides injected documents while they are not printed: layout is half of what a long document costs, and Chromium lays it
 * out for the screen before its print and once more after it.
 */
const HIDDEN_ON_SCREEN = "@media screen { :root { display: none !important } }";
/** What is loaded when the network process ends, and has not come to its end so much later, never does. */
const NETWORK_GRACE_MS = 250;

/** What came out of a lane. Times in milliseconds. */
export interface Printed {
  pdf: Buffer;
  loadMs: number;
  printMs: number;
  /** What of `loadMs` was waiting. */
  readiness: Readiness;
  /** What the user should know of. */
  noticed: Noticed[];
}

/**
 * One offscreen window with its renderer process. It renders one document after the other; when it crashed or was
 * destroyed it stays unusable and {@link isUsable} says so.
 */
export class LaneWindow {
  /** Resolves when the window is ready for documents: its blank page is loaded, and nothing is painted any more. */
  readonly opened: Promise<void>;
  /** Resolves when the window has been destroyed and is gone. */
  readonly gone: Promise<void>;
  readonly #prepared: Promise<void>;
  readonly #window: BrowserWindow;
  readonly #server: LaneServer;
  readonly #requests = new RequestsUnderWay(() => this.destroy(tooManyRequests()));
  readonly #fonts: KnownFonts;
  #frameId = "";
  #worldId: number | undefined;
  /** Media that the document is shown for while it is not printed. */
  #media: "print" | "screen" = "screen";
  /** While Chromium starts its process. */
  #isStarting = true;
  #isOnBlankPage = false;
  #isLoading = false;
  #hasDocument = false;
  /** A document with scripts was printed and is still there. */
  #isLastThere = false;
  #left: Promise<void> = Promise.resolve();
  #onLeft: (() => void) | undefined;
  #leaveTimer: NodeJS.Timeout | undefined;
  #leaving: Promise<void> | undefined;
  #documents = 0;
  #printedAt = 0;
  /** When the document at hand had the window for itself. */
  #begunAt = 0;
  #onBegin: (() => void) | undefined;
  #waiting: Waiting = WAITING.window;
  #crash: PdfPromptError | undefined;
  #onCrash: ((error: PdfPromptError) => void) | undefined;

  /** Begins to open a window. */
  constructor(session: Session, server: LaneServer, scripts: boolean) {
    this.#server = server;
    this.#fonts = new KnownFonts(this.#page, server);
    this.#window = new BrowserWindow({
      show: false,
      ...SIZE,
      webPreferences: {
        session,
        offscreen: true,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        javascript: scripts,
        disableDialogs: true,
        // Nothing is heard of a document, spoken text included.
        autoplayPolicy: "document-user-activation-required",
        devTools: false,
        spellcheck: false,
        // Moving pictures stand still as they begin: at what moment they would be printed is anybody's guess.
        imageAnimationPolicy: "noAnimation",
        backgroundThrottling: false,
      },
    });
    const contents = this.#window.webContents;
    sealContents(contents);
    contents.setFrameRate(1);
    contents.on("render-process-gone", (_event, details) => {
      this.#isStarting = false;
      const message = `The renderer process ended while printing (${details.reason}).`;
      this.#fail(
        this.#hasDocument ? new RendererEnded("crash", message) : new PdfPromptError("render-crashed", message),
      );
    });
    // Electron connects the debugger anew for each frame, and what it was about to tell is lost (electron/electron#51959).
    // What the document asked for before, its load event and its list of images wait for.
    contents.on("frame-created", () => this.#requests.forget());
    this.gone = new Promise((resolve) => this.#window.once("closed", resolve));
    void this.gone.then(() => this.#server.clearStorage());
    contents.once("destroyed", () => this.#fail(this.#closedItself()));
    this.#prepared = this.#prepare(scripts);
    this.opened = this.#open();
    // Who waits for it hears of a failure; where nobody does, it is no unhandled one.
    this.opened.catch(() => undefined);
  }

  async #open(): Promise<void> {
    const late = new PdfPromptError("render-crashed", `A lane's window did not open within ${OPEN_TIMEOUT_MS} ms.`);
    const timer = setTimeout(() => this.destroy(late), OPEN_TIMEOUT_MS);
    try {
      // A renderer that is gone answers nothing: without the race, its lane would wait for the whole limit.
      await this.#unlessCrashed(this.#prepared);
    } catch (error) {
      const failure =
        this.#crash ?? new PdfPromptError("render-crashed", `A lane's window did not open: ${error}`, {}, error);
      this.destroy(failure);
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  async #prepare(scripts: boolean): Promise<void> {
    const contents = this.#window.webContents;
    contents.debugger.attach("1.3");
    this.#isLoading = true;
    await this.#loadBlankPage();
    this.#isLoading = false;
    contents.stopPainting();
    await this.#requests.watch(contents.debugger);
    if (scripts) {
      await this.#send("Page.enable");
      await this.#send("Page.addScriptToEvaluateOnNewDocument", { source: WITHHOLD });
    }
    // Set from the start and never cleared: documents that are measured change it for a moment, and a window whose size
    // is cleared embeds pictures in another way.
    await this.#setSize(SIZE);
    this.#isStarting = false;
  }

  /** Whether the window can take another document. */
  get isUsable(): boolean {
    return this.#crash === undefined && !this.#isGone;
  }

  /** How many documents it has printed. */
  get documents(): number {
    return this.#documents;
  }

  /** Process id of the renderer, for memory figures; 0 when it is gone. */
  get processId(): number {
    return this.#isGone ? 0 : this.#window.webContents.getOSProcessId();
  }

  /** Resolves when no document with scripts that was printed is in the window any more. */
  get left(): Promise<void> {
    return Promise.race([this.#left, this.gone]);
  }

  /**
   * Renders one document.
   * @param onBegin called where the last document kept this one waiting for more than a moment, when it has begun
   * @throws PdfPromptError `render-crashed` when the renderer process ends, `print-failed` when Chromium refuses to
   *   print, `load-timeout` never: the deadline is kept by who owns the window, by destroying it; LastDocumentStayed when
   *   the document has not begun, and is to be rendered in another window.
   */
  async print(document: ComposedDocument, onBegin?: () => void): Promise<Printed> {
    clearTimeout(this.#leaveTimer);
    this.#hasDocument = true;
    this.#onBegin = onBegin;
    try {
      await this.#leaving;
      if (this.#isLastThere && !this.isUsable) throw new LastDocumentStayed(this.#crash);
      const printed = await this.#unlessCrashed(this.#print(document));
      if (document.scripts) this.#leaveSoon();
      return printed;
    } catch (error) {
      // Why the window has ended says more than what failed in it then.
      throw error instanceof LastDocumentStayed ? error : (this.#crash ?? error);
    } finally {
      this.#hasDocument = false;
      this.#onBegin = undefined;
      this.#server.withdraw();
    }
  }

  /** Waits for work, and no longer than the renderer lives. One at a time. */
  async #unlessCrashed<T>(work: Promise<T>): Promise<T> {
    const crashed = new Promise<never>((_resolve, reject) => {
      this.#onCrash = reject;
      if (this.#crash) reject(this.#crash);
    });
    let grace: NodeJS.Timeout | undefined;
    const unwatch = onNetworkProcessGone(() => {
      grace = setTimeout(() => this.#endLoading(), NETWORK_GRACE_MS);
    });
    try {
      return await Promise.race([work, crashed]);
    } finally {
      unwatch();
      clearTimeout(grace);
      this.#onCrash = undefined;
    }
  }

  #endLoading(): void {
    if (!this.#isLoading) return;
    this.destroy(new PdfPromptError("render-crashed", "Chromium's network process ended while something was loaded."));
  }

  /** Ends the window and its renderer process at once, whatever it is doing. */
  destroy(reason?: PdfPromptError): void {
    clearTimeout(this.#leaveTimer);
    this.#fail(reason ? this.#explain(reason) : new PdfPromptError("cancelled", "The lane was closed."));
    // An app that ends while Chromium starts a process for it ends by a signal: the window goes a moment later.
    if (!this.#isStarting) this.#end();
    else void Promise.race([this.#prepared.catch(() => undefined), sleep(START_MS)]).then(() => this.#end());
  }

  #end(): void {
    // A renderer in an endless layout answers nothing; only ending its process frees the window.
    if (!this.#isGone) this.#window.webContents.forcefullyCrashRenderer();
    if (!this.#window.isDestroyed()) this.#window.destroy();
  }

  /** Whether its page is gone, which it is a moment before the window where that was closed by a script. */
  get #isGone(): boolean {
    return this.#window.isDestroyed() || this.#window.webContents.isDestroyed();
  }

  async #print(document: ComposedDocument): Promise<Printed> {
    this.#waiting = WAITING.load;
    this.#expectRequests();
    this.#server.offerAssets(document.assets);
    const mayPrintAtOnce =
      document.lane === "fast" && document.layout === "print" && this.#fonts.mayBeThere(document.fonts);
    const printed =
      (mayPrintAtOnce ? await this.#printAtOnce(document) : undefined) ?? (await this.#printWhenReady(document));
    // What cannot be looked at is no reason to lose a PDF.
    printed.noticed.push(...(await notice(this.#page, document, printed.pdf).catch(() => [])));
    this.#documents += 1;
    if (this.#documents % DOCUMENTS_PER_COLLECTION === 0) await this.#collect();
    return printed;
  }

  /** @returns undefined where a font was missing */
  async #printAtOnce(document: ComposedDocument): Promise<Printed | undefined> {
    const startedAt = performance.now();
    this.#setMedia("screen");
    await this.#whileLoading(() => this.#inject(document.html));
    const loadedAt = performance.now();
    const pdf = await this.#printLoaded(document);
    const printMs = performance.now() - loadedAt;
    if (!(await this.#fonts.wereThere(document.fonts))) return undefined;
    return { pdf, loadMs: loadedAt - startedAt, printMs, ...readyAtOnce() };
  }

  async #printWhenReady(document: ComposedDocument): Promise<Printed> {
    this.#begunAt = performance.now();
    const isInjected = document.lane === "fast";
    // Layout before the print is then the layout of the print: fonts that only print styles use are loaded in time.
    this.#setMedia("print");
    const { readiness, noticed } = await this.#whileLoading(async () => {
      await (isInjected ? this.#inject(document.html) : this.#navigate(document));
      return this.#untilReady(document);
    });
    if (isInjected && document.layout !== "always") this.#setMedia("screen");
    const loadedAt = performance.now();
    const pdf = await this.#printLoaded(document);
    this.#fonts.learn(document.fonts);
    return { pdf, loadMs: loadedAt - this.#begunAt, printMs: performance.now() - loadedAt, readiness, noticed };
  }

  async #whileLoading<T>(load: () => Promise<T>): Promise<T> {
    this.#isLoading = true;
    const loaded = await load();
    this.#isLoading = false;
    return loaded;
  }

  async #printLoaded({ print }: ComposedDocument): Promise<Buffer> {
    this.#waiting = WAITING.print;
    return this.#window.webContents.printToPDF(toPrintOptions(print)).catch((error: unknown) => {
      throw printFailure(error, print);
    });
  }

  #untilReady(document: ComposedDocument): ReturnType<typeof untilReady> {
    return untilReady(this.#page, document, (waiting) => {
      this.#waiting = waiting;
    });
  }

  /**
   * The next document replaces this one, scripts and all: to leave it first would cost half as much again as a short one.
   * Only where none comes at once is it left.
   */
  #leaveSoon(): void {
    this.#isLastThere = true;
    this.#printedAt = performance.now();
    this.#left = new Promise((resolve) => {
      this.#onLeft = resolve;
    });
    this.#leaveTimer = setTimeout(() => void this.#leaveNow(), LEAVE_AFTER_MS).unref();
  }

  /**
   * Leaves a document that was printed and whose scripts run on, if there is one, and takes from the window what they may
   * have kept in it; what they stored belongs to an origin that comes never again. A window that cannot be left is
   * destroyed.
   */
  async #leaveNow(): Promise<void> {
    clearTimeout(this.#leaveTimer);
    if (this.#isLastThere) this.#leaving ??= this.#leave();
    await this.#leaving;
  }

  async #leave(): Promise<void> {
    const stayed = () => this.destroy(new LastDocumentStayed());
    const timer = setTimeout(stayed, LEAVE_MS);
    try {
      await this.#unlessCrashed(this.#forgetScripts());
      this.#isLeft();
    } catch {
      stayed();
    } finally {
      clearTimeout(timer);
      this.#leaving = undefined;
    }
  }

  #isLeft(): void {
    this.#isLastThere = false;
    this.#begunAt = performance.now();
    this.#requests.expectAll();
    this.#server.clearStorage();
    this.#onLeft?.();
    if (this.#begunAt - this.#printedAt > LEAVE_AFTER_MS) this.#onBegin?.();
  }

  async #forgetScripts(): Promise<void> {
    this.#isOnBlankPage = false;
    const isReplaced = await Promise.race([this.#replaceDocument(), sleep(REPLACE_MS, false, { ref: false })]);
    if (!isReplaced) {
      const { hasCome, loading } = this.#loadFromLast("about:blank");
      if (!(await hasCome)) throw new LastDocumentStayed();
      await loading;
    }
    this.#window.webContents.navigationHistory.clear();
  }

  /**
   * Replaces the document, its scripts and all they wait for by an empty one without a navigation, which would cost as
   * much as the document. That the context of the old one is gone is the only answer that no script can give; such an
   * address of its own, which would put yet another document of its own there, is stopped first.
   */
  async #replaceDocument(): Promise<boolean> {
    this.#worldId ??= await this.#createWorld();
    const expression = `stop(); location.href = "javascript:''"; new Promise(() => {})`;
    return this.#send("Runtime.evaluate", { expression, awaitPromise: true, contextId: this.#worldId }).then(
      () => false,
      (error: unknown) => /context was destroyed/i.test(String(error)),
    );
  }

  /** Lets Blink give back what its last documents left. */
  async collectGarbage(): Promise<void> {
    await this.#leaveNow();
    await this.#unlessCrashed(this.#collect());
  }

  async #collect(): Promise<void> {
    await this.#send("HeapProfiler.collectGarbage");
  }

  async #inject(html: string): Promise<void> {
    if (!this.#isOnBlankPage) await this.#loadBlankPage();
    await this.#send("Page.setDocumentContent", { frameId: this.#frameId, html });
  }

  async #navigate(document: ComposedDocument): Promise<void> {
    this.#isOnBlankPage = false;
    const offer = () => {
      const url = this.#server.offerDocument(document.html, document.scripts);
      this.#expectRequests();
      return url;
    };
    await this.#load(offer);
  }

  async #loadBlankPage(): Promise<void> {
    await this.#load(() => this.#server.blankUrl);
    await this.#window.webContents.insertCSS(HIDDEN_ON_SCREEN, { cssOrigin: "user" });
    this.#isOnBlankPage = true;
  }

  /** Navigates. Quick navigations on a handled scheme now and then fail for no reason of the document's: try twice. */
  async #load(nextUrl: () => string): Promise<void> {
    const contents = this.#window.webContents;
    const url = nextUrl();
    const loading = this.#isLastThere ? this.#loadOverLast(url) : contents.loadURL(url);
    await loading.catch(async (error: unknown) => {
      // Chromium is still telling of the failure: a navigation that began now would end the whole app.
      await nextTurn();
      if (!this.isUsable || error instanceof LastDocumentStayed) throw error;
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

  /**
   * Navigates from a document whose scripts still run. What they may do to the one that comes is to stay, and to change
   * the history that it sees: then it has not come.
   * @throws LastDocumentStayed
   */
  async #loadOverLast(url: string): Promise<void> {
    const { navigationHistory } = this.#window.webContents;
    navigationHistory.clear();
    const timer = setTimeout(() => this.destroy(new LastDocumentStayed()), LEAVE_MS);
    const { hasCome, loading } = this.#loadFromLast(url);
    const isThere = (await hasCome) && navigationHistory.length() === ENTRIES;
    clearTimeout(timer);
    if (!isThere) throw new LastDocumentStayed();
    this.#isLeft();
    await loading;
  }

  /** Navigates from a document whose scripts still run: one that they begin may pass for the end of this one. */
  #loadFromLast(url: string): { hasCome: Promise<boolean>; loading: Promise<void> } {
    const contents = this.#window.webContents;
    const navigated = new Promise<boolean>((resolve) => {
      contents.once("did-navigate", (_event, at) => resolve(at === url));
    });
    const loading = contents.loadURL(url);
    const ended = loading.then(
      () => false,
      () => false,
    );
    return { hasCome: Promise.race([navigated, ended]), loading };
  }

  #expectRequests(): void {
    this.#requests.expect(this.#isLastThere ? this.#server.origin : undefined);
  }

  /** The document at hand, as those see it who ask it something. */
  readonly #page: LoadingPage & MeasuredPage = {
    requests: this.#requests,
    evaluate: async (expression, world) => {
      if (world === "own") this.#worldId ??= await this.#createWorld();
      return this.#send<Evaluated>("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        // What the page's own world answers is never looked at.
        ...(world === "own" ? { contextId: this.#worldId, returnByValue: true } : {}),
      });
    },
    setWidth: (size) => {
      this.#setMedia("print");
      return this.#setSize(size ?? SIZE);
    },
  };

  /** Not waited for: what is sent later is done later. */
  #setMedia(media: "print" | "screen"): void {
    if (media === this.#media) return;
    this.#media = media;
    // An emulated screen would be printed, too: the screen is what there is without emulation.
    this.#send("Emulation.setEmulatedMedia", { media: media === "print" ? media : "" }).catch(() => undefined);
  }

  async #setSize(size: { width: number; height: number }): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor: 1, mobile: false });
  }

  async #createWorld(): Promise<number> {
    const world = { frameId: this.#frameId, worldName: "pdfprompt" };
    const { executionContextId } = await this.#send<{ executionContextId: number }>("Page.createIsolatedWorld", world);
    return executionContextId;
  }

  /** A deadline says what the document was waited for. */
  #explain(reason: PdfPromptError): PdfPromptError {
    if (reason.code !== "load-timeout") return reason;
    const message = `${reason.message} When it was given up, it was waiting for ${this.#waiting}.`;
    return new PdfPromptError(reason.code, message, reason.location, reason);
  }

  #send<T>(method: string, parameters?: object): Promise<T> {
    return this.#window.webContents.debugger.sendCommand(method, parameters) as Promise<T>;
  }

  /** Why the window was closed, unless it was destroyed. */
  #closedItself(): PdfPromptError {
    // What the last document asked for may be done when the next one has come.
    if (this.#documents > 0) return new LastDocumentStayed();
    const message = "The document closed its window before it was printed. Take window.close() out of its scripts.";
    return new RendererEnded("crash", message);
  }

  #fail(error: PdfPromptError): void {
    // Until the next document has come, whatever happens is the doing of the last one.
    const isOfLast = this.#hasDocument && this.#isLastThere && error.code !== "cancelled";
    this.#crash ??= isOfLast ? new LastDocumentStayed(error) : error;
    this.#onCrash?.(this.#crash);
  }
}

function tooManyRequests(): LimitError {
  return new LimitError(
    "print-failed",
    `The document asked for more than ${MOST_REQUESTS} files, so it was given up. Look for a script that never ends.`,
  );
}

/** Whether a navigation's failure is that of one to another address. */
function isOfAnother(url: string, error: unknown): boolean {
  return error instanceof Error && "url" in error && typeof error.url === "string" && error.url !== url;
}
