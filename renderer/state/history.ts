import type { Snapshot } from "../../shared/ipc";

/** One second of the queue. */
export interface Sample {
  /** Milliseconds since 1970. */
  atMs: number;
  /** Jobs waiting or running. */
  depth: number;
  /** PDFs per second. */
  rate: number;
}

const SECOND_MS = 1000;
/** An hour: what is older says nothing about now. */
const MOST_SAMPLES = 3600;

/**
 * The history with what a snapshot says of the present second. Of several in one second the greatest depth counts, or a
 * small batch would never have been there, and the last rate.
 * @param history oldest first; it is not changed
 */
export function withSample(history: readonly Sample[], { stats, pdfsPerSecond }: Snapshot, nowMs: number): Sample[] {
  const atMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
  const depth = stats.queued + stats.claimed;
  const last = history.at(-1);
  if (last?.atMs !== atMs) return [...history.slice(-(MOST_SAMPLES - 1)), { atMs, depth, rate: pdfsPerSecond }];
  return [...history.slice(0, -1), { atMs, depth: Math.max(depth, last.depth), rate: pdfsPerSecond }];
}

/** What a history comes to, for people to read. */
export interface HistorySummary {
  seconds: number;
  firstDepth: number;
  lastDepth: number;
  deepest: number;
  fastest: number;
  meanRate: number;
}

/** Null where there is too little to tell anything. */
export function summarizeHistory(history: readonly Sample[]): HistorySummary | null {
  const [first] = history;
  const last = history.at(-1);
  if (!first || !last || first === last) return null;
  const rates = history.map(({ rate }) => rate);
  return {
    seconds: (last.atMs - first.atMs) / SECOND_MS,
    firstDepth: first.depth,
    lastDepth: last.depth,
    deepest: Math.max(...history.map(({ depth }) => depth)),
    fastest: Math.max(...rates),
    meanRate: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
  };
}
