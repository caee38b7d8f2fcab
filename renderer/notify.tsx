import { Button } from "@mantine/core";
import { type NotificationData, notifications } from "@mantine/notifications";
import { AlertTriangle, Check, Info, Trash2 } from "lucide-react";
import type { Problem } from "../shared/errors";
import { formatShortLocation, lastPart } from "./format/place";
import { inOwnWords } from "./format/problem";
import { t } from "./i18n";

const ICON = 16;
const GOOD_NEWS_MS = 5000;
const UNDO_MS = 10_000;

/** So many are shown at a time; others wait until one of them goes. */
export const MOST_NOTICES = 5;
/** Those of what went wrong stay until they are dismissed: with more of them nothing else would be seen. */
const MOST_STANDING = 3;

/** Ids of those that stand, the oldest first. */
const standing = new Set<string>();
let undos = 0;

export function notifyDone(title: string, message?: string): void {
  notifications.show({ title, message, color: "pine", icon: <Check size={ICON} />, autoClose: GOOD_NEWS_MS });
}

export function notifyInfo(title: string, message?: string): void {
  notifications.show({ title, message, color: "gray", icon: <Info size={ICON} />, autoClose: GOOD_NEWS_MS });
}

/** Says how many jobs were cancelled, and the way back. */
export function notifyCancelled(count: number): void {
  notifyDone(t("notices.cancelled", { count }), wayBackOfCancelled());
}

/** Where cancelled jobs can be retried: it may have been too many. */
export function wayBackOfCancelled(): string {
  return t("notices.cancelledNote", { filter: t("jobs.filters.cancelled") });
}

/** Says what was done and offers to take it back, for as long as that takes to read twice. @returns what takes it back */
export function offerUndo(title: string, undo: () => void): () => void {
  undos += 1;
  const id = `undo-${undos}`;
  const takeBack = () => {
    notifications.hide(id);
    undo();
  };
  notifications.show({
    id,
    title,
    message: (
      <Button size="compact-sm" variant="light" onClick={takeBack} data-testid="undo">
        {t("notices.undo")}
      </Button>
    ),
    color: "gray",
    icon: <Trash2 size={ICON} />,
    autoClose: UNDO_MS,
    // Before all others, the last one first: it is worth something only while it can still be undone.
    priority: undos,
  });
  return takeBack;
}

/** Says that a PDF is gone and what makes it anew, until that is dismissed. */
export function notifyMissing(path: string): void {
  notifyStanding({
    id: `missing-${path}`,
    title: t("notices.missing", { name: lastPart(path) }),
    message: t("notices.missingNote", { path }),
  });
}

/**
 * Shows what went wrong until it is dismissed. `subject` is what was tried: the same failure of the same thing is shown
 * once, however often it repeats.
 */
export function notifyProblem(problem: Problem, subject: string): void {
  const place = formatShortLocation(problem);
  notifyStanding({
    id: `problem-${subject}-${problem.code}`,
    title: t(`problems.codes.${problem.code}`),
    message: [adviceFor(problem), place ? `${place}: ${problem.message}` : problem.message].filter(Boolean).join(" "),
  });
}

/** What is refused of a call is no prompt, whose advice would be of no help; the message says what is wanted. */
function adviceFor({ code }: Problem): string | undefined {
  return code === "input-invalid" ? undefined : inOwnWords(code)?.advice;
}

/**
 * Shows something that went wrong until it is dismissed, or until newer ones have taken its place. One that stands under
 * this id already is changed.
 */
export function notifyStanding({ id, onClose, ...what }: NotificationData & { id: string }): void {
  standing.add(id);
  const [oldest] = standing;
  if (oldest !== undefined && standing.size > MOST_STANDING) notifications.hide(oldest);
  const notification: NotificationData = {
    id,
    ...what,
    color: "red",
    icon: <AlertTriangle size={ICON} />,
    autoClose: false,
    onClose: (closed) => {
      standing.delete(id);
      onClose?.(closed);
    },
  };
  // `show` ignores an id that is already on screen, `update` one that is not.
  notifications.show(notification);
  notifications.update(notification);
}
