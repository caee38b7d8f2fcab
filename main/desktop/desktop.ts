import { join } from "node:path";
import { app, type BrowserWindow, dialog, Menu } from "electron";
import { IMPORT_CHANNEL, SNAPSHOT_CHANNEL } from "../../shared/channels";
import { readLogEnvironment } from "../../shared/log";
import { EnvironmentError, readEnvironment } from "../../shared/settings";
import { openLog } from "../log";
import { Queue } from "../queue";
import { openMainWindow } from "./main-window";
import { DesktopModel } from "./model";
import { answerRequests } from "./requests";
import { serveUi } from "./ui-protocol";
import { applyPreferences } from "./words";

const BAD_SETTINGS_EXIT_CODE = 2;

/** Opens the window and works on the user's queue until it is closed. */
export function startDesktop({ mainFolder }: { mainFolder: string }): void {
  // A second start shows the window that is open: two would work on one queue without knowing of each other.
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app
    .whenReady()
    .then(() => open(mainFolder))
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      process.stderr.write(`error: ${message}\n`);
      // Without a terminal nobody would see it.
      if (!(error instanceof EnvironmentError)) dialog.showErrorBox("PDFPrompt cannot start", message);
      app.exit(BAD_SETTINGS_EXIT_CODE);
    });
}

function open(mainFolder: string): void {
  const distFolder = join(mainFolder, "..");
  const environment = readEnvironment(process.env);
  const log = openLog(readLogEnvironment(process.env), { stderrLevel: "warn" });
  const model = new DesktopModel({
    log: log.engine,
    settings: { ...environment, workerConcurrency: environment.workerConcurrency ?? "auto" },
    queue: new Queue(join(app.getPath("userData"), "queue.db")),
    mainFolder,
    preferencesFile: join(app.getPath("userData"), "preferences.json"),
    defaultOutputFolder: join(app.getPath("documents"), "PDFPrompt"),
  });
  applyPreferences(model.preferences);
  serveUi(join(distFolder, "renderer"));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu()));
  const samplesFolder = join(app.isPackaged ? process.resourcesPath : app.getAppPath(), "examples", "quickstart");
  const window = openMainWindow(distFolder);
  answerRequests(window, model, samplesFolder);
  model.watch((snapshot) => {
    if (!window.isDestroyed()) window.webContents.send(SNAPSHOT_CHANNEL, snapshot);
  });
  model.imports.watch((view) => {
    if (!window.isDestroyed()) window.webContents.send(IMPORT_CHANNEL, view);
  });
  app.on("second-instance", () => show(window));
  closeTogether(window, model);
}

/** The window and the work end together: what runs is put back, and only then does the process end. */
function closeTogether(window: BrowserWindow, model: DesktopModel): void {
  let isClosing = false;
  const close = () => {
    if (isClosing) return;
    isClosing = true;
    void model.close().finally(() => app.exit(0));
  };
  window.on("closed", close);
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (!window.isDestroyed()) window.hide();
    close();
  });
}

function show(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

function menu(): Electron.MenuItemConstructorOptions[] {
  return [
    ...(process.platform === "darwin" ? [{ role: "appMenu" as const }] : []),
    { role: "fileMenu" },
    { role: "editMenu" },
    {
      label: "View",
      submenu: [
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen" },
      ],
    },
    { role: "windowMenu" },
  ];
}
