import type { AddOutcome } from "../../shared/ipc";
import { t } from "../i18n";

/** What became of an addition, in a line: `128 queued, 12 unchanged`. What was rejected has a notice of its own. */
export function summarizeOutcome({ queued, unchanged }: AddOutcome): {
  title: string;
  message: string;
  /** Whether something was queued. */
  isGood: boolean;
} {
  if (queued + unchanged === 0) {
    return { title: t("outcome.nothingFound"), message: t("outcome.nothingFoundNote"), isGood: false };
  }
  const parts = [
    t("outcome.queued", { count: queued }),
    ...(unchanged > 0 ? [t("outcome.unchanged", { count: unchanged })] : []),
  ];
  const title = queued > 0 ? t("outcome.title") : t("outcome.nothingNew");
  return { title, message: parts.join(", "), isGood: queued > 0 };
}
