import { ERROR_CODES, isTransient } from "../../../shared/errors";
import { JOB_STATES, type PauseState, type QueueStats, type TimedStage } from "../../../shared/job";
import { BYTES_PER_MB, keyMetrics } from "../../../shared/key-metrics";
import { histogramSamples } from "./duration-histogram";
import type { Family, Sample } from "./exposition";
import type { Totals } from "./totals";

const MS_PER_SECOND = 1000;
/** Of durations of work: 0.8 ms to 105 s. */
const WORK_OCTAVES = [4, 21] as const;
/** Of waiting: 25.6 ms to 7.5 hours. */
const WAIT_OCTAVES = [9, 29] as const;
const STAGES = ["compose", "load", "print", "publish"] as const satisfies readonly TimedStage[];
/** What a page is waited for while it loads. */
const CONDITIONS = ["signal", "fonts", "images"] as const satisfies readonly TimedStage[];
const PAUSES = ["finish", "now", "disk-full"] as const satisfies readonly PauseState["kind"][];

/** The key metrics, from the same numbers as in `status` and the window. What has no figure yet has no sample. */
export function keyFamilies(stats: QueueStats): Family[] {
  const { depth, pdfsPerMinute, p50Ms, p95Ms, errorRate, peakRssMb } = keyMetrics(stats);
  const seconds = (ms: number | null) => (ms === null ? null : ms / MS_PER_SECOND);
  return [
    gauge("pdfprompt_queue_depth", "Jobs that wait or run.", depth),
    {
      name: "pdfprompt_queue_jobs",
      help: "Jobs in the queue by state.",
      type: "gauge",
      samples: JOB_STATES.map((state) => ({ labels: { state }, value: stats[state] })),
    },
    gauge("pdfprompt_recent_pdfs", "PDFs completed in the last 60 seconds.", pdfsPerMinute),
    gauge("pdfprompt_recent_p50_seconds", "Median time from claim to done in the last hour.", seconds(p50Ms)),
    gauge(
      "pdfprompt_recent_p95_seconds",
      "95th percentile of the time from claim to done in the last hour.",
      seconds(p95Ms),
    ),
    gauge("pdfprompt_recent_error_ratio", "Failed jobs as a share of those that ended, in the last hour.", errorRate),
    gauge(
      "pdfprompt_recent_peak_memory_bytes",
      "Highest resident memory of a worker's processes together in the last hour.",
      peakRssMb === null ? null : peakRssMb * BYTES_PER_MB,
    ),
    {
      name: "pdfprompt_queue_paused",
      help: "1 for the reason why nothing is claimed.",
      type: "gauge",
      samples: PAUSES.map((reason) => ({ labels: { reason }, value: stats.pause?.kind === reason ? 1 : 0 })),
    },
  ];
}

/** What was counted since this process began, by all processes that work on the queue. */
export function countedFamilies(totals: Totals): Family[] {
  const durations = new Map<string, Map<number, number>>();
  for (const { stage, bucket, jobs } of totals.stages) {
    const counts = durations.get(stage) ?? new Map<number, number>();
    durations.set(stage, counts.set(bucket, jobs));
  }
  const of = (stage: TimedStage) => durations.get(stage) ?? new Map<number, number>();
  const claims = [...of("wait").values()].reduce((sum, jobs) => sum + jobs, 0);
  return [
    {
      name: "pdfprompt_jobs_total",
      help: "Jobs that ended, by outcome and error code.",
      type: "counter",
      samples: [...outcomeSamples(totals, "done", [""]), ...outcomeSamples(totals, "failed", ERROR_CODES)],
    },
    {
      name: "pdfprompt_retries_total",
      help: "Attempts that failed and are tried again, by error code.",
      type: "counter",
      samples: outcomeSamples(totals, "retried", ERROR_CODES.filter(isTransient)).map(({ labels, value }) => ({
        labels: { code: labels?.code ?? "" },
        value,
      })),
    },
    { ...gauge("pdfprompt_claims_total", "Jobs that were claimed.", claims), type: "counter" },
    histogram(
      "pdfprompt_job_duration_seconds",
      "Time from claim to done.",
      histogramSamples(of("total"), WORK_OCTAVES),
    ),
    histogram(
      "pdfprompt_stage_duration_seconds",
      "Time of each stage of a job that was done; load includes what the page was waited for.",
      STAGES.flatMap((stage) => histogramSamples(of(stage), WORK_OCTAVES, { stage })),
    ),
    histogram(
      "pdfprompt_page_wait_seconds",
      "Time that a page was waited for while it loaded, by what was waited for.",
      CONDITIONS.flatMap((condition) => histogramSamples(of(condition), WORK_OCTAVES, { condition })),
    ),
    histogram(
      "pdfprompt_queue_wait_seconds",
      "Time that a claimed job had waited in the queue since it was ready.",
      histogramSamples(of("wait"), WAIT_OCTAVES),
    ),
  ];
}

/** One sample a code, 0 where it has never been seen: a rate then sees the first one, too. */
function outcomeSamples({ outcomes }: Totals, outcome: string, codes: readonly string[]): Sample[] {
  const counts = new Map(codes.map((code) => [code, 0]));
  for (const row of outcomes) if (row.outcome === outcome) counts.set(row.code, row.jobs);
  return [...counts].map(([code, value]) => ({ labels: { outcome, code }, value }));
}

function histogram(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: "histogram", samples };
}

function gauge(name: string, help: string, value: number | null): Family {
  return { name, help, type: "gauge", samples: value === null ? [] : [{ value }] };
}
