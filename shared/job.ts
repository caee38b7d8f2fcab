import type { ErrorCode, Problem } from "./errors";
import type { LaneHealth } from "./health";

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

/** Why nothing is claimed. */
export type PauseState =
  /** By hand: what runs is finished. */
  | { kind: "finish" }
  /** By hand: what runs goes back to the queue at once. */
  | { kind: "now" }
  /** The disk of `folder` (absolute) is full: `needBytes` were to be written there. Ends by itself. */
  | { kind: "disk-full"; folder: string; needBytes: number };

/** The stages of a job, and what its page was waited for while it loaded: its own signal, fonts, images. */
export const JOB_STAGES = ["compose", "load", "signal", "fonts", "images", "print", "publish"] as const;
export type JobStage = (typeof JOB_STAGES)[number];

/** What is timed: waiting in the queue, the stages of the work, and all of it from claim to completion. */
export const TIMED_STAGES = ["wait", ...JOB_STAGES, "total"] as const;
export type TimedStage = (typeof TIMED_STAGES)[number];

/** Percentiles in milliseconds; null where nothing was timed. */
export interface Percentiles {
  p50Ms: number | null;
  p95Ms: number | null;
}

/** How many attempts ended with an error of this code, and their share of all attempts, 0…1. */
export interface ErrorShare {
  code: ErrorCode;
  jobs: number;
  share: number;
}

/** Figures of the whole queue, of the last hour where nothing else is said. The first part is the `status --json` contract. */
export interface QueueStats extends Percentiles {
  queued: number;
  claimed: number;
  done: number;
  failed: number;
  cancelled: number;
  paused: boolean;
  /** PDFs completed in the last 60 seconds. */
  pdfsPerMinute: number;
  /** failed / (done + failed), 0…1. */
  errorRate: number;
  /** Highest resident memory of a worker's processes together, in MB. Null when nothing was rendered. */
  peakRssMb: number | null;
  /** Why nothing is claimed; null where the queue is not paused. */
  pause: PauseState | null;
  /** PDFs completed in each of the last 60 minutes, oldest first; the last figure is of the minute that runs. */
  donePerMinute: number[];
  stages: Record<TimedStage, Percentiles>;
  /** Most frequent first. */
  errors: ErrorShare[];
  /** How the lanes of all workers are that work on this queue now, together; null where none does. */
  lanes: LaneHealth | null;
}

/** A PDF that was made and is not there any more, so that nothing could be done with it. */
export interface MissingPdf {
  /** Absolute. */
  missing: string;
}
