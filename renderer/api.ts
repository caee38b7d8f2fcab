/** The only file that touches the bridge. Everything is answered with a Result; nothing is thrown. */
import type { ImportView } from "../shared/import";
import type { Bridge, RequestName, RequestPayload, ResponseValues, Result, Snapshot, WindowEvent } from "../shared/ipc";
import { t } from "./i18n";

declare global {
  interface Window {
    /** Put there by the preload; missing only when the page is opened outside the app. */
    pdfprompt?: Bridge;
  }
}

/** Asks the main process. A bridge that breaks off becomes a problem like any other. */
export function request<N extends RequestName>(
  name: N,
  payload: RequestPayload<N>,
): Promise<Result<ResponseValues[N]>> {
  return answered((bridge) => bridge.request(name, payload));
}

/** Queues what was dropped on the window. The files must come straight from the drop event. */
export function addDroppedFiles(files: File[]): Promise<Result<ResponseValues["addPaths"]>> {
  return answered((bridge) => bridge.addDroppedFiles(files));
}

/** Looks at what was dropped on the window before it is queued. */
export function lookAtDroppedFiles(files: File[]): ReturnType<Bridge["lookAtDroppedFiles"]> {
  return answered((bridge) => bridge.lookAtDroppedFiles(files));
}

/** Calls back with every change of what is looked at; returns a function that ends it. */
export function onImport(listener: (view: ImportView) => void): () => void {
  return window.pdfprompt?.onImport(listener) ?? (() => {});
}

/** Calls back with every snapshot; returns a function that ends it. */
export function onSnapshot(listener: (snapshot: Snapshot) => void): () => void {
  return window.pdfprompt?.onSnapshot(listener) ?? (() => {});
}

/** Calls back with what the rest of the app tells or asks; returns a function that ends it. */
export function onEvent(listener: (event: WindowEvent) => void): () => void {
  return window.pdfprompt?.onEvent(listener) ?? (() => {});
}

async function answered<T>(ask: (bridge: Bridge) => Promise<Result<T>>): Promise<Result<T>> {
  if (!window.pdfprompt) return { ok: false, problem: { code: "internal", message: t("problems.noBridge") } };
  try {
    return await ask(window.pdfprompt);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: "internal", message: t("problems.bridgeBroke", { why }) } };
  }
}
