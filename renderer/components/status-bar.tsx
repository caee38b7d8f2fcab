import { UnstyledButton } from "@mantine/core";
import { ChartLine } from "lucide-react";
import type { LaneHealth } from "../../shared/health";
import type { QueueStats } from "../../shared/job";
import { keyMetrics } from "../../shared/key-metrics";
import { formatDuration } from "../format/duration";
import { t } from "../i18n";
import type { Phase } from "../state/phase";
import { LaneTrouble } from "./lane-trouble";
import classes from "./status-bar.module.css";

interface StatusBarProps {
  phase: Phase;
  stats: QueueStats;
  lanes: LaneHealth;
  runtime: string;
  onThroughput(): void;
}

/** What the queue is doing, in words, and the figures for those who look closer. */
export function StatusBar({ phase, stats, lanes, runtime, onThroughput }: StatusBarProps) {
  const { p50Ms, p95Ms, peakRssMb } = keyMetrics(stats);
  return (
    <footer className={classes.bar}>
      {/* Without numbers: a screen reader says this aloud at every change. */}
      <span className={classes.phase} role="status" data-phase={phase} data-testid="phase">
        {t(`status.${phase}`)}
      </span>
      <LaneTrouble lanes={lanes} />
      <UnstyledButton className={classes.more} onClick={onThroughput} data-testid="open-throughput">
        <ChartLine size={13} aria-hidden />
        {t("throughput.title")}
      </UnstyledButton>
      {p50Ms !== null && p95Ms !== null && (
        <span title={t("status.timesHint")} data-testid="latency">
          {t("status.median", { time: formatDuration(p50Ms) })} · {t("status.slowest", { time: formatDuration(p95Ms) })}
        </span>
      )}
      {peakRssMb !== null && (
        <span title={t("status.memoryHint")} data-testid="peak-memory">
          {t("status.memory", { mb: Math.round(peakRssMb) })}
        </span>
      )}
      <span className={classes.runtime}>{t("status.runtime", { version: runtime })}</span>
    </footer>
  );
}
