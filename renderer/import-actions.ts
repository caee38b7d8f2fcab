/** What people do with files before they are queued. */
import type { ImportChoices, ImportView } from "../shared/import";
import { addChosen, addDropped, ask, reportOutcome, shown } from "./actions";
import { lookAtDroppedFiles } from "./api";
import { dialogsClosed } from "./dialogs";
import { t } from "./i18n";
import { notifyInfo, notifyProblem } from "./notify";
import { preferencesStore } from "./preferences";
import { closeImportSheet, importStore, receiveImport, showImport } from "./state/import-store";
import { closeView } from "./state/view-store";

/** Files were dropped: queues them at once where that was chosen, else shows what is in them. */
export async function takeDropped(files: File[]): Promise<void> {
  if (preferencesStore.getState().addAtOnce) await addDropped(files);
  else lookAtDropped(files);
}

/** Files are to be chosen: queues them at once where that was chosen, else shows what is in them. */
export async function takeChosen(kind: "files" | "folder"): Promise<void> {
  if (preferencesStore.getState().addAtOnce) await addChosen(kind);
  else chooseImport(kind);
}

/** The app was opened with files: shows what is in them. */
export function takeOpened(paths: readonly string[]): void {
  showInTurn(async () => (await ask("openImport", { paths: [...paths] }))?.value);
}

/** Opens the sheet for files that were dropped. */
function lookAtDropped(files: File[]): void {
  showInTurn(async () => {
    const answer = shown(await lookAtDroppedFiles(files), "lookAtDroppedFiles");
    for (const problem of answer?.value.rejected ?? []) notifyProblem(problem, "lookAtDroppedFiles");
    return answer?.value.view;
  });
}

let turn = Promise.resolve();
let waiting = 0;

/**
 * Opens the sheet in the place of what lies over the window, which keeps what was typed. What is chosen in another sheet
 * would be lost: this one comes after it, and says so.
 */
export function showInTurn(look: () => Promise<ImportView | null | undefined>): void {
  if (waiting > 0 || importStore.getState().view) notifyInfo(t("import.comesNext"), t("import.comesNextNote"));
  waiting += 1;
  turn = turn.then(async () => {
    await sheetClosed();
    closeView();
    await dialogsClosed();
    const view = await look();
    waiting -= 1;
    if (view) showImport(view);
  });
}

/** Shows the sheet again that was open when the page ended. */
export async function showOpenImport(): Promise<void> {
  const answer = await ask("getImport", {});
  if (answer?.value) showImport(answer.value);
}

function sheetClosed(): Promise<void> {
  if (!importStore.getState().view) return Promise.resolve();
  return new Promise((resolve) => {
    const end = importStore.subscribe(({ view }) => {
      if (view) return;
      end();
      resolve();
    });
  });
}

/** Has the user choose files, and opens the sheet for them. The app may be opened with others meanwhile. */
function chooseImport(kind: "files" | "folder"): void {
  showInTurn(async () => (await ask("chooseImport", { kind }))?.value);
}

export async function changeImport({ id }: ImportView, changes: Partial<ImportChoices>): Promise<void> {
  const { view } = importStore.getState();
  // What was typed is shown at once; what comes of it follows.
  if (view?.id === id) showImport({ ...view, choices: { ...view.choices, ...changes } });
  if (await ask("changeImport", { id, changes })) return;
  const now = await ask("getImport", {});
  if (now?.value) receiveImport(now.value);
}

export async function chooseImportTemplate({ id }: ImportView): Promise<void> {
  await ask("chooseImportTemplate", { id });
}

export async function chooseImportFolder({ id }: ImportView): Promise<void> {
  await ask("chooseImportFolder", { id });
}

export async function savePreset({ id }: ImportView, name: string): Promise<void> {
  await ask("savePreset", { id, name });
}

export async function applyPreset({ id }: ImportView, name: string): Promise<void> {
  await ask("applyPreset", { id, name });
}

export async function removePreset({ id }: ImportView, name: string): Promise<void> {
  await ask("removePreset", { id, name });
}

export async function closeImport({ id }: ImportView): Promise<void> {
  closeImportSheet();
  await ask("closeImport", { id });
}

/** Queues it. The sheet goes at once: rows appear in the list while files are still read. */
export async function addImport({ id }: ImportView): Promise<void> {
  closeImportSheet();
  const answer = await ask("addImport", { id });
  if (answer) reportOutcome(answer.value);
}
