import { UnstyledButton } from "@mantine/core";
import { ChartLine } from "lucide-react";
import type { Snapshot } from "../../shared/ipc";
import { keyMetrics } from "../../shared/key-metrics";
import { formatDuration } from "../format/duration";
import { t } from "../i18n";
import type { Phase } from "../state/phase";
import { DiskSpace } from "./disk-space";
import { LaneTrouble } from "./lane-trouble";
import { LanesButton } from "./lanes-button";
import classes from "./status-bar.module.css";

interface StatusBarProps {
  phase: Phase;
  snapshot: Snapshot;
  /** How far the work is; null where the figures beside it say so. */
  progress: string | null;
  onThroughput(): void;
}

/** What the queue is doing, in words, and the figures for those who look closer. */
export function StatusBar({ phase, snapshot, progress, onThroughput }: StatusBarProps) {
  const { stats, lanes, runtime, concurrency, residentMb, freeBytes, outputFolder } = snapshot;
  const { p50Ms, p95Ms, peakRssMb } = keyMetrics(stats);
  return (
    <footer className={classes.bar} data-brief={progress !== null}>
      {/* Without numbers: a screen reader says this aloud at every change. */}
      <span className={classes.phase} role="status" data-phase={phase} data-testid="phase">
        {t(`status.${phase}`)}
      </span>
      {progress !== null && (
        <span className={classes.progress} title={progress} data-testid="status-progress">
          {progress}
        </span>
      )}
      <LaneTrouble lanes={lanes} />
      <UnstyledButton
        className={`${classes.more} ${classes.throughput}`}
        onClick={onThroughput}
        data-testid="open-throughput"
      >
        <ChartLine size={13} aria-hidden />
        {t("throughput.title")}
      </UnstyledButton>
      {p50Ms !== null && p95Ms !== null && (
        <span className={classes.latency} title={t("status.timesHint")} data-testid="latency">
          {t("status.median", { time: formatDuration(p50Ms) })} · {t("status.slowest", { time: formatDuration(p95Ms) })}
        </span>
      )}
      <LanesButton present={concurrency} />
      <span className={classes.memory} title={t("status.memoryHint")}>
        <span data-testid="memory">{t("status.memoryNow", { mb: Math.round(residentMb) })}</span>
        {peakRssMb !== null && (
          <>
            ,{" "}
            <span data-testid="peak-memory">
              {t("status.memory", { mb: Math.round(Math.max(peakRssMb, residentMb)) })}
            </span>
          </>
        )}
      </span>
      {freeBytes !== null && <DiskSpace freeBytes={freeBytes} folder={outputFolder} />}
      <span className={classes.runtime}>{t("status.runtime", { version: runtime })}</span>
    </footer>
  );
}
