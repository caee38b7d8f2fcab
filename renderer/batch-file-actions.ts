/** What people have made of whole batches: one PDF, or a ZIP file. */
import type { BatchFileProgress } from "../shared/batch-files";
import type { BatchView } from "../shared/batches";
import type { BatchFileKind } from "../shared/choices";
import { ask } from "./actions";
import { request } from "./api";
import { t } from "./i18n";
import { notifyInfo, notifyProblem } from "./notify";
import { hideMaking, notifyMade, notifyMaking } from "./notify-batch-file";
import { batchFilesStore, beginBatchFile, endBatchFile, whyNoFile } from "./state/batch-files";

/** Has the user choose a place and makes the file; says why where that cannot be done now. */
export async function makeBatchFile(batch: BatchView, kind: BatchFileKind): Promise<void> {
  const { id } = batch;
  const why = whyNoFile(batch, batchFilesStore.getState().making);
  if (why !== null) {
    notifyInfo(t(why), batch.label);
    return;
  }
  beginBatchFile(id);
  const answer = await request("makeBatchFile", { id, kind });
  endBatchFile(id);
  hideMaking(id);
  if (answer.ok) {
    // Null when the dialog was closed without a choice: that needs no words.
    if (answer.value) notifyMade(answer.value, (file) => void ask("showBatchFile", { file }));
  } else if (answer.problem.code === "cancelled") notifyInfo(t("batches.files.stopped"), batch.label);
  else notifyProblem(answer.problem, `batch-file-${id}`);
}

/** Shows how far a file has come, also one that was asked for before the page was loaded, until it has ended. */
export function showMaking(progress: BatchFileProgress): void {
  const { id, hasEnded } = progress;
  if (hasEnded) {
    endBatchFile(id);
    hideMaking(id);
    return;
  }
  if (!batchFilesStore.getState().making.has(id)) beginBatchFile(id);
  notifyMaking(progress, () => stopBatchFile(id));
}

/** Gives up what is being made of a batch. */
export function stopBatchFile(id: string): void {
  void ask("stopBatchFile", { id });
}
