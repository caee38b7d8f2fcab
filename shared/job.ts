import type { Problem } from "./errors";

/**
 * States of a job. What leads from one to another, and what must hold in each, is the table in main/queue/states.ts and
 * docs/job-states.md.
 */
export const JOB_STATES = ["queued", "claimed", "done", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A job as the doors show it. */
export interface JobView {
  id: number;
  batchId: string;
  state: JobState;
  /** Name of the output below the output folder, with `/`. */
  name: string;
  /** File it came from (absolute path or `-`) and the line in it. */
  source: string;
  line: number;
  attempt: number;
  pages: number | null;
  bytes: number | null;
  /** Milliseconds from claim to completion of the attempt that ended it. */
  elapsedMs: number | null;
  error: Problem | null;
  createdAtMs: number;
  finishedAtMs: number | null;
}

/** Figures of the whole queue. The first part is the `status --json` contract. */
export interface QueueStats {
  queued: number;
  claimed: number;
  done: number;
  failed: number;
  cancelled: number;
  paused: boolean;
  /** PDFs completed in the last 60 seconds. */
  pdfsPerMinute: number;
  /** Milliseconds from claim to completion, over the last completed jobs (up to 1,000). Null before the first. */
  p50Ms: number | null;
  p95Ms: number | null;
  /** failed / (done + failed) over the last completed jobs (up to 1,000), 0…1. */
  errorRate: number;
  /** Highest resident memory of the app's processes together, in MB, in this run. Null when nothing was rendered. */
  peakRssMb: number | null;
}
