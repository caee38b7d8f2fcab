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

/** Has the user choose a place and begins to make the file; says why where that cannot be done now. */
export async function makeBatchFile(batch: BatchView, kind: BatchFileKind): Promise<void> {
  const { id } = batch;
  const why = whyNoFile(batch, batchFilesStore.getState().making);
  if (why !== null) {
    notifyInfo(t(why), batch.label);
    return;
  }
  beginBatchFile(id);
  const answer = await request("makeBatchFile", { id, kind });
  // What was begun may have ended before this answer came. A dialog that was closed without a choice needs no words.
  if (answer.ok && answer.value) return;
  endBatchFile(id);
  if (!answer.ok) notifyProblem(answer.problem, problemId(id));
}

/** Shows how far a file has come until it has ended, then what came of it. */
export function showMaking(progress: BatchFileProgress): void {
  const { id, label, outcome } = progress;
  if (outcome) {
    endBatchFile(id);
    hideMaking(id);
    if ("made" in outcome) notifyMade(outcome.made, showFile);
    else if (outcome.problem.code === "cancelled") notifyInfo(t("batches.files.stopped"), label);
    else notifyProblem(outcome.problem, problemId(id));
    return;
  }
  if (!batchFilesStore.getState().making.has(id)) beginBatchFile(id);
  notifyMaking(progress, () => stopBatchFile(id));
}

const problemId = (id: string) => `batch-file-${id}`;

function showFile(file: number): void {
  void ask("showBatchFile", { file });
}

/** Gives up what is being made of a batch. */
export function stopBatchFile(id: string): void {
  void ask("stopBatchFile", { id });
}
