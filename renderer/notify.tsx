import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { AlertTriangle, Check, Info, Trash2 } from "lucide-react";
import type { Problem } from "../shared/errors";
import { formatShortLocation } from "./format/place";
import { t } from "./i18n";

const ICON = 16;
const GOOD_NEWS_MS = 5000;
const UNDO_MS = 10_000;

export function notifyDone(title: string, message?: string): void {
  notifications.show({ title, message, color: "pine", icon: <Check size={ICON} />, autoClose: GOOD_NEWS_MS });
}

export function notifyInfo(title: string, message?: string): void {
  notifications.show({ title, message, color: "gray", icon: <Info size={ICON} />, autoClose: GOOD_NEWS_MS });
}

/** Says what was done and offers to take it back, for as long as that takes to read twice. */
export function offerUndo(title: string, undo: () => void): void {
  const id = `undo-${Date.now()}`;
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
  });
}

/**
 * Shows what went wrong until it is dismissed. `subject` is what was tried: the same failure of the same thing is shown
 * once, however often it repeats.
 */
export function notifyProblem(problem: Problem, subject: string): void {
  const place = formatShortLocation(problem);
  const notification = {
    id: `problem-${subject}-${problem.code}`,
    title: t(`problems.codes.${problem.code}`),
    message: place ? `${place}: ${problem.message}` : problem.message,
    color: "red",
    icon: <AlertTriangle size={ICON} />,
    autoClose: false as const,
  };
  // `show` ignores an id that is already on screen, `update` one that is not.
  notifications.show(notification);
  notifications.update(notification);
}
