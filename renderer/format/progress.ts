import type { QueueStats } from "../../shared/job";
import { t } from "../i18n";
import { formatRemaining, type Remaining } from "../state/remaining";

/** How far the queue is, on one line. @param remaining null where nothing is worked on, or it is not known */
export function progressText(stats: QueueStats, remaining: Remaining | null): string {
  const { queued, claimed: running, done, failed } = stats;
  const progress = t("status.progress", { queued, running, done, failed });
  return remaining && !stats.paused
    ? `${progress}, ${t("status.left", { time: formatRemaining(remaining) })}`
    : progress;
}
