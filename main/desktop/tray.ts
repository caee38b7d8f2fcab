import { Menu, nativeImage, Tray } from "electron";
import type { Snapshot } from "../../shared/ipc";
import type { WindowActions } from "./menu";
import { t } from "./words";

const SIZE = 32;

/**
 * The app's place in the notification area: how the work stands in its tooltip, and what is needed most in its menu.
 * Systems without such an area show nothing, and lose nothing that the window does not have.
 */
export class TrayIcon {
  readonly #tray: Tray;
  readonly #actions: WindowActions;
  #shown = "";

  constructor(actions: WindowActions) {
    this.#actions = actions;
    this.#tray = new Tray(pageImage());
    this.#tray.on("click", () => actions.show());
  }

  update({ stats, pdfsPerSecond }: Snapshot): void {
    const left = stats.queued + stats.claimed;
    const isPaused = stats.pause !== null;
    const state = left === 0 ? t("tray.idle") : t(isPaused ? "tray.paused" : "tray.working", { count: left });
    const rate =
      left > 0 && !isPaused && pdfsPerSecond > 0 ? ` · ${t("tray.rate", { rate: rounded(pdfsPerSecond) })}` : "";
    const tip = `${t("appName")}: ${state}${rate}`;
    const shown = `${tip} ${isPaused}`;
    // A menu that is made anew closes the one that is open.
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setToolTip(tip);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: state, enabled: false },
        { type: "separator" },
        { label: t("tray.show"), click: () => this.#actions.show() },
        { label: t(isPaused ? "toolbar.resume" : "toolbar.pause"), click: () => this.#actions.togglePause() },
        { label: t("toolbar.openFolder"), click: () => this.#actions.command("openOutputFolder") },
        { type: "separator" },
        { label: t("tray.quit"), click: () => this.#actions.quit() },
      ]),
    );
  }

  destroy(): void {
    this.#tray.destroy();
  }
}

function rounded(rate: number): number {
  return rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
}

/** A sheet of paper with a turned corner and three lines, as 32-bit pixels: blue, green, red, alpha. */
function pageImage(): Electron.NativeImage {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  const fill = (
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    [red, green, blue]: readonly [number, number, number],
  ) => {
    for (let y = y0; y < y1; y += 1) {
      for (let x = x0; x < x1; x += 1) pixels.set([blue, green, red, 255], (y * SIZE + x) * 4);
    }
  };
  fill(6, 2, 26, 30, [34, 113, 214]);
  fill(8, 4, 24, 28, [255, 255, 255]);
  fill(18, 2, 26, 10, [34, 113, 214]);
  for (const y of [13, 18, 23]) fill(11, y, 21, y + 2, [34, 113, 214]);
  return nativeImage.createFromBitmap(pixels, { width: SIZE, height: SIZE, scaleFactor: 2 });
}
