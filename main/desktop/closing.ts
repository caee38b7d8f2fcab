import { type BrowserWindow, dialog } from "electron";
import type { CloseChoice } from "../../shared/preferences";
import type { DesktopModel } from "./model";
import { t } from "./words";

const CANCEL = 2;

/**
 * What becomes of the work when the window is closed or the app quit: asked where there is some, until the user wants it no more. Either
 * way nothing is lost: what is left goes on with the next start. Only a file that is being made of a batch would be given
 * up, which is asked whatever the user wants of other work.
 * @param isToAsk whether it is asked also where the user wanted that no more
 * @returns undefined where the window stays
 */
export async function choiceOnClose(
  window: BrowserWindow,
  model: DesktopModel,
  isToAsk: boolean,
): Promise<Exclude<CloseChoice, "ask"> | undefined> {
  // As it is now: the last snapshot may be of before the last job ended.
  const { queued, claimed, pause } = model.queue.stats();
  const left = queued + claimed;
  const { isMaking } = model.batchFiles;
  const { whenClosed } = model.preferences;
  const remembered = isToAsk ? "ask" : whenClosed;
  const wanted = left === 0 || pause !== null ? "stop" : remembered;
  if (wanted === "stop") return !isMaking || (await mayGiveUpFile(window)) ? "stop" : undefined;
  if (wanted === "finish") return "finish";
  bringToFront(window);
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: "question",
    message: t("closing.question", { count: left }),
    detail: isMaking ? `${t("closing.detail")} ${t("closing.fileToo")}` : t("closing.detail"),
    buttons: [t("closing.finish"), t("closing.stop"), t("closing.cancel")],
    defaultId: 0,
    cancelId: CANCEL,
    checkboxLabel: t("closing.remember"),
    noLink: true,
  });
  if (response === CANCEL) return undefined;
  const choice = response === 0 ? "finish" : "stop";
  if (checkboxChecked) model.setPreferences({ whenClosed: choice });
  return choice;
}

/** The question belongs to it: of a minimized window nobody would see it. */
function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
}

async function mayGiveUpFile(window: BrowserWindow): Promise<boolean> {
  bringToFront(window);
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message: t("closing.file"),
    detail: t("closing.fileDetail"),
    buttons: [t("closing.giveUp"), t("closing.cancel")],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
