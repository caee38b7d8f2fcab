import { type BrowserWindow, Notification, powerSaveBlocker, shell } from "electron";
import type { Snapshot } from "../../shared/ipc";
import type { BatchWatch, EndedBatch } from "./batch-watch";
import type { WindowActions } from "./menu";
import type { DesktopModel } from "./model";
import { TrayIcon } from "./tray";
import { t } from "./words";
import { ProgressSinceIdle } from "./work-progress";

/** How long a notification is worth waiting for. */
const MOST_ANSWER_MS = 15_000;

/** What the desktop around the window is told of the work: its taskbar or dock, notifications, sleep, the tray. */
export class Manners {
  readonly #window: BrowserWindow;
  readonly #progress = new ProgressSinceIdle();
  readonly #batches: BatchWatch;
  readonly #actions: WindowActions;
  /** Kept while they are shown: a notification that is collected is not clicked any more. */
  readonly #notifications = new Set<Notification>();
  /** Called when the last of them has been closed, or its click has been answered. */
  readonly #onAnswered = new Set<() => void>();
  readonly #clicked = new WeakSet<Notification>();
  #tray: TrayIcon | undefined;
  #sleepBlocker: number | undefined;

  constructor(window: BrowserWindow, model: DesktopModel, actions: WindowActions) {
    this.#window = window;
    this.#batches = model.batches;
    this.#actions = actions;
    try {
      this.#tray = new TrayIcon(actions);
    } catch {
      // There is no place for one.
    }
  }

  update(snapshot: Snapshot): void {
    const progress = this.#progress.next(snapshot.stats);
    if (!this.#window.isDestroyed()) {
      if (progress) this.#window.setProgressBar(progress.fraction, { mode: progress.mode });
      else this.#window.setProgressBar(-1);
    }
    this.#keepAwake(progress !== undefined && progress.mode !== "paused");
    this.#tray?.update(snapshot);
    for (const batch of this.#batches.ended()) this.#tell(batch);
  }

  /** Waits until no notification is shown any more: without this process nothing would come of a click. Not for long. */
  async whenAnswered(): Promise<void> {
    if (this.#notifications.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onAnswered.add(resolve);
      setTimeout(resolve, MOST_ANSWER_MS);
    });
  }

  close(): void {
    this.#keepAwake(false);
    this.#tray?.destroy();
    this.#tray = undefined;
  }

  /** No sleep in the middle of a batch; the screen may go dark. */
  #keepAwake(isWanted: boolean): void {
    if (isWanted && this.#sleepBlocker === undefined) {
      this.#sleepBlocker = powerSaveBlocker.start("prevent-app-suspension");
    } else if (!isWanted && this.#sleepBlocker !== undefined) {
      powerSaveBlocker.stop(this.#sleepBlocker);
      this.#sleepBlocker = undefined;
    }
  }

  /** Who looks at the window sees it. */
  #tell({ label, outDir, counts }: EndedBatch): void {
    if ((!this.#window.isDestroyed() && this.#window.isFocused()) || !Notification.isSupported()) return;
    const { done, failed } = counts;
    if (done + failed === 0) return;
    const notification = new Notification({
      title: failed === 0 ? t("notify.done", { count: done }) : t("notify.failed", { count: failed }),
      body: failed === 0 ? label : t("notify.body", { label, count: done }),
      silent: false,
    });
    this.#notifications.add(notification);
    notification.on("click", () => void this.#openFolder(notification, outDir));
    notification.on("close", () => {
      // Some systems close it with the click, whose folder is still being opened then.
      if (!this.#clicked.has(notification)) this.#answered(notification);
    });
    notification.show();
  }

  async #openFolder(notification: Notification, folder: string): Promise<void> {
    this.#clicked.add(notification);
    // Where there is no such folder any more, the window is better than nothing.
    if (await shell.openPath(folder)) this.#actions.show();
    this.#answered(notification);
  }

  #answered(notification: Notification): void {
    this.#notifications.delete(notification);
    if (this.#notifications.size > 0) return;
    for (const listener of this.#onAnswered) listener();
    this.#onAnswered.clear();
  }
}
