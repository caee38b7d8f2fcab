/** What people do with many jobs at once. */
import type { BulkChange, BulkOutcome, JobSelection } from "../shared/job-list";
import { ask, handOutMany } from "./actions";
import { t } from "./i18n";
import { offerRemovalUndo } from "./job-actions";
import { notifyDone, notifyInfo, wayBackOfCancelled } from "./notify";
import type { BulkAction } from "./state/bulk-actions";

/** Priorities that are given to many; one by one they are changed in steps. */
const EARLIER = -10;
const LATER = 10;

const CHANGES = {
  retry: { kind: "retry" },
  cancel: { kind: "cancel" },
  top: { kind: "top" },
  bottom: { kind: "bottom" },
  earlier: { kind: "priority", priority: EARLIER },
  later: { kind: "priority", priority: LATER },
  remove: { kind: "remove" },
} as const satisfies Partial<Record<BulkAction, BulkChange>>;

export async function actOnMany(action: BulkAction, selection: JobSelection): Promise<void> {
  if (action === "show") {
    await handOutMany("showSelected", selection);
  } else if (action === "copyError") {
    const answer = await ask("copyErrors", { selection });
    if (answer) notifyDone(t("jobList.errorsCopied", { count: answer.value.copied }));
  } else {
    const answer = await ask("changeSelected", { selection, change: CHANGES[action] });
    if (answer) tell(action, answer.value);
  }
}

/** The pointer drags PDFs out of the window. */
export function dragManyOut(selection: JobSelection): void {
  void handOutMany("dragSelected", selection);
}

/** Says what was done, and with how many it could not be. */
function tell(action: keyof typeof CHANGES, { selected, changed, removal }: BulkOutcome): void {
  const left = selected - changed;
  const title = t(`jobList.did.${action}`, { count: changed });
  const notes = left > 0 ? [t(`jobList.left.${action}`, { count: left })] : [];
  if (action === "cancel" && changed > 0) notes.push(wayBackOfCancelled());
  const note = notes.join(" ") || undefined;
  if (changed === 0) notifyInfo(t("jobList.nothingDone"), note);
  else if (removal !== null) offerRemovalUndo(note ? `${title}. ${note}` : title, removal);
  else notifyDone(title, note);
}
