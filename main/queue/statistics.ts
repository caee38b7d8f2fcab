import type { ErrorCode } from "../../shared/errors";
import {
  type ErrorShare,
  JOB_STAGES,
  type JobState,
  type Percentiles,
  type QueueStats,
  TIMED_STAGES,
  type TimedStage,
} from "../../shared/job";
import type { CountedOutcome, CountedStage, MinuteCounts } from "./counts";
import type { Connection } from "./database";
import { bucketOf, histogramPercentile } from "./histogram";
import type { Finish } from "./types";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** How far back figures by minute and by second are kept. */
const MINUTES = 60;
const KEPT_SECONDS = 120;
/** Figures are written in a tick at most this often: a kill loses so much of the statistics, and no job. */
const FLUSH_MS = 200;

/** Figures of one worker that are not in the database yet. */
class Pending {
  readonly seconds = new Map<number, number>();
  /** By `minute\0outcome\0code`. */
  readonly outcomes = new Map<string, number>();
  /** By `minute\0stage\0bucket`. */
  readonly stages = new Map<string, number>();
  readonly memory = new Map<number, number>();

  get isEmpty(): boolean {
    return this.seconds.size + this.outcomes.size + this.stages.size + this.memory.size === 0;
  }
}

function add<K>(map: Map<K, number>, key: K, count = 1): void {
  map.set(key, (map.get(key) ?? 0) + count);
}

/**
 * What people look at while the queue works: kept in small tables by second and by minute, so that it costs the same
 * however many jobs there are. Counted in memory and written with a tick's other changes a few times a second.
 */
export class Statistics {
  readonly #statements;
  readonly #now: () => number;
  #pending = new Pending();
  #flushedAt = Number.NEGATIVE_INFINITY;

  /** @param now wall clock in milliseconds since 1970 */
  constructor(db: Connection, now: () => number) {
    this.#statements = prepare(db);
    this.#now = now;
  }

  /** Counts an attempt that ended. */
  count({ outcome, elapsedMs }: Finish): void {
    const minute = this.#minute();
    if (outcome.kind === "complete") {
      add(this.#pending.seconds, Math.floor(this.#now() / SECOND_MS));
      add(this.#pending.outcomes, `${minute}\0done\0`);
      const { times } = outcome.result;
      // What a page was not waited for has no time.
      for (const stage of JOB_STAGES) if (times[`${stage}Ms`] > 0) this.#time(minute, stage, times[`${stage}Ms`]);
      this.#time(minute, "total", elapsedMs);
    } else if (outcome.kind === "fail" || outcome.kind === "retry") {
      const word = outcome.kind === "fail" ? "failed" : "retried";
      add(this.#pending.outcomes, `${minute}\0${word}\0${outcome.problem.code}`);
    }
  }

  /** Counts how long a claimed job had waited in the queue. */
  countWait(ms: number): void {
    // Negative where the clock was set back in between.
    this.#time(this.#minute(), "wait", Math.max(0, ms));
  }

  countMemory(rssMb: number): void {
    const minute = this.#minute();
    const { memory } = this.#pending;
    memory.set(minute, Math.max(memory.get(minute) ?? 0, rssMb));
  }

  #time(minute: number, stage: TimedStage, ms: number): void {
    add(this.#pending.stages, `${minute}\0${stage}\0${bucketOf(ms)}`);
  }

  /**
   * Writes what was counted before, inside the caller's transaction: now if `isUrgent`, otherwise a few times a second.
   * @returns whether anything was written; {@link committed} must then be called after the commit
   */
  flush(isUrgent: boolean): boolean {
    if (this.#pending.isEmpty || (!isUrgent && performance.now() - this.#flushedAt < FLUSH_MS)) return false;
    const { seconds, outcomes, stages, memory } = this.#pending;
    const write = this.#statements;
    for (const [second, jobs] of seconds) write.addSecond.run(second, jobs);
    for (const [key, jobs] of outcomes) write.addOutcome.run(...split(key), jobs);
    for (const [key, jobs] of stages) write.addStage.run(...split(key), jobs);
    for (const [minute, rssMb] of memory) write.addMemory.run(minute, Math.round(rssMb));
    // What is outside the last hour goes, also where the clock was set back and it seems to be yet to come.
    const minute = this.#minute();
    const second = Math.floor(this.#now() / SECOND_MS);
    write.forgetSeconds.run(second - KEPT_SECONDS, second + KEPT_SECONDS);
    for (const forget of [write.forgetOutcomes, write.forgetStages, write.forgetMemory]) {
      forget.run(minute - MINUTES, minute + MINUTES);
    }
    return true;
  }

  /** What {@link flush} wrote is in the database: a rollback, in contrast, loses no figures. */
  committed(): void {
    this.#pending = new Pending();
    this.#flushedAt = performance.now();
  }

  /** PDFs completed in each of the last `count` whole seconds, oldest first; the second that runs is not among them. */
  donePerSecond(count: number): number[] {
    const end = Math.floor(this.#now() / SECOND_MS);
    return spread(this.#secondsSince(end - count), end - count, count);
  }

  /** All figures of the last hour. */
  lastHour(): HourFigures {
    const now = this.#now();
    const since = this.#minute() - MINUTES + 1;
    const seconds = this.#secondsSince(Math.floor(now / SECOND_MS) - 59);
    const outcomes = this.#outcomesSince(since);
    const attempts = sum(outcomes.map(({ jobs }) => jobs));
    const done = outcomes.filter(({ outcome }) => outcome === "done");
    const doneJobs = sum(done.map(({ jobs }) => jobs));
    const failedJobs = sum(outcomes.filter(({ outcome }) => outcome === "failed").map(({ jobs }) => jobs));
    const doneByMinute = new Map<number, number>();
    for (const { minute, jobs } of done) add(doneByMinute, minute, jobs);
    const errors = new Map<ErrorCode, number>();
    for (const { outcome, code, jobs } of outcomes) if (outcome !== "done") add(errors, code as ErrorCode, jobs);
    const stages = this.#percentiles(since);
    return {
      ...stages.total,
      pdfsPerMinute: sum([...seconds.values()]),
      errorRate: doneJobs + failedJobs === 0 ? 0 : failedJobs / (doneJobs + failedJobs),
      peakRssMb: this.#peakRssMb(since),
      donePerMinute: spread(doneByMinute, since, MINUTES),
      stages,
      errors: [...errors]
        .map(([code, jobs]): ErrorShare => ({ code, jobs, share: jobs / attempts }))
        .sort((a, b) => b.jobs - a.jobs),
    };
  }

  #minute(): number {
    return Math.floor(this.#now() / MINUTE_MS);
  }

  #secondsSince(since: number): Map<number, number> {
    const rows = this.#statements.seconds.all(since) as { second: number; jobs: number }[];
    const seconds = new Map(rows.map(({ second, jobs }) => [second, jobs]));
    for (const [second, jobs] of this.#pending.seconds) if (second >= since) add(seconds, second, jobs);
    return seconds;
  }

  /**
   * What was counted in this minute (since 1970) and all later ones, or in all that are kept. What this process has not
   * written yet comes in rows of its own.
   */
  countsSince(since = Number.MIN_SAFE_INTEGER): MinuteCounts {
    const rows = this.#statements.stagesByMinute.all(since) as CountedStage[];
    const pending = [...this.#pending.stages].map(([key, jobs]): CountedStage => {
      const [minute, stage, bucket] = split(key);
      return { minute, stage, bucket: Number(bucket), jobs };
    });
    const stages = [...rows, ...pending.filter(({ minute }) => minute >= since)];
    return { minute: this.#minute(), outcomes: this.#outcomesSince(since), stages };
  }

  #outcomesSince(since: number): CountedOutcome[] {
    const rows = this.#statements.outcomes.all(since) as CountedOutcome[];
    const pending = [...this.#pending.outcomes].map(([key, jobs]): CountedOutcome => {
      const [minute, outcome, code] = split(key);
      return { minute, outcome, code, jobs };
    });
    return [...rows, ...pending.filter(({ minute }) => minute >= since)];
  }

  #percentiles(since: number): Record<TimedStage, Percentiles> {
    const counts = Object.fromEntries(TIMED_STAGES.map((stage) => [stage, new Map<number, number>()]));
    for (const row of this.#statements.stages.all(since) as { stage: string; bucket: number; jobs: number }[]) {
      add(counts[row.stage] ?? new Map(), row.bucket, row.jobs);
    }
    for (const [key, jobs] of this.#pending.stages) {
      const [minute, stage, bucket] = split(key);
      if (minute >= since) add(counts[stage] ?? new Map(), Number(bucket), jobs);
    }
    const figures = Object.entries(counts).map(([stage, histogram]): [string, Percentiles] => [
      stage,
      { p50Ms: rounded(histogramPercentile(histogram, 0.5)), p95Ms: rounded(histogramPercentile(histogram, 0.95)) },
    ]);
    return Object.fromEntries(figures) as Record<TimedStage, Percentiles>;
  }

  #peakRssMb(since: number): number | null {
    const { peak } = this.#statements.memory.get(since) as { peak: number | null };
    const all = [...this.#pending.memory.values(), ...(peak === null ? [] : [peak])];
    return all.length === 0 ? null : Math.round(Math.max(...all));
  }
}

type HourFigures = Omit<QueueStats, JobState | "paused" | "pause" | "lanes">;

function prepare(db: Connection) {
  return {
    addSecond: db.prepare(
      "INSERT INTO done_by_second VALUES (?, ?) ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs",
    ),
    addOutcome: db.prepare(
      "INSERT INTO outcome_by_minute VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs",
    ),
    addStage: db.prepare(
      "INSERT INTO stage_by_minute VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs",
    ),
    addMemory: db.prepare(`
      INSERT INTO memory_by_minute VALUES (?, ?)
      ON CONFLICT DO UPDATE SET peak_rss_mb = max(peak_rss_mb, excluded.peak_rss_mb)`),
    forgetSeconds: db.prepare("DELETE FROM done_by_second WHERE second < ? OR second > ?"),
    forgetOutcomes: db.prepare("DELETE FROM outcome_by_minute WHERE minute < ? OR minute > ?"),
    forgetStages: db.prepare("DELETE FROM stage_by_minute WHERE minute < ? OR minute > ?"),
    forgetMemory: db.prepare("DELETE FROM memory_by_minute WHERE minute < ? OR minute > ?"),
    seconds: db.prepare("SELECT second, jobs FROM done_by_second WHERE second >= ?"),
    outcomes: db.prepare("SELECT minute, outcome, code, jobs FROM outcome_by_minute WHERE minute >= ?"),
    stages: db.prepare(
      "SELECT stage, bucket, sum(jobs) AS jobs FROM stage_by_minute WHERE minute >= ? GROUP BY stage, bucket",
    ),
    stagesByMinute: db.prepare("SELECT minute, stage, bucket, jobs FROM stage_by_minute WHERE minute >= ?"),
    memory: db.prepare("SELECT max(peak_rss_mb) AS peak FROM memory_by_minute WHERE minute >= ?"),
  };
}

/** The parts of a key of three; the first is the minute. */
function split(key: string): [number, string, string] {
  const [minute, middle = "", last = ""] = key.split("\0");
  return [Number(minute), middle, last];
}

/** Counts by number as a list that begins at `from`, with 0 where there are none. */
function spread(counts: ReadonlyMap<number, number>, from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => counts.get(from + index) ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Whole milliseconds, with one digit more where they are few. */
function rounded(ms: number | null): number | null {
  return ms === null ? null : Number(ms.toFixed(ms < 10 ? 1 : 0));
}
