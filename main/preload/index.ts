/** The typed bridge between the sandboxed window and the main process. One bundled file, without Node. */
import { contextBridge, ipcRenderer, webUtils } from "electron";
import { REQUEST_CHANNEL, SNAPSHOT_CHANNEL } from "../../shared/channels";
import type { Problem } from "../../shared/errors";
import type { Bridge, Snapshot } from "../../shared/ipc";

const bridge: Bridge = {
  request: (name, payload) => ipcRenderer.invoke(REQUEST_CHANNEL, name, payload),

  async addDroppedFiles(files) {
    const found = files.map((file) => ({ name: file.name, path: webUtils.getPathForFile(file) }));
    const paths = found.map(({ path }) => path).filter((path) => path !== "");
    const rejected = found.filter(({ path }) => path === "").map(({ name }) => withoutPath(name));
    if (paths.length === 0) return { ok: true, value: { queued: 0, unchanged: 0, rejected } };
    const result = await bridge.request("addPaths", { paths });
    if (!result.ok) return result;
    return { ok: true, value: { ...result.value, rejected: [...rejected, ...result.value.rejected] } };
  },

  onSnapshot(listener) {
    const forward = (_event: unknown, snapshot: Snapshot) => listener(snapshot);
    ipcRenderer.on(SNAPSHOT_CHANNEL, forward);
    return () => {
      ipcRenderer.off(SNAPSHOT_CHANNEL, forward);
    };
  },
};

/** Only files that the system handed over have a path; an image dragged out of a web page has none. */
function withoutPath(name: string): Problem {
  return {
    code: "input-unreadable",
    message: `"${name}" is not a file on this computer, so there is nothing to read. Save it first, then drop the file.`,
  };
}

contextBridge.exposeInMainWorld("pdfprompt", bridge);
