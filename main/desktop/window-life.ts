import { app, type BrowserWindow } from "electron";
import type { Snapshot } from "../../shared/ipc";
import { choiceOnClose } from "./closing";
import type { DesktopModel } from "./model";

/** How the window and the work end together: what runs is put back or finished, and only then does the process end. */
export class WindowLife {
  readonly #window: BrowserWindow;
  readonly #model: DesktopModel;
  readonly #onEnd: (() => void)[] = [];
  #isEnding = false;
  #isAsking = false;
  /** The window is hidden, and the app ends with the work. */
  #isFinishing = false;
  /** Who quits while the work is being finished does not want that any more, whatever is wanted otherwise. */
  #isToAsk = false;
  #isEndingSoon = false;
  /** What the app is to be started with again once it has ended; undefined where nobody wants it. */
  #startWith: string[] | undefined;
  #whenAnswered = async (): Promise<void> => undefined;

  constructor(window: BrowserWindow, model: DesktopModel) {
    this.#window = window;
    this.#model = model;
    window.on("close", (event) => {
      if (this.#isEnding) return;
      event.preventDefault();
      void this.#close();
    });
    window.on("closed", () => this.end());
    // Only what ends the app from outside, such as a signal or the end of the session: there is no time for questions.
    app.on("before-quit", (event) => {
      event.preventDefault();
      if (!window.isDestroyed()) window.hide();
      this.end();
    });
  }

  /** Called once, before the process ends. */
  onEnd(listener: () => void): void {
    this.#onEnd.push(listener);
  }

  /** Given what waits until the notifications that are shown were answered: an app that ended with the work ends after it. */
  endAfter(whenAnswered: () => Promise<void>): void {
    this.#whenAnswered = whenAnswered;
  }

  show(): void {
    if (this.#isEnding || this.#window.isDestroyed()) return;
    this.#isFinishing = false;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** The user wants the app to end: as if the window was closed. */
  quit(): void {
    if (this.#isFinishing) {
      this.#isToAsk = true;
      this.show();
    }
    if (this.#window.isDestroyed()) this.end();
    else this.#window.close();
  }

  /** Ends the app when the work that was to be finished is; shows the window again where it stands still. */
  update({ stats, isReading }: Snapshot): void {
    if (!this.#isFinishing) return;
    if (stats.pause?.kind === "disk-full") this.show();
    else if (stats.queued + stats.claimed === 0 && !isReading) void this.#endWhenAnswered();
  }

  /** Ends the app. What runs is put back in the queue. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    for (const listener of this.#onEnd) listener();
    void this.#model.close().finally(() => {
      if (this.#startWith) app.relaunch({ args: argumentsWith(this.#startWith) });
      app.exit(0);
    });
  }

  /**
   * Where the app is ending, starts it again after that: who opens a file then has it opened.
   * @param files absolute paths
   * @returns whether it is ending
   */
  startAgainWith(files: readonly string[]): boolean {
    if (this.#isEnding) this.#startWith = [...(this.#startWith ?? []), ...files];
    return this.#isEnding;
  }

  /**
   * Ends the app when the files are made that are being made of batches and what was told of them is answered, unless the
   * window is shown again meanwhile or there is more work.
   */
  async #endWhenAnswered(): Promise<void> {
    if (this.#isEndingSoon) return;
    this.#isEndingSoon = true;
    await this.#model.batchFiles.whenMade();
    await this.#whenAnswered();
    this.#isEndingSoon = false;
    const { stats, isReading } = this.#model.snapshot();
    if (this.#isFinishing && stats.queued + stats.claimed === 0 && !isReading) this.end();
  }

  async #close(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const choice = await choiceOnClose(this.#window, this.#model, this.#isToAsk).finally(() => {
      this.#isAsking = false;
      this.#isToAsk = false;
    });
    if (choice === undefined) return;
    this.#window.hide();
    if (choice === "stop") this.end();
    else this.#isFinishing = true;
  }
}

/** Arguments of a start of this app with files: up to `--` they are Electron's, as `userArguments` reads them. */
function argumentsWith(files: readonly string[]): string[] {
  const separator = process.argv.indexOf("--");
  if (app.isPackaged && separator === -1) return ["window", ...files];
  return [...process.argv.slice(1, separator === -1 ? undefined : separator), "--", "window", ...files];
}
