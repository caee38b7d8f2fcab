import { t } from "../i18n";
import { type Progress, toPercent } from "../state/progress";
import classes from "./progress-line.module.css";

interface ProgressLineProps {
  progress: Progress;
  isPaused: boolean;
}

/** How far the whole queue has come, along the lower edge of the figures. */
export function ProgressLine({ progress, isPaused }: ProgressLineProps) {
  const percent = toPercent(progress);
  return (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={t("figures.progressLabel")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={t("figures.progress", { ended: progress.ended, total: progress.total })}
      data-testid="progress"
    >
      <div className={classes.bar} data-paused={isPaused} style={{ width: `${percent}%` }} />
    </div>
  );
}
