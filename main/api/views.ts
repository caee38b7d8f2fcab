import { dirname } from "node:path";
import type { z } from "zod";
import type { Problem } from "../../shared/errors";
import type { JobView, QueueStats } from "../../shared/job";
import { type JobDetails, percentile, type Queue } from "../queue";
import { withoutPaths } from "./paths";
import type { batchAnswer, countsSchema, jobAnswer, statsAnswer } from "./schemas";

export const jobUrl = (id: number) => `/api/v1/jobs/${id}`;
export const batchUrl = (id: string) => `/api/v1/batches/${id}`;

/** What of a problem may leave this machine: no source, and no paths in the message. */
function toPublic({ code, message }: Problem, folders: readonly string[]): { code: string; message: string } {
  return { code, message: withoutPaths(message, folders) };
}

function toRow(job: JobView, folders: readonly string[]): z.input<typeof batchAnswer>["jobs"][number] {
  const { id, batchId, state, name, attempt, pages, bytes, elapsedMs, createdAtMs, finishedAtMs, error } = job;
  return {
    id,
    batch: batchId,
    state,
    name,
    attempt,
    pages,
    bytes,
    elapsedMs,
    createdAtMs,
    finishedAtMs,
    error: error && toPublic(error, folders),
    url: jobUrl(id),
    pdf: state === "done" ? `${jobUrl(id)}/pdf` : null,
  };
}

/** A job as a client sees it. */
export function toJob(job: JobDetails): z.input<typeof jobAnswer> {
  const folders = [job.outDir, dirname(job.source)];
  return {
    ...toRow(job, folders),
    userId: job.userId,
    sha256: job.sha256,
    startedAtMs: job.claimedAtMs,
    warnings: job.warnings.map((warning) => toPublic(warning, folders)),
  };
}

/** How far a batch is. Cheap: it does not depend on the number of its jobs. */
export function toProgress(queue: Queue, id: string, isSealed: boolean): z.input<typeof countsSchema> {
  const { queued, claimed, done, failed, cancelled, rejected } = queue.batchCounts(id);
  const isActive = queued + claimed > 0;
  return {
    id,
    state: isSealed ? (isActive ? "active" : "finished") : "open",
    total: queued + claimed + done + failed + cancelled + rejected,
    queued,
    claimed,
    done,
    failed,
    cancelled,
    rejected,
  };
}

/** A batch with a page of its jobs. */
export function toBatch(
  queue: Queue,
  { id, isSealed, createdAtMs }: { id: string; isSealed: boolean; createdAtMs: number },
  page: { offset: number; limit: number },
): z.input<typeof batchAnswer> {
  const progress = toProgress(queue, id, isSealed);
  const { pages, ms } = queue.requests.figuresOf(id, { done: progress.done, isEnded: progress.state === "finished" });
  return {
    ...progress,
    createdAtMs,
    pages,
    p50Ms: percentile(ms, 0.5),
    p95Ms: percentile(ms, 0.95),
    offset: page.offset,
    jobs: queue.requests.jobsOf(id, page).map((job) => toRow(job, [dirname(job.source)])),
  };
}

/** What was rejected of a batch. */
export function toRejected(queue: Queue, id: string): { code: string; message: string }[] {
  return queue.batchRejections(id).map((problem) => toPublic(problem, []));
}

export function toStats(stats: QueueStats): z.input<typeof statsAnswer> {
  const { queued, claimed, done, failed, cancelled, paused, pdfsPerMinute, p50Ms, p95Ms, errorRate } = stats;
  return {
    queued,
    claimed,
    done,
    failed,
    cancelled,
    paused,
    pause: stats.pause?.kind ?? null,
    pdfsPerMinute,
    p50Ms,
    p95Ms,
    errorRate,
    peakRssMb: stats.peakRssMb,
    stages: stats.stages,
    errors: stats.errors,
    lanes: stats.lanes && { total: stats.lanes.total, busy: stats.lanes.busy },
  };
}
