/** What people do with single jobs. */
import { ask, cancelJobs, handOut, retryJobs } from "./actions";
import { t } from "./i18n";
import { notifyDone, notifyInfo, offerUndo } from "./notify";
import type { Act, JobAction } from "./state/job-actions";
import { forgetRemoval, keepRemoval } from "./state/removals";

/** How much earlier or later than others a job is done with each step. */
const STEP = 10;

/** A row shows what became of it a moment after: the same is not done to it twice until then. */
const SETTLED_MS = 600;
/** What a second press would tell something false of: the first has done it. */
const DONE_ONCE: ReadonlySet<JobAction> = new Set(["retry", "cancel", "remove"]);

const ACTS: Record<JobAction, (id: number) => Promise<void>> = {
  open: (id) => handOut("openOutput", id),
  show: (id) => handOut("showOutput", id),
  retry: (id) => retryJobs([id]),
  cancel: (id) => cancelJobs([id]),
  top: (id) => moveJob(id, "top"),
  bottom: (id) => moveJob(id, "bottom"),
  earlier: (id) => shiftInTurn(id, -STEP),
  later: (id) => shiftInTurn(id, STEP),
  copyError,
  remove,
};

/** Actions and jobs, `action id`, that are under way, or whose rows do not show it yet. */
const underWay = new Set<string>();
let shifting = Promise.resolve();

export const act: Act = (action, id) => void run(action, id);

async function run(action: JobAction, id: number): Promise<void> {
  const key = `${action} ${id}`;
  if (underWay.has(key)) return;
  if (DONE_ONCE.has(action)) underWay.add(key);
  await ACTS[action](id);
  setTimeout(() => underWay.delete(key), SETTLED_MS);
}

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

/** Each step begins at what the one before it has led to. */
function shiftInTurn(id: number, by: number): Promise<void> {
  shifting = shifting.then(() => shiftPriority(id, by));
  return shifting;
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
    void undoRemoval(title, removal);
  });
  keepRemoval({ removal, undo });
}

async function undoRemoval(title: string, removal: number): Promise<void> {
  const answer = await ask("undoRemove", { removal });
  if (!answer) {
    // What could not be put back is still kept.
    offerRemovalUndo(title, removal);
    return;
  }
  const { changed } = answer.value;
  if (changed === 0) notifyInfo(t("notices.notRestored"), t("notices.notRestoredNote"));
  else notifyDone(t("notices.restored", { count: changed }));
}
