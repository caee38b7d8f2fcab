import { RECYCLE_REASONS, RECYCLE_WORDS } from "../../shared/health";
import { type QueueStats, TIMED_STAGES, type TimedStage } from "../../shared/job";
import { keyMetrics } from "../../shared/key-metrics";
import { describePause } from "./pause-text";
import { count } from "./progress";

/** Heights of a bar, lowest first. A minute without a PDF has none. */
const BLOCKS = "▁▂▃▄▅▆▇█";
const NO_BLOCK = "·";

const STAGE_NAMES: Record<TimedStage, string> = {
  wait: "in the queue",
  compose: "compose",
  load: "load",
  signal: "  the page's signal",
  fonts: "  fonts",
  images: "  images",
  print: "print",
  publish: "publish",
  total: "claim to done",
};

/** The figures of a queue for people, in paragraphs. What has no figures yet is left out. */
export function formatStatus(stats: QueueStats, file: string): string {
  return [depth(stats), speed(stats), times(stats), errors(stats), lanes(stats), ends(stats, file)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function depth(stats: QueueStats): string[] {
  const { queued, claimed, done, failed, cancelled, pause } = stats;
  return [
    `${count(keyMetrics(stats).depth)} in the queue: ${count(queued)} queued, ${count(claimed)} running`,
    `${count(done)} done, ${count(failed)} failed, ${count(cancelled)} cancelled`,
    ...(pause === null ? [] : [describePause(pause)]),
  ];
}

function speed(stats: QueueStats): string[] {
  const { donePerMinute } = stats;
  const { pdfsPerMinute, errorRate } = keyMetrics(stats);
  const most = Math.max(0, ...donePerMinute);
  const lines = [`${count(pdfsPerMinute)} PDFs in the last minute`];
  if (errorRate > 0) lines.push(`${percent(errorRate)} of the jobs of the last hour failed`);
  if (most > 0) lines.push(`${blocks(donePerMinute)}  a minute, last hour, at most ${count(most)}`);
  return lines;
}

/** One bar a figure. The highest is a full block, and anything more than nothing is to be seen. */
export function blocks(figures: readonly number[]): string {
  const most = Math.max(0, ...figures);
  return figures
    .map((figure) => (figure > 0 ? BLOCKS[Math.ceil((figure / most) * BLOCKS.length) - 1] : NO_BLOCK))
    .join("");
}

function times({ stages }: QueueStats): string[] {
  const rows = TIMED_STAGES.flatMap((stage) => {
    const { p50Ms, p95Ms } = stages[stage];
    return p50Ms === null || p95Ms === null ? [] : [[STAGE_NAMES[stage], milliseconds(p50Ms), milliseconds(p95Ms)]];
  });
  return rows.length === 0 ? [] : align([["last hour", "p50", "p95"], ...rows]);
}

/** Figures from a tenth of a millisecond to hours, comparable at a glance. */
function milliseconds(ms: number): string {
  return ms < 10_000 ? `${count(ms)} ms` : `${count(Math.round(ms / 1000))} s`;
}

function errors({ errors: byCode }: QueueStats): string[] {
  if (byCode.length === 0) return [];
  const rows = byCode.map(({ code, jobs, share }) => [code, count(jobs), percent(share)]);
  return align([["failed attempts", "", ""], ...rows]);
}

/** Nothing is said of lanes that work as they should, besides that they are there. */
function lanes({ lanes: health }: QueueStats): string[] {
  if (health === null) return [];
  const { total, busy, fastLane, recycled, crashes, lastCrash } = health;
  const reasons = RECYCLE_REASONS.filter((reason) => recycled[reason] > 0);
  const replaced = reasons.map((reason) => `${count(recycled[reason])} ${RECYCLE_WORDS[reason]}`);
  return [
    `${count(busy)} of ${count(total)} lanes busy`,
    ...(fastLane.reason === null ? [] : [`the fast lane is off: ${fastLane.reason}`]),
    ...(replaced.length === 0 ? [] : [`windows replaced: ${replaced.join(", ")}`]),
    ...(lastCrash === null ? [] : [`crashes: ${count(crashes)}, the last: ${lastCrash.message}`]),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function ends(stats: QueueStats, file: string): string[] {
  const { peakRssMb } = keyMetrics(stats);
  return [...(peakRssMb === null ? [] : [`peak memory ${count(Math.round(peakRssMb))} MB`]), `queue: ${file}`];
}

/** Rows in columns: words on the left, figures on the right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
