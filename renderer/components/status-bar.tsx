import type { LaneHealth } from "../../shared/health";
import type { QueueStats } from "../../shared/job";
import { keyMetrics } from "../../shared/key-metrics";
import { formatCount } from "../format/count";
import { formatDuration } from "../format/duration";
import type { Phase } from "../state/phase";
import { texts } from "../texts";
import { LaneTrouble } from "./lane-trouble";
import classes from "./status-bar.module.css";

interface StatusBarProps {
  phase: Phase;
  stats: QueueStats;
  lanes: LaneHealth;
  runtime: string;
}

/** What the queue is doing, in words, and the figures for those who look closer. */
export function StatusBar({ phase, stats, lanes, runtime }: StatusBarProps) {
  const t = texts.status;
  const { p50Ms, p95Ms, peakRssMb } = keyMetrics(stats);
  return (
    <footer className={classes.bar}>
      {/* Without numbers: a screen reader says this aloud at every change. */}
      <span className={classes.phase} role="status" data-phase={phase} data-testid="phase">
        {t[phase]}
      </span>
      <LaneTrouble lanes={lanes} />
      {p50Ms !== null && p95Ms !== null && (
        <span title={t.timesHint} data-testid="latency">
          {t.median(formatDuration(p50Ms))} · {t.slowest(formatDuration(p95Ms))}
        </span>
      )}
      {peakRssMb !== null && (
        <span title={t.memoryHint} data-testid="peak-memory">
          {t.memory(formatCount(Math.round(peakRssMb)))}
        </span>
      )}
      <span className={classes.runtime}>{t.runtime(runtime)}</span>
    </footer>
  );
}
