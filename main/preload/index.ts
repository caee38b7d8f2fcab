/** The typed bridge between the sandboxed window and the main process. One bundled file, without Node. */
import { contextBridge, ipcRenderer, webUtils } from "electron";
import { EVENT_CHANNEL, IMPORT_CHANNEL, REQUEST_CHANNEL, SNAPSHOT_CHANNEL } from "../../shared/channels";
import type { Problem } from "../../shared/errors";
import type { Bridge, WindowEvent } from "../../shared/ipc";

/** Events that came before the page listened. */
let early: WindowEvent[] | undefined = [];
ipcRenderer.on(EVENT_CHANNEL, (_event, event: WindowEvent) => early?.push(event));

const NOTHING_ADDED = { queued: 0, unchanged: 0, outdated: { count: 0, names: [] } };

const bridge: Bridge = {
  request: (name, payload) => ipcRenderer.invoke(REQUEST_CHANNEL, name, payload),

  async addDroppedFiles(files) {
    const { paths, rejected } = pathsOf(files);
    if (paths.length === 0) return { ok: true, value: { ...NOTHING_ADDED, rejected } };
    const result = await bridge.request("addPaths", { paths });
    if (!result.ok) return result;
    return { ok: true, value: { ...result.value, rejected: [...rejected, ...result.value.rejected] } };
  },

  async lookAtDroppedFiles(files) {
    const { paths, rejected } = pathsOf(files);
    if (paths.length === 0) return { ok: true, value: { view: null, rejected } };
    const result = await bridge.request("openImport", { paths });
    return result.ok ? { ok: true, value: { view: result.value, rejected } } : result;
  },

  onImport: (listener) => listen(IMPORT_CHANNEL, listener),
  onSnapshot: (listener) => listen(SNAPSHOT_CHANNEL, listener),

  onEvent(listener) {
    for (const event of early ?? []) listener(event);
    early = undefined;
    return listen(EVENT_CHANNEL, listener);
  },
};

/** Calls back with every message of a channel; returns a function that ends it. */
function listen<T>(channel: string, listener: (message: T) => void): () => void {
  const forward = (_event: unknown, message: T) => listener(message);
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.off(channel, forward);
  };
}

function pathsOf(files: File[]): { paths: string[]; rejected: Problem[] } {
  const found = files.map((file) => ({ name: file.name, path: webUtils.getPathForFile(file) }));
  return {
    paths: found.map(({ path }) => path).filter((path) => path !== ""),
    rejected: found.filter(({ path }) => path === "").map(({ name }) => withoutPath(name)),
  };
}

/** Only files that the system handed over have a path; an image dragged out of a web page has none. */
function withoutPath(name: string): Problem {
  return {
    code: "input-unreadable",
    message: `"${name}" is not a file on this computer, so there is nothing to read. Save it first, then drop the file.`,
  };
}

contextBridge.exposeInMainWorld("pdfprompt", bridge);
