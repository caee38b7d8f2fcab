/**
 * Remaining time that people can rely on. The raw figure follows every hiccup of the rate; shown as it is, it jumps and
 * nobody believes it. So it is smoothed, and shown as a range that stays until the estimate has clearly left it.
 */

import { formatNumber } from "../format/number";
import { t } from "../i18n";

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Edges of the ranges shown, in seconds. */
const EDGES = [
  0,
  10 * SECOND,
  30 * SECOND,
  ...[1, 2, 3, 5, 7, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18, 24].map((hours) => hours * HOUR),
] as const;

/** How far beyond the range shown the estimate must be before another one is shown. */
const STICKINESS = 0.15;

/** Time after which a changed rate has mostly come through, in milliseconds. */
const SMOOTHING_MS = 6000;

export interface Remaining {
  /** Smoothed estimate in seconds. */
  seconds: number;
  /** When it was made, in milliseconds of any steady clock. */
  atMs: number;
  /** Index of the range shown; the last one is open-ended. */
  range: number;
}

/** The next estimate. `rawSeconds` is null when idle or unknown, which forgets the estimate. */
export function nextRemaining(previous: Remaining | null, rawSeconds: number | null, nowMs: number): Remaining | null {
  if (rawSeconds === null || !Number.isFinite(rawSeconds)) return null;
  const raw = Math.max(0, rawSeconds);
  if (!previous) return { seconds: raw, atMs: nowMs, range: rangeOf(raw) };
  const passedMs = Math.max(0, nowMs - previous.atMs);
  const expected = Math.max(0, previous.seconds - passedMs / 1000);
  const weight = 1 - Math.exp(-passedMs / SMOOTHING_MS);
  const seconds = expected + (raw - expected) * weight;
  const hasLeft = !isWithin(previous.range, seconds);
  return { seconds, atMs: nowMs, range: hasLeft ? rangeOf(seconds) : previous.range };
}

/** `under 10 s`, `10–30 s`, `2–3 min`, `1–1.5 h`, `over a day`. */
export function formatRemaining({ range }: Remaining): string {
  const from = EDGES[range];
  const to = EDGES[range + 1];
  if (from === undefined || to === undefined) return t("figures.remainingOver");
  if (from === 0) return t("figures.remainingUnder", { time: `${to} s` });
  if (to <= MINUTE) return to === MINUTE ? t("figures.remainingUnder", { time: "1 min" }) : `${from}–${to} s`;
  return to <= HOUR ? `${from / MINUTE}–${to / MINUTE} min` : `${hours(from)}–${hours(to)} h`;
}

/** `1`, `1.5` */
function hours(seconds: number): string {
  const hours = seconds / HOUR;
  return formatNumber(hours, Number.isInteger(hours) ? 0 : 1);
}

function rangeOf(seconds: number): number {
  return EDGES.findLastIndex((edge) => seconds >= edge);
}

function isWithin(range: number, seconds: number): boolean {
  const from = (EDGES[range] ?? 0) * (1 - STICKINESS);
  const to = (EDGES[range + 1] ?? Number.POSITIVE_INFINITY) * (1 + STICKINESS);
  return seconds >= from && seconds <= to;
}
