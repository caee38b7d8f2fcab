/** What people have made of whole batches: one PDF, or a ZIP file. */
import type { BatchFileProgress } from "../shared/batch-files";
import type { BatchView } from "../shared/batches";
import type { BatchFileKind } from "../shared/choices";
import type { Problem } from "../shared/errors";
import { ask } from "./actions";
import { request } from "./api";
import { t } from "./i18n";
import { notifyInfo, notifyProblem } from "./notify";
import { hideMaking, notifyMade, notifyMaking } from "./notify-batch-file";
import { batchFilesStore, beginBatchFile, endBatchFile, whyNoFile } from "./state/batch-files";

/** Ids of the batches whose files this page asked for, and waits for. */
const asked = new Set<string>();

/** Has the user choose a place and makes the file; says why where that cannot be done now. */
export async function makeBatchFile(batch: BatchView, kind: BatchFileKind): Promise<void> {
  const { id } = batch;
  const why = whyNoFile(batch, batchFilesStore.getState().making);
  if (why !== null) {
    notifyInfo(t(why), batch.label);
    return;
  }
  beginBatchFile(id);
  asked.add(id);
  const answer = await request("makeBatchFile", { id, kind });
  asked.delete(id);
  endBatchFile(id);
  hideMaking(id);
  if (!answer.ok) notifyNotMade(answer.problem, id, batch.label);
  // Null when the dialog was closed without a choice: that needs no words.
  else if (answer.value) notifyMade(answer.value, showFile);
}

/**
 * Shows how far a file has come until it has ended. Of one that was asked for before the page was loaded, nothing else says
 * what came of it.
 */
export function showMaking(progress: BatchFileProgress): void {
  const { id, outcome } = progress;
  if (outcome) {
    endBatchFile(id);
    hideMaking(id);
    if (asked.has(id)) return;
    if ("made" in outcome) notifyMade(outcome.made, showFile);
    else notifyNotMade(outcome.problem, id);
    return;
  }
  if (!batchFilesStore.getState().making.has(id)) beginBatchFile(id);
  notifyMaking(progress, () => stopBatchFile(id));
}

function notifyNotMade(problem: Problem, id: string, label?: string): void {
  if (problem.code === "cancelled") notifyInfo(t("batches.files.stopped"), label);
  else notifyProblem(problem, `batch-file-${id}`);
}

function showFile(file: number): void {
  void ask("showBatchFile", { file });
}

/** Gives up what is being made of a batch. */
export function stopBatchFile(id: string): void {
  void ask("stopBatchFile", { id });
}
