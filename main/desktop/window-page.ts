import { type BrowserWindow, dialog } from "electron";
import { EVENT_CHANNEL } from "../../shared/channels";
import type { WindowEvent } from "../../shared/ipc";
import { t } from "./words";

/** A page that ends more often than this within the time ends again at once, most likely: somebody is asked first. */
const MOST_RELOADS = 3;
const WITHIN_MS = 60_000;
const LOAD_AGAIN = 0;

interface WindowPageOptions {
  /** For the log. */
  notice: (line: string) => void;
  quit: () => void;
}

/**
 * The page of the window, which has a process of its own: where that ends, the page is loaded again, and queue and lanes
 * know nothing of it. What the page is told while it is not there comes to it as soon as it is.
 */
export class WindowPage {
  readonly #window: BrowserWindow;
  readonly #options: WindowPageOptions;
  #isThere = false;
  #waiting: WindowEvent[] = [];
  /** When it ended lately. */
  #endings: number[] = [];

  constructor(window: BrowserWindow, options: WindowPageOptions) {
    this.#window = window;
    this.#options = options;
    const { webContents } = window;
    webContents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#isThere = false;
    });
    webContents.on("dom-ready", () => this.#arrived());
    webContents.on("render-process-gone", (_event, { reason }) => this.#ended(reason));
  }

  /** Tells the page, now or when it is there. */
  tell(event: WindowEvent): void {
    if (this.#isThere) this.send(EVENT_CHANNEL, event);
    else this.#waiting.push(event);
  }

  /** Sends what a page that is not there asks for by itself when it comes. */
  send(channel: string, message: unknown): void {
    if (this.#isThere && !this.#window.isDestroyed()) this.#window.webContents.send(channel, message);
  }

  #arrived(): void {
    this.#isThere = true;
    for (const event of this.#waiting.splice(0)) this.send(EVENT_CHANNEL, event);
  }

  #ended(reason: string): void {
    this.#isThere = false;
    if (this.#window.isDestroyed()) return;
    this.#options.notice(`[window] its page ended (${reason}); the queue goes on`);
    const now = performance.now();
    this.#endings = [...this.#endings.filter((at) => now - at < WITHIN_MS), now];
    if (this.#endings.length > MOST_RELOADS) void this.#ask();
    // Not while it is still being told of its end.
    else setImmediate(() => this.#load());
  }

  #load(): void {
    if (this.#window.isDestroyed()) return;
    this.#waiting = [...this.#waiting.filter(({ kind }) => kind !== "reloaded"), { kind: "reloaded" }];
    this.#window.webContents.reload();
  }

  async #ask(): Promise<void> {
    const { response } = await dialog.showMessageBox(this.#window, {
      type: "error",
      message: t("pageEnded.title"),
      detail: t("pageEnded.detail", { times: this.#endings.length }),
      buttons: [t("pageEnded.again"), t("menu.quit")],
      defaultId: LOAD_AGAIN,
      // Whoever closes the question finds the window working.
      cancelId: LOAD_AGAIN,
      noLink: true,
    });
    this.#endings = [];
    if (response === LOAD_AGAIN) this.#load();
    else this.#options.quit();
  }
}
