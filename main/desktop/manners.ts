import { type BrowserWindow, Notification, powerSaveBlocker, shell } from "electron";
import type { Snapshot } from "../../shared/ipc";
import type { BatchWatch, EndedBatch } from "./batch-watch";
import type { WindowActions } from "./menu";
import type { DesktopModel } from "./model";
import { TrayIcon } from "./tray";
import { t } from "./words";
import { ProgressSinceIdle } from "./work-progress";

/** What the desktop around the window is told of the work: its taskbar or dock, notifications, sleep, the tray. */
export class Manners {
  readonly #window: BrowserWindow;
  readonly #progress = new ProgressSinceIdle();
  readonly #batches: BatchWatch;
  readonly #actions: WindowActions;
  /** Kept while they are shown: a notification that is collected is not clicked any more. */
  readonly #notifications = new Set<Notification>();
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
    notification.on("close", () => this.#notifications.delete(notification));
    notification.on("click", () => {
      this.#notifications.delete(notification);
      if (failed === 0) void shell.openPath(outDir);
      else this.#actions.show();
    });
    notification.show();
  }
}
