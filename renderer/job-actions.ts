/** What people do with single jobs. */
import { ask, cancelJobs, handOut, retryJobs } from "./actions";
import { t } from "./i18n";
import { notifyDone, notifyInfo, offerUndo } from "./notify";
import type { Act, JobAction } from "./state/job-actions";
import { forgetRemoval, keepRemoval } from "./state/removals";

/** How much earlier or later than others a job is done with each step. */
const STEP = 10;

const ACTS: Record<JobAction, (id: number) => Promise<void>> = {
  open: (id) => handOut("openOutput", id),
  show: (id) => handOut("showOutput", id),
  retry: (id) => retryJobs([id]),
  cancel: (id) => cancelJobs([id]),
  top: (id) => moveJob(id, "top"),
  bottom: (id) => moveJob(id, "bottom"),
  earlier: (id) => shiftPriority(id, -STEP),
  later: (id) => shiftPriority(id, STEP),
  copyError,
  remove,
};

export const act: Act = (action, id) => void ACTS[action](id);

/** The pointer drags a PDF out of the window. */
export function dragOut(id: number): void {
  void handOut("startDrag", id);
}

async function moveJob(id: number, to: "top" | "bottom"): Promise<void> {
  const answer = await ask("moveJobs", { ids: [id], to });
  if (!answer) return;
  if (answer.value.changed === 0) notifyInfo(t("notices.notWaiting"));
  else notifyDone(t(to === "top" ? "notices.movedToTop" : "notices.movedToBottom"));
}

async function shiftPriority(id: number, by: number): Promise<void> {
  const job = await ask("inspectJob", { id });
  if (!job) return;
  const priority = Math.max(-100, Math.min(100, job.value.priority + by));
  const answer = await ask("setPriority", { ids: [id], priority });
  if (!answer) return;
  if (answer.value.changed === 0) notifyInfo(t("notices.notWaiting"));
  else notifyDone(t("notices.priority", { priority }));
}

async function copyError(id: number): Promise<void> {
  if (await ask("copyError", { id })) notifyDone(t("notices.copied"));
}

async function remove(id: number): Promise<void> {
  const answer = await ask("removeJobs", { ids: [id] });
  if (!answer) return;
  const { removed, removal } = answer.value;
  if (removed === 0) notifyInfo(t("notices.notRemoved"));
  else offerRemovalUndo(t("notices.removed", { count: removed }), removal);
}

/** Says what was removed and offers to put it back: in the notice while that is there, by key for as long as it is kept. */
export function offerRemovalUndo(title: string, removal: number): void {
  const undo = offerUndo(title, () => {
    forgetRemoval(removal);
    void undoRemoval(removal);
  });
  keepRemoval({ removal, undo });
}

async function undoRemoval(removal: number): Promise<void> {
  const answer = await ask("undoRemove", { removal });
  if (!answer) return;
  const { changed } = answer.value;
  if (changed === 0) notifyInfo(t("notices.notRestored"), t("notices.notRestoredNote"));
  else notifyDone(t("notices.restored", { count: changed }));
}
