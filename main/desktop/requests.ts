import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BrowserWindow, clipboard, dialog, ipcMain, shell } from "electron";
import { z } from "zod";
import { REQUEST_CHANNEL } from "../../shared/channels";
import { PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import {
  type RequestName,
  type ResponseValues,
  type Result,
  requestSchemas,
  type ShownPreferences,
} from "../../shared/ipc";
import type { MissingPdf } from "../../shared/job";
import { batchFileHandlers } from "./batch-file-requests";
import { batchHandlers } from "./batch-requests";
import { dragIcon } from "./drag-icon";
import { galleryHandlers } from "./gallery/requests";
import { importHandlers } from "./import/requests";
import { jobListHandlers } from "./job-list-requests";
import { jobHandlers } from "./job-requests";
import type { DesktopModel } from "./model";
import { openPath } from "./open-path";
import { presetHandlers } from "./preset-requests";
import { isUiUrl } from "./ui-protocol";
import { watchHandlers } from "./watch-requests";
import { applyPreferences, t } from "./words";

type Payloads = { [N in RequestName]: z.output<(typeof requestSchemas)[N]> };
export type Handlers = { [N in RequestName]: (payload: Payloads[N]) => Promise<ResponseValues[N]> | ResponseValues[N] };

const inputFilters = () => [
  {
    name: t("dialogs.prompts"),
    extensions: ["md", "markdown", "txt", "html", "htm", "json", "jsonl", "ndjson", "csv", "tsv"],
  },
  { name: t("dialogs.allFiles"), extensions: ["*"] },
];

/** Answers the window's requests until the returned function is called. Only `window` is answered. */
export function answerRequests(window: BrowserWindow, model: DesktopModel, samplesFolder: string): () => void {
  const handlers = handlersFor(window, model, samplesFolder);
  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, payload: unknown): Promise<Result<unknown>> => {
    // Lanes are windows, too: whoever is not the main frame of the main window is refused.
    const { senderFrame } = event;
    const isOfWindow = !window.isDestroyed() && event.sender === window.webContents;
    const isTrusted = isOfWindow && senderFrame?.parent === null && isUiUrl(senderFrame.url);
    if (!isTrusted) return refuse("The request did not come from the app's window.");
    if (typeof name !== "string" || !Object.hasOwn(requestSchemas, name)) return refuse("There is no such request.");
    return answer(handlers, name as RequestName, payload);
  });
  return () => ipcMain.removeHandler(REQUEST_CHANNEL);
}

async function answer<N extends RequestName>(handlers: Handlers, name: N, payload: unknown): Promise<Result<unknown>> {
  const parsed = requestSchemas[name].safeParse(payload);
  if (!parsed.success) return refuse(`The request ${name} is not valid: ${z.prettifyError(parsed.error)}`);
  try {
    return { ok: true, value: await handlers[name](parsed.data as Payloads[N]) };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}

function refuse(message: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code: "input-invalid", message } };
}

function handlersFor(window: BrowserWindow, model: DesktopModel, samplesFolder: string): Handlers {
  const outputOf = (id: number): string => {
    const job = model.queue.job(id);
    if (job?.state !== "done") throw new PdfPromptError("input-invalid", t("problems.noPdf"));
    return join(job.outDir, job.name);
  };
  /** Does something with a job's PDF where that is still there. */
  const withOutput = async (id: number, use: (path: string) => unknown): Promise<MissingPdf | null> => {
    const path = outputOf(id);
    if (!existsSync(path)) return { missing: path };
    await use(path);
    return null;
  };
  const chooseInputs = async (kind: "files" | "folder") => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: t(kind === "files" ? "dialogs.addFiles" : "dialogs.addFolder"),
      buttonLabel: t("dialogs.add"),
      properties: kind === "files" ? ["openFile", "multiSelections"] : ["openDirectory"],
      ...(kind === "files" ? { filters: inputFilters() } : {}),
    });
    return canceled ? null : filePaths;
  };
  const shown = (): ShownPreferences => {
    const { preferences, speed } = model;
    return { ...preferences, spoken: applyPreferences(preferences), speed };
  };
  return {
    addPaths: ({ paths }) => model.add(paths),
    addSamples: ({ group }) => model.add([join(samplesFolder, group)]),
    chooseInputs: async ({ kind }) => {
      const paths = await chooseInputs(kind);
      return paths && model.add(paths);
    },
    ...importHandlers(window, model, chooseInputs),
    chooseOutputFolder: async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: t("dialogs.outputFolder"),
        buttonLabel: t("dialogs.useFolder"),
        defaultPath: model.outputFolder,
        properties: ["openDirectory", "createDirectory"],
      });
      const [folder] = filePaths;
      if (canceled || !folder) return null;
      model.setOutputFolder(folder);
      return folder;
    },
    openOutputFolder: async () => openPath(await model.ensureOutputFolder()),
    openOutput: ({ id }) => withOutput(id, openPath),
    showOutput: ({ id }) => withOutput(id, (path) => shell.showItemInFolder(path)),
    startDrag: ({ id }) => withOutput(id, (file) => window.webContents.startDrag({ file, icon: dragIcon() })),
    ...jobHandlers(model, outputOf),
    ...jobListHandlers(window, model),
    ...batchHandlers(model),
    ...batchFileHandlers(window, model),
    ...galleryHandlers(window, model, chooseInputs),
    ...presetHandlers(model),
    ...watchHandlers(window, model),
    getPreferences: () => shown(),
    setPreferences: (changes) => {
      // A key that is there but undefined changes nothing.
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      model.setPreferences(Object.fromEntries(given));
      return shown();
    },
    getSnapshot: () => model.snapshot(),
    pause: ({ kind }) => model.pause(kind),
    resume: () => model.resume(),
    retry: ({ ids }) => model.retry(ids),
    cancel: ({ ids }) => model.cancel(ids),
    getApi: () => model.api.state,
    setApi: ({ on }) => model.api.set(on),
    copyApiToken: () => {
      const { token } = model.api.state;
      if (token === null) throw new PdfPromptError("input-invalid", "Programs are not answered: there is no token.");
      clipboard.writeText(token);
      return null;
    },
  };
}
