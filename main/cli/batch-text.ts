import { join } from "node:path";
import { formatLocation } from "../../shared/errors";
import type { JobState, JobView } from "../../shared/job";
import { printable } from "../../shared/printable";
import type { BatchView } from "../queue";
import { formatFailure, type ReportedProblem, SHOWN_FAILURES, toFailure } from "./problems-text";
import { count } from "./progress";

/** The word for a state that people know from the window. */
const STATE_WORDS: Record<JobState, string> = {
  queued: "queued",
  claimed: "running",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
};

/** The list of batches, one a line: what became of it, when it was begun, its id. */
export function formatBatches(batches: readonly BatchView[], total: number): string {
  if (total === 0) return "no batches";
  const lines = batches.map((batch) =>
    [batch.id, formatMoment(batch.createdAtMs), printable(batch.label), summary(batch)].join("  "),
  );
  return [...lines, ...more(total - batches.length, "--limit shows more")].join("\n");
}

/** One batch, and why something of it has no PDF. */
export function formatBatch(batch: BatchView, failures: readonly ReportedProblem[]): string {
  const { id, label, createdAtMs, outDir, failuresFile } = batch;
  const shown = failures.slice(0, SHOWN_FAILURES);
  return [
    `batch ${id} of ${formatMoment(createdAtMs)}: ${printable(label)} → ${outDir}`,
    summary(batch),
    ...shown.map(formatFailure),
    ...more(failures.length - shown.length, "--json lists all of them"),
    ...(failuresFile === null ? [] : [`what failed, to be mended and rendered again: ${failuresFile}`]),
  ].join("\n");
}

/** Failed jobs, each with its number, which `retry` takes. */
export function formatFailed(jobs: readonly JobView[], total: number): string {
  if (total === 0) return "no failed jobs";
  const lines = jobs.flatMap(({ id, error }) => (error === null ? [] : `${id}${formatFailure(toFailure(error))}`));
  return [...lines, ...more(total - jobs.length, "--limit shows more")].join("\n");
}

/** All that is known of one job. */
export function formatJob(job: JobView & { outDir: string }): string {
  const { id, state, attempt, batchId, source, line, outDir, name, pages, bytes, elapsedMs, error } = job;
  const made = [
    pages === null ? "" : `${count(pages)} ${pages === 1 ? "page" : "pages"}`,
    bytes === null ? "" : `${count(bytes)} bytes`,
    elapsedMs === null ? "" : `${count(Math.round(elapsedMs))} ms`,
  ].filter(Boolean);
  return [
    `job ${id}: ${STATE_WORDS[state]}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
    `  of ${formatLocation({ source: printable(source), line })}, batch ${batchId}`,
    `  ${state === "done" ? "in" : "to be"} ${printable(join(outDir, name))}${made.length > 0 ? `, ${made.join(", ")}` : ""}`,
    ...(error === null ? [] : [formatFailure(toFailure(error))]),
  ].join("\n");
}

function summary(batch: BatchView): string {
  const { queued, claimed, done, failed, rejected, cancelled, unchanged, isFinished } = batch;
  const total = queued + claimed + done + failed + rejected + cancelled + unchanged;
  const parts = [`${count(done)} of ${count(total)} done`];
  const others = { queued, running: claimed, unchanged, failed: failed + rejected, cancelled };
  for (const [word, jobs] of Object.entries(others)) if (jobs > 0) parts.push(`${count(jobs)} ${word}`);
  if (!isFinished && queued + claimed === 0) parts.push("its input is still read");
  return parts.join(", ");
}

/** `2026-11-26 15:04`, on this machine's clock. */
function formatMoment(ms: number): string {
  const moment = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

function more(left: number, how: string): string[] {
  return left > 0 ? [`… and ${count(left)} more; ${how}`] : [];
}
