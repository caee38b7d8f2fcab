import { join } from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import { UI_URL } from "./ui-protocol";
import { isReachable, readWindowState, writeWindowState } from "./window-state";

const BACKGROUND = { light: "#ffffff", dark: "#1a1b1e" } as const;

const SIZE = { width: 1120, height: 760 } as const;

/**
 * Opens the one window of the app, sandboxed, unable to leave its page. Shown when it has something to show, where it was
 * when it was closed.
 * @param stateFile keeps where that is
 */
export function openMainWindow(distFolder: string, stateFile: string): BrowserWindow {
  const kept = readWindowState(stateFile);
  const isThere = kept !== undefined && isReachable(kept, screenAreas());
  const window = new BrowserWindow({
    ...(isThere ? { x: kept.x, y: kept.y, width: kept.width, height: kept.height } : SIZE),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: "PDFPrompt",
    // No white flash before the first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(distFolder, "preload", "index.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  webContents.on("will-navigate", (event) => event.preventDefault());
  webContents.on("will-frame-navigate", (event) => event.preventDefault());
  webContents.on("will-redirect", (event) => event.preventDefault());
  webContents.session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  webContents.session.setPermissionCheckHandler(() => false);
  webContents.session.setDevicePermissionHandler(() => false);
  webContents.session.on("will-download", (event) => event.preventDefault());
  if (kept?.isMaximized) window.maximize();
  const keepState = () => {
    if (window.isDestroyed()) return;
    writeWindowState(stateFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  window.on("close", keepState);
  app.on("before-quit", keepState);
  window.once("ready-to-show", () => window.show());
  void window.loadURL(UI_URL);
  return window;
}

function screenAreas(): Electron.Rectangle[] {
  return screen.getAllDisplays().map(({ workArea }) => workArea);
}
