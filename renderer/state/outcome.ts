import type { AddOutcome } from "../../shared/ipc";
import { t } from "../i18n";

/** What became of an addition but for what was rejected, in a line: `128 queued, 12 unchanged`. */
export function outcomeLine({ queued, unchanged, outdated: { count, names } }: AddOutcome): string {
  const shown = `${names.join(", ")}${count > names.length ? " …" : ""}`;
  return [
    t("outcome.queued", { count: queued }),
    ...(unchanged > 0 ? [t("outcome.unchanged", { count: unchanged })] : []),
    ...(count > 0 ? [t("outcome.outdated", { count, names: shown })] : []),
  ].join(", ");
}

/** The same with a title. What was rejected has a notice of its own. */
export function summarizeOutcome(outcome: AddOutcome): {
  title: string;
  message: string;
  /** Whether something was queued. */
  isGood: boolean;
} {
  const { queued, unchanged } = outcome;
  if (queued + unchanged === 0) {
    return { title: t("outcome.nothingFound"), message: t("outcome.nothingFoundNote"), isGood: false };
  }
  const title = queued > 0 ? t("outcome.title") : t("outcome.nothingNew");
  return { title, message: outcomeLine(outcome), isGood: queued > 0 };
}
