import { useComputedColorScheme } from "@mantine/core";
import type { QueueStats } from "../../shared/job";
import { TIMED_STAGES } from "../../shared/job";
import { formatDuration } from "../format/duration";
import { formatRate } from "../format/rate";
import { t } from "../i18n";
import { type Sample, summarizeHistory } from "../state/history";
import { Dialog } from "./dialog";
import { ThroughputChart } from "./throughput-chart";
import classes from "./throughput-dialog.module.css";

interface ThroughputDialogProps {
  history: readonly Sample[];
  stats: QueueStats;
  onClose(): void;
}

/** How the queue and the rate went since the window was opened, and what the stages took: in pictures and in words. */
export function ThroughputDialog({ history, stats, onClose }: ThroughputDialogProps) {
  // The chart is drawn in the colours of the theme: another theme, another chart.
  const scheme = useComputedColorScheme();
  const words = wordsFor(history);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("throughput.title")}
      width="min(880px, calc(100vw - 48px))"
      testId="throughput-view"
    >
      <p className={classes.legend} aria-hidden>
        <span className={classes.depth}>{t("throughput.depth")}</span>
        <span className={classes.rate}>{t("throughput.rate")}</span>
      </p>
      <ThroughputChart key={scheme} history={history} words={words} />
      <p className={classes.words} data-testid="throughput-words">
        {words}
      </p>
      <StageTimes stages={stats.stages} />
    </Dialog>
  );
}

/** What each stage took, of the last hour: half of the jobs less than p50, 95 % less than p95. */
function StageTimes({ stages }: Pick<QueueStats, "stages">) {
  const slowest = Math.max(1, ...TIMED_STAGES.map((stage) => stages[stage].p95Ms ?? 0));
  const shown = TIMED_STAGES.filter((stage) => stages[stage].p50Ms !== null);
  if (shown.length === 0) return null;
  return (
    <table className={classes.stages} data-testid="stage-times">
      <caption>{t("throughput.stages")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("throughput.stage")}</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {shown.map((stage) => {
          const { p50Ms, p95Ms } = stages[stage];
          return (
            <tr key={stage}>
              <th scope="row">{t(`throughput.timed.${stage}`)}</th>
              <td>{formatDuration(p50Ms ?? 0)}</td>
              <td>{formatDuration(p95Ms ?? 0)}</td>
              <td className={classes.bars}>
                <span className={classes.p95} style={{ width: `${(100 * (p95Ms ?? 0)) / slowest}%` }} />
                <span className={classes.p50} style={{ width: `${(100 * (p50Ms ?? 0)) / slowest}%` }} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function wordsFor(history: readonly Sample[]): string {
  const summary = summarizeHistory(history);
  if (!summary) return t("throughput.tooShort");
  const { seconds, firstDepth, lastDepth, deepest, meanRate, fastest } = summary;
  return t("throughput.words", {
    time: formatDuration(seconds * 1000),
    mean: formatRate(meanRate),
    fastest: formatRate(fastest),
    from: firstDepth,
    to: lastDepth,
    deepest,
  });
}
