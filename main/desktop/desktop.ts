import { join } from "node:path";
import { app, BrowserWindow, dialog } from "electron";
import { IMPORT_CHANNEL, SNAPSHOT_CHANNEL } from "../../shared/channels";
import { toProblem } from "../../shared/errors";
import type { AddOutcome, WindowEvent } from "../../shared/ipc";
import { readLogEnvironment } from "../../shared/log";
import { EnvironmentError, readEnvironment } from "../../shared/settings";
import { openLog } from "../log";
import { Queue } from "../queue";
import { openMainWindow } from "./main-window";
import { Manners } from "./manners";
import { setMenu, type WindowActions } from "./menu";
import { DesktopModel } from "./model";
import { readPreferences } from "./preferences";
import { answerRequests } from "./requests";
import { speedRules } from "./speed";
import { serveUi } from "./ui-protocol";
import { WindowLife } from "./window-life";
import { WindowPage } from "./window-page";
import { applyPreferences, onLanguage, t } from "./words";

const BAD_SETTINGS_EXIT_CODE = 2;
/** From the first frame of the page until lanes and threads are opened: by then its rows are drawn. */
const WINDOW_FIRST_MS = 500;
/** The same from the start, whatever becomes of the window. */
const WINDOW_LATE_MS = 5000;

export interface DesktopOptions {
  mainFolder: string;
  /** Absolute paths of what the app was opened with. */
  files: readonly string[];
  /** Given the window, which is being loaded, and what is behind it. */
  onOpen?: (window: BrowserWindow, model: DesktopModel) => void;
}

/** Opens the window and works on the user's queue until it is closed. */
export function startDesktop({ mainFolder, files, onOpen }: DesktopOptions): void {
  // A second start shows the window that is open: two would work on one queue without knowing of each other.
  if (!app.requestSingleInstanceLock({ files })) {
    app.exit(0);
    return;
  }
  // macOS tells of opened files so, also before the app is ready.
  const opened: string[] = [...files];
  let onOpened = (paths: readonly string[]): void => {
    opened.push(...paths);
  };
  app.on("open-file", (event, path) => {
    event.preventDefault();
    onOpened([path]);
  });
  app
    .whenReady()
    .then(() => {
      const { addOpened } = open(mainFolder, onOpen);
      onOpened = addOpened;
      if (opened.length > 0) addOpened(opened);
    })
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      // It is opened first, and nothing is behind it now.
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
      process.stderr.write(`error: ${message}\n`);
      // Without a terminal nobody would see it.
      if (!(error instanceof EnvironmentError)) dialog.showErrorBox(t("problems.cannotStart"), message);
      app.exit(BAD_SETTINGS_EXIT_CODE);
    });
}

function open(mainFolder: string, onOpen: DesktopOptions["onOpen"]): { addOpened: (paths: readonly string[]) => void } {
  const distFolder = join(mainFolder, "..");
  const environment = readEnvironment(process.env);
  const log = openLog(readLogEnvironment(process.env), { stderrLevel: "warn" });
  const examples = join(app.isPackaged ? process.resourcesPath : app.getAppPath(), "examples");
  const preferencesFile = join(app.getPath("userData"), "preferences.json");
  serveUi(join(distFolder, "renderer"));
  const preferences = readPreferences(preferencesFile);
  applyPreferences(preferences);
  // Before the queue is opened: the process of the page starts meanwhile.
  const window = openMainWindow(distFolder, join(app.getPath("userData"), "window.json"));
  const model = new DesktopModel({
    log: log.engine,
    settings: environment,
    speed: speedRules(environment, process.env),
    queue: new Queue(join(app.getPath("userData"), "queue.db")),
    mainFolder,
    preferencesFile,
    preferences,
    templateSamplesFolder: join(examples, "templates"),
    defaultOutputFolder: join(app.getPath("documents"), "PDFPrompt"),
  });
  answerRequests(window, model, examples);
  onOpen?.(window, model);
  window.once("ready-to-show", () => setTimeout(() => model.begin(), WINDOW_FIRST_MS));
  // A window that is never ready keeps no work from being done.
  setTimeout(() => model.begin(), WINDOW_LATE_MS);
  const page = new WindowPage(window, { notice: log.engine.notice, quit: () => life.quit() });
  const tell = (event: WindowEvent) => page.tell(event);
  model.gallery.watch((template) => tell({ kind: "template-changed", template }));
  model.batchFiles.watch((progress) => tell({ kind: "batch-file", progress }));
  model.watched.watchFailed((file) => tell({ kind: "file-failed", file }));
  const life = new WindowLife(window, model);
  const actions: WindowActions = {
    show: () => life.show(),
    command: (command) => {
      life.show();
      tell({ kind: "command", command });
    },
    togglePause: () => {
      try {
        if (model.snapshot().stats.pause === null) model.pause("finish");
        else model.resume();
      } catch (error) {
        life.show();
        tell({ kind: "problem", problem: toProblem(error) });
      }
    },
    quit: () => life.quit(),
  };
  let isPaused = model.snapshot().stats.pause !== null;
  setMenu(actions, isPaused);
  onLanguage(() => setMenu(actions, isPaused));
  const manners = new Manners(window, model, actions);
  life.onEnd(() => manners.close());
  life.endAfter(() => manners.whenAnswered());
  model.watch((snapshot) => {
    page.send(SNAPSHOT_CHANNEL, snapshot);
    const isPausedNow = snapshot.stats.pause !== null;
    if (isPausedNow !== isPaused) {
      isPaused = isPausedNow;
      setMenu(actions, isPaused);
    }
    manners.update(snapshot);
    life.update(snapshot);
  });
  model.imports.watch((view) => page.send(IMPORT_CHANNEL, view));
  const addOpened = (paths: readonly string[]) => {
    if (life.startAgainWith(paths)) return;
    life.show();
    if (!model.preferences.addAtOnce) {
      tell({ kind: "opened", paths });
      return;
    }
    void model
      .add(paths)
      .then((outcome: AddOutcome) => tell({ kind: "added", outcome }))
      .catch((error: unknown) => tell({ kind: "problem", problem: toProblem(error) }));
  };
  app.on("second-instance", (_event, _args, _cwd, data) => {
    const { files } = data as { files: string[] };
    if (files.length > 0) addOpened(files);
    else if (!life.startAgainWith([])) life.show();
  });
  return { addOpened };
}
