import type { Snapshot } from "../../shared/ipc";
import { keyMetrics } from "../../shared/key-metrics";
import { formatCount } from "../format/count";
import { formatDuration } from "../format/duration";
import { formatPercent, formatRate } from "../format/rate";
import type { Progress } from "../state/progress";
import { formatRemaining, type Remaining } from "../state/remaining";
import { texts } from "../texts";
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
  const t = texts.figures;
  const peak = Math.max(0, ...recentPerSecond);
  return (
    <section className={classes.figures} aria-label={t.label}>
      <dl className={classes.grid}>
        <Figure
          className={classes.depth}
          label={t.depth}
          value={formatCount(depth)}
          rawValue={depth}
          note={depth > 0 ? t.depthNote(stats.queued, stats.claimed) : t.depthEmpty}
          testId="queue-depth"
        />
        <Figure
          className={classes.throughput}
          label={t.throughput}
          value={formatRate(pdfsPerSecond)}
          rawValue={pdfsPerSecond}
          unit={t.throughputUnit}
          note={pdfsPerMinute > 0 ? t.throughputNote(formatCount(pdfsPerMinute), formatRate(peak)) : t.throughputIdle}
          testId="throughput"
        >
          <Sparkline values={recentPerSecond} now={pdfsPerSecond} />
        </Figure>
        <Figure
          label={t.done}
          value={formatCount(stats.done)}
          rawValue={stats.done}
          note={p50Ms === null ? "" : t.doneNote(formatDuration(p50Ms))}
          testId="done-count"
        />
        <Figure
          label={t.failed}
          value={formatCount(stats.failed)}
          rawValue={stats.failed}
          note={stats.failed === 0 && errorRate === 0 ? t.failedNone : t.failedNote(formatPercent(errorRate))}
          tone={stats.failed > 0 ? "fail" : "plain"}
          testId="failed-count"
        />
        <Figure
          label={t.remaining}
          value={remainingText(progress, remaining, stats.paused)}
          isWords
          note={progress.total > 0 ? t.remainingNote(progress.ended, progress.total) : t.remainingIdle}
          testId="remaining"
        />
        <Figure
          label={t.lanes}
          value={formatCount(lanes.busy)}
          rawValue={lanes.busy}
          unit={t.lanesOf(lanes.total)}
          note={t.lanesNote}
          testId="lanes"
        />
      </dl>
      {progress.isWorking && <ProgressLine progress={progress} isPaused={stats.paused} />}
    </section>
  );
}

function remainingText({ isWorking }: Progress, remaining: Remaining | null, isPaused: boolean): string {
  const t = texts.figures;
  if (!isWorking) return t.remainingUnknown;
  if (isPaused) return t.remainingPaused;
  return remaining ? formatRemaining(remaining) : t.remainingWorkingOut;
}
