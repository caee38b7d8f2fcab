import type { Snapshot } from "../../shared/ipc";
import { keyMetrics } from "../../shared/key-metrics";
import { formatCount } from "../format/count";
import { formatDuration } from "../format/duration";
import { formatPercent, formatRate } from "../format/rate";
import { t } from "../i18n";
import type { Progress } from "../state/progress";
import { formatRemaining, type Remaining } from "../state/remaining";
import { Figure } from "./figure";
import classes from "./figures.module.css";
import { ProgressLine } from "./progress-line";
import { Sparkline } from "./sparkline";

interface FiguresProps {
  snapshot: Snapshot;
  progress: Progress;
  remaining: Remaining | null;
}

/** The live figures of the queue, each with its words. */
export function Figures({ snapshot, progress, remaining }: FiguresProps) {
  const { stats, lanes, pdfsPerSecond, recentPerSecond } = snapshot;
  const { depth, pdfsPerMinute, p50Ms, errorRate } = keyMetrics(stats);
  const peak = Math.max(0, ...recentPerSecond);
  return (
    <section className={classes.figures} aria-label={t("figures.label")}>
      <dl className={classes.grid}>
        <Figure
          className={classes.depth}
          label={t("figures.depth")}
          value={formatCount(depth)}
          rawValue={depth}
          note={depth > 0 ? t("figures.depthNote", { running: stats.claimed }) : t("figures.depthEmpty")}
          testId="queue-depth"
        />
        <Figure
          className={classes.throughput}
          label={t("figures.throughput")}
          value={formatRate(pdfsPerSecond)}
          rawValue={pdfsPerSecond}
          unit={t("figures.throughputUnit")}
          note={
            pdfsPerMinute > 0
              ? t("figures.throughputNote", { done: formatCount(pdfsPerMinute), peak: formatRate(peak) })
              : t("figures.throughputIdle")
          }
          testId="throughput"
        >
          <Sparkline values={recentPerSecond} now={pdfsPerSecond} />
        </Figure>
        <Figure
          label={t("figures.done")}
          value={formatCount(stats.done)}
          rawValue={stats.done}
          note={p50Ms === null ? "" : t("figures.doneNote", { median: formatDuration(p50Ms) })}
          testId="done-count"
        />
        <Figure
          label={t("figures.failed")}
          value={formatCount(stats.failed)}
          rawValue={stats.failed}
          note={
            stats.failed === 0 && errorRate === 0
              ? t("figures.failedNone")
              : t("figures.failedNote", { share: formatPercent(errorRate) })
          }
          tone={stats.failed > 0 ? "fail" : "plain"}
          testId="failed-count"
        />
        <Figure
          label={t("figures.remaining")}
          value={remainingText(progress, remaining, stats.paused)}
          isWords
          note={
            progress.total > 0
              ? t("figures.remainingNote", { ended: progress.ended, total: progress.total })
              : t("figures.remainingIdle")
          }
          testId="remaining"
        />
        <Figure
          label={t("figures.lanes")}
          value={formatCount(lanes.busy)}
          rawValue={lanes.busy}
          unit={t("figures.lanesOf", { total: lanes.total })}
          note={t("figures.lanesNote")}
          testId="lanes"
        />
      </dl>
      {progress.isWorking && <ProgressLine progress={progress} isPaused={stats.paused} />}
    </section>
  );
}

function remainingText({ isWorking }: Progress, remaining: Remaining | null, isPaused: boolean): string {
  if (!isWorking) return t("figures.remainingUnknown");
  if (isPaused) return t("figures.remainingPaused");
  return remaining ? formatRemaining(remaining) : t("figures.remainingWorkingOut");
}
