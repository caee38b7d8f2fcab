import { join } from "node:path";
import { BrowserWindow, nativeTheme } from "electron";
import { UI_URL } from "./ui-protocol";

const BACKGROUND = { light: "#ffffff", dark: "#1a1b1e" } as const;

/** Opens the one window of the app, sandboxed, unable to leave its page. Shown when it has something to show. */
export function openMainWindow(distFolder: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1120,
    height: 760,
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
  window.once("ready-to-show", () => window.show());
  void window.loadURL(UI_URL);
  return window;
}
