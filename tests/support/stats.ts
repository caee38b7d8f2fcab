import { type QueueStats, TIMED_STAGES } from "../../shared/job";

/** The figures of a queue that has never done anything. */
export const EMPTY_STATS: QueueStats = {
  queued: 0,
  claimed: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
  paused: false,
  pause: null,
  pdfsPerMinute: 0,
  p50Ms: null,
  p95Ms: null,
  errorRate: 0,
  peakRssMb: null,
  donePerMinute: Array<number>(60).fill(0),
  stages: Object.fromEntries(
    TIMED_STAGES.map((stage) => [stage, { p50Ms: null, p95Ms: null }]),
  ) as QueueStats["stages"],
  errors: [],
  lanes: null,
};
