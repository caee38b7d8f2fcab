import { randomUUID } from "node:crypto";
import type { ErrorCode, Problem } from "../../shared/errors";
import { JOB_STATES, type JobState, type JobView, type QueueStats } from "../../shared/job";
import type { FoundPrompt, StageTimes } from "../../shared/stages";
import { type Connection, type MeasuringOptions, openDatabase } from "./database";
import { isAlive, ownIdentity } from "./process-identity";
import { HEARTBEAT_MS, prepareStatements } from "./statements";

/** How long ago a done job may be to count in the percentiles, in rows. */
const RECENT_JOBS = 1000;
const MINUTE_MS = 60_000;

export interface Batch {
  id: string;
  /** True when this call took up an unfinished batch of an earlier one. */
  isResumed: boolean;
}

export interface NewJob {
  promptKey: string;
  contentKey: string;
  priority: number;
  found: FoundPrompt;
  /** Name below the batch's output folder, with `/`. */
  output: string;
  /** The whole path as file systems compare it, see `outputKey` in publish. */
  outputKey: string;
}

/** A job in the hands of a worker. `attempt` is the token that every later write must show. */
export interface ClaimedJob {
  id: number;
  attempt: number;
  failures: number;
  batchId: string;
  outDir: string;
  settings: string;
  found: FoundPrompt;
  output: string;
  /** Its process died before: nothing else may run beside it. */
  isSuspect: boolean;
}

export interface DoneResult {
  output: string;
  pages: number;
  bytes: number;
  sha256: string;
  /** Files the document was made of besides the prompt: path → state. */
  dependencies: Record<string, string>;
  warnings: Problem[];
  times: StageTimes;
}

/** How an attempt ended. */
export type Outcome =
  | { kind: "complete"; result: DoneResult }
  | { kind: "fail"; problem: Problem }
  | { kind: "retry"; problem: Problem; delayMs: number }
  | { kind: "release" }
  | { kind: "abort"; problem: Problem };

export interface Finish {
  job: Pick<ClaimedJob, "id" | "attempt">;
  outcome: Outcome;
  /** Milliseconds from claim to now, on a monotonic clock. */
  elapsedMs: number;
}

export interface Tick {
  workerId: string;
  finished: readonly Finish[];
  /** How many jobs may be claimed now. */
  slots: number;
  /** How many jobs the worker will still hold after `finished`. A suspect is only claimed by a worker that holds none. */
  held: number;
  /** Only jobs of this batch. */
  batchId?: string | undefined;
}

export interface TickResult {
  claimed: ClaimedJob[];
  /** Finishes whose job had been given to somebody else meanwhile: their results must be thrown away. */
  refused: Finish[];
}

export interface BatchCounts extends Record<JobState, number> {
  unchanged: number;
  rejected: number;
}

/** A done job with what is needed to tell whether its output still stands for the same prompt. */
export interface DoneOutput {
  output: string;
  bytes: number;
  sha256: string;
  dependencies: Record<string, string>;
}

/** What {@link Queue.recover} found. */
export interface Recovery {
  /** How many jobs were put back or, after too many deaths, failed. */
  recovered: number;
  /** Jobs that were completed about when the process ended. */
  justDone: { id: number; batchId: string; attempt: number; outDir: string; output: string }[];
}

/** The workers of this process, in whichever queue: who is not among them but has this pid is gone. */
const ownWorkers = new Set<string>();

/** A row of `job` as SQLite returns it. */
type Row = Record<string, string | number | null>;

/**
 * The job queue: one SQLite file that several processes may share. Every method is synchronous and is one transaction.
 * All SQL of the app is in this folder.
 */
export class Queue {
  readonly #db: Connection;
  readonly #now: () => number;
  readonly #statements;

  /**
   * @param now wall clock in milliseconds since 1970, used for times that people see and for delays of retries
   * @param measuring for benchmarks only
   */
  constructor(file: string, now: () => number = Date.now, measuring?: MeasuringOptions) {
    this.#db = openDatabase(file, measuring);
    this.#now = now;
    this.#statements = prepareStatements(this.#db);
  }

  get file(): string {
    return this.#db.name;
  }

  get sqliteVersion(): string {
    return String(this.#db.prepare("SELECT sqlite_version()").pluck().get());
  }

  close(): void {
    this.#db.close();
  }

  // Batches

  /** Takes up the unfinished batch of an equal call, or begins one. */
  openBatch(batch: { callKey: string; label: string; outDir: string; settings: string }): Batch {
    return this.#db
      .transaction((): Batch => {
        const open = this.#statements.unfinishedBatch.get(batch.callKey) as Row | undefined;
        if (open) {
          this.#statements.clearRejections.run(open.id);
          this.#statements.unseal.run(open.id);
          return { id: String(open.id), isResumed: true };
        }
        const id = randomUUID();
        this.#statements.insertBatch.run({ ...batch, id, now: this.#now() });
        return { id, isResumed: false };
      })
      .immediate();
  }

  /**
   * Queues prompts. Those the batch has already are passed over.
   * @returns how many were new
   */
  addJobs(batchId: string, jobs: readonly NewJob[]): number {
    return this.#db
      .transaction(() => {
        const { next_turn } = this.#statements.nextTurn.get(batchId) as { next_turn: number };
        let added = 0;
        for (const job of jobs) {
          const { changes } = this.#statements.insertJob.run(
            batchId,
            job.promptKey,
            job.contentKey,
            job.priority,
            next_turn + added,
            JSON.stringify(job.found),
            job.found.source,
            job.found.line,
            job.output,
            job.outputKey,
            this.#now(),
          );
          added += changes;
        }
        this.#statements.setNextTurn.run(next_turn + added, batchId);
        return added;
      })
      .immediate();
  }

  addRejection(batchId: string, problem: Problem): void {
    const { code, message, source = null, line = null, column = null } = problem;
    this.#statements.insertRejection.run(batchId, code, message, source, line, column);
  }

  addUnchanged(batchId: string, count: number): void {
    this.#statements.addUnchanged.run(count, batchId);
  }

  /** All prompts of the batch are queued: it is finished when its jobs are. */
  sealBatch(batchId: string): void {
    this.#statements.seal.run(batchId);
  }

  hasPrompt(batchId: string, promptKey: string): boolean {
    return this.#statements.hasPrompt.get(batchId, promptKey) !== undefined;
  }

  /** Jobs of the batch that still wait, by the place in the input they came from; see {@link placeOf}. */
  queuedPlaces(batchId: string): Map<string, number> {
    const rows = this.#statements.queuedPlaces.all(batchId) as { id: number; source: string; line: number }[];
    return new Map(rows.map((row) => [placeOf(row), row.id]));
  }

  /** Takes a waiting job out for good: its prompt was edited, and another job takes its place. */
  supersede(id: number): void {
    this.#statements.supersede.run(id);
  }

  /** Whether a job of this batch, or an unfinished one of any other, has this output. */
  isOutputTaken(batchId: string, outputKey: string): boolean {
    return this.#statements.outputTaken.get({ batchId, outputKey }) !== undefined;
  }

  /** Done jobs with this content, newest first, of earlier batches into the same folder. */
  findDone(contentKey: string, exceptBatchId: string): DoneOutput[] {
    const rows = this.#statements.doneByContent.all(contentKey, exceptBatchId) as Row[];
    return rows.map((row) => ({
      output: String(row.output),
      bytes: Number(row.bytes),
      sha256: String(row.sha256),
      dependencies: JSON.parse(String(row.dependencies ?? "{}")),
    }));
  }

  batchCounts(batchId: string): BatchCounts {
    const { unchanged, rejected } = this.#statements.batchExtras.get(batchId) as {
      unchanged: number;
      rejected: number;
    };
    return { ...this.#counts(this.#statements.tallyOfBatch.all(batchId) as Row[]), unchanged, rejected };
  }

  /** Whether the batch is sealed, so that no more prompts come. */
  isBatchSealed(batchId: string): boolean {
    return this.#statements.isSealed.get(batchId) !== undefined;
  }

  /** Whether a job of the batch is queued or claimed. */
  isBatchActive(batchId: string): boolean {
    return this.#statements.isActive.get(batchId) !== undefined;
  }

  /** Every reason why something of the batch has no PDF, rejected inputs first, in the order of the input. */
  batchFailures(batchId: string): Problem[] {
    return (this.#statements.batchFailures.all({ batchId }) as Row[]).map(toProblem);
  }

  /** What of the batch could not be queued, in the order of the input. */
  batchRejections(batchId: string): Problem[] {
    return (this.#statements.batchRejections.all(batchId) as Row[]).map(toProblem);
  }

  /** Pages and time figures of a batch's done jobs. */
  batchFigures(batchId: string): { pages: number; elapsedMs: number[] } {
    const rows = this.#statements.batchElapsed.all(batchId) as { pages: number; elapsed_ms: number }[];
    return { pages: rows.reduce((sum, row) => sum + row.pages, 0), elapsedMs: rows.map((row) => row.elapsed_ms) };
  }

  // Workers

  /** Enters this process as a worker. */
  addWorker(): string {
    const id = randomUUID();
    const { pid, start } = ownIdentity();
    ownWorkers.add(id);
    this.#statements.insertWorker.run(id, pid, start, this.#now());
    return id;
  }

  /** Takes a worker out. What it still holds, as after an error, is put back without blame. */
  removeWorker(workerId: string): void {
    // Should the write fail, the next recovery does it: the row is one of this process, but of no worker it has.
    ownWorkers.delete(workerId);
    this.#db
      .transaction(() => {
        this.#statements.releaseAll.run(workerId);
        this.#statements.deleteWorker.run(workerId);
      })
      .immediate();
  }

  /**
   * Puts back what workers held whose processes are gone, at once: no time-out is needed to know it.
   * A job that was committed just before the end may have left its temporary file: those are returned, too.
   */
  recover(): Recovery {
    const dead = (this.#statements.workers.all() as Row[]).filter(({ id, pid, process_start }) =>
      pid === process.pid ? !ownWorkers.has(String(id)) : !isAlive({ pid: Number(pid), start: String(process_start) }),
    );
    if (dead.length === 0) return { recovered: 0, justDone: [] };
    return this.#db
      .transaction((): Recovery => {
        let recovered = 0;
        const justDone: Recovery["justDone"] = [];
        for (const { id, heartbeat_at_ms } of dead) {
          recovered += this.#statements.condemn.run({ workerId: id, now: this.#now() }).changes;
          recovered += this.#statements.interrupt.run(id).changes;
          const since = Number(heartbeat_at_ms) - 2 * HEARTBEAT_MS;
          justDone.push(...(this.#statements.doneNear.all(since) as Recovery["justDone"]));
          this.#statements.deleteWorker.run(id);
        }
        return { recovered, justDone };
      })
      .immediate();
  }

  /**
   * The heart of the queue, one transaction: writes back what finished, lets delayed retries in whose time has come,
   * and claims as many jobs as there are free slots.
   */
  tick({ workerId, finished, slots, held, batchId }: Tick): TickResult {
    return this.#db
      .transaction((): TickResult => {
        const refused = finished.filter((finish) => !this.#writeBack(workerId, finish));
        const now = this.#now();
        this.#statements.heartbeat.run({ now, workerId });
        this.#statements.promote.run(now);
        if (slots <= 0 || this.isPaused) return { claimed: [], refused };
        const claim = { workerId, slots, now, batchId: batchId ?? null };
        let rows = (batchId ? this.#statements.claimOfBatch : this.#statements.claim).all(claim) as Row[];
        if (rows.length === 0 && held === 0) rows = this.#statements.claimSuspect.all(claim) as Row[];
        // RETURNING gives no order.
        rows.sort((a, b) => Number(a.priority) - Number(b.priority) || Number(a.turn) - Number(b.turn));
        return { claimed: rows.map((row) => this.#toClaimed(row)), refused };
      })
      .immediate();
  }

  #writeBack(workerId: string, { job, outcome, elapsedMs }: Finish): boolean {
    const token = { id: job.id, attempt: job.attempt, workerId, now: this.#now(), elapsedMs };
    return this.#apply(token, outcome) === 1;
  }

  #apply(token: object & { now: number }, outcome: Outcome): number {
    switch (outcome.kind) {
      case "complete": {
        const { result } = outcome;
        return this.#statements.complete.run({
          ...token,
          ...result,
          ...result.times,
          dependencies: JSON.stringify(result.dependencies),
          warnings: JSON.stringify(result.warnings),
          times: undefined,
        }).changes;
      }
      case "fail":
        return this.#statements.fail.run({ ...token, ...errorColumns(outcome.problem) }).changes;
      case "abort":
        return this.#statements.abort.run({ ...token, ...errorColumns(outcome.problem) }).changes;
      case "retry": {
        const runAtMs = token.now + outcome.delayMs;
        return this.#statements.retry.run({ ...token, ...errorColumns(outcome.problem), runAtMs }).changes;
      }
      case "release":
        return this.#statements.release.run(token).changes;
    }
  }

  #toClaimed(row: Row): ClaimedJob {
    const batch = this.#statements.batch.get(row.batch_id) as Row;
    return {
      id: Number(row.id),
      attempt: Number(row.attempt),
      failures: Number(row.failures),
      batchId: String(row.batch_id),
      outDir: String(batch.out_dir),
      settings: String(batch.settings),
      found: JSON.parse(String(row.found)),
      output: String(row.output),
      isSuspect: Number(row.interrupts) > 0,
    };
  }

  /** Jobs of this worker that somebody wants stopped. */
  cancelRequests(workerId: string): number[] {
    return (this.#statements.cancelRequests.all(workerId) as { id: number }[]).map(({ id }) => id);
  }

  /** Whether anything may still be claimed, now or after a delay: of the batch, or at all. */
  hasWork(batchId?: string): boolean {
    const counts = this.#counts(
      (batchId ? this.#statements.tallyOfBatch.all(batchId) : this.#statements.tally.all()) as Row[],
    );
    return counts.queued > 0;
  }

  /** Milliseconds until the next delayed retry is due; undefined when none waits. */
  nextDelayMs(): number | undefined {
    const row = this.#statements.nextDelayed.get() as { run_at_ms: number } | undefined;
    return row && Math.max(0, row.run_at_ms - this.#now());
  }

  // What people do by hand

  get isPaused(): boolean {
    return this.#statements.isPaused.get() !== undefined;
  }

  /** Nothing is claimed any more, by any process; what runs goes on. */
  pause(): void {
    this.#statements.pause.run();
  }

  resume(): void {
    this.#statements.resume.run();
  }

  /** Puts failed jobs back: those named, those of a batch, or all. @returns how many */
  requeue(which: { ids: readonly number[] } | { batchId: string } | "all"): number {
    if (which === "all") return this.#statements.requeueAll.run().changes;
    if ("batchId" in which) return this.#statements.requeueBatch.run(which.batchId).changes;
    return this.#sum(which.ids, (id) => this.#statements.requeue.run(id).changes);
  }

  /**
   * Cancels queued jobs at once and asks the workers of claimed ones to stop: those named, those of a batch, or all. With
   * `"queued"`, all that wait, and what runs goes on.
   * @returns how many were cancelled or asked for
   */
  cancel(which: { ids: readonly number[] } | { batchId: string } | "all" | "queued"): number {
    const now = this.#now();
    if (which === "queued") return this.#statements.cancelQueued.run(now).changes;
    const select = this.#statements;
    const ids =
      which === "all"
        ? (select.unfinished.all() as { id: number }[]).map(({ id }) => id)
        : "batchId" in which
          ? (select.unfinishedOfBatch.all(which.batchId) as { id: number }[]).map(({ id }) => id)
          : which.ids;
    return this.#sum(ids, (id) => select.cancel.run(now, id).changes || select.requestCancel.run(id).changes);
  }

  #sum(ids: readonly number[], change: (id: number) => number): number {
    return this.#db.transaction(() => ids.reduce((sum, id) => sum + change(id), 0)).immediate();
  }

  // What people look at

  job(id: number): (JobView & { outDir: string }) | undefined {
    const row = this.#statements.job.get(id) as Row | undefined;
    return row && { ...toView(row), outDir: String(row.out_dir) };
  }

  /** A page of jobs: the newest batch first, and within it in the order of its input, which is that of the work. */
  listJobs({
    offset,
    limit,
    states = JOB_STATES,
  }: {
    offset: number;
    limit: number;
    states?: readonly JobState[] | undefined;
  }): {
    total: number;
    jobs: JobView[];
  } {
    const wanted = JSON.stringify(states);
    const jobs: JobView[] = [];
    let total = 0;
    for (const { id, count } of this.#statements.batchSizes.all(wanted) as { id: string; count: number }[]) {
      const skip = offset - total;
      total += count;
      if (skip >= count || jobs.length >= limit) continue;
      const page = { batchId: id, wanted, offset: Math.max(0, skip), limit: limit - jobs.length };
      jobs.push(...(this.#statements.listOfBatch.all(page) as Row[]).map(toView));
    }
    return { total, jobs };
  }

  stats(peakRssMb: number | null = null): QueueStats {
    const recent = this.#statements.recent.all(RECENT_JOBS) as { state: JobState; elapsed_ms: number }[];
    const times = recent.filter(({ state }) => state === "done").map(({ elapsed_ms }) => elapsed_ms);
    const { done } = this.#statements.doneSince.get(this.#now() - MINUTE_MS) as { done: number };
    return {
      ...this.#counts(this.#statements.tally.all() as Row[]),
      paused: this.isPaused,
      pdfsPerMinute: done,
      p50Ms: percentile(times, 0.5),
      p95Ms: percentile(times, 0.95),
      errorRate: recent.length === 0 ? 0 : (recent.length - times.length) / recent.length,
      peakRssMb,
    };
  }

  /**
   * Jobs completed in each of the last `seconds` whole seconds, oldest first; the second that runs is not among them.
   */
  donePerSecond(seconds: number): number[] {
    const end = Math.floor(this.#now() / 1000);
    const figures = new Array<number>(seconds).fill(0);
    const rows = this.#statements.donePerSecond.all({ from: (end - seconds) * 1000, to: end * 1000 });
    for (const { second, done } of rows as { second: number; done: number }[]) figures[second - end + seconds] = done;
    return figures;
  }

  /** Another value than before whenever anything in the file changed, by this process or another. */
  changeMark(): string {
    const { changes } = this.#statements.totalChanges.get() as { changes: number };
    return `${this.#db.pragma("data_version", { simple: true })}:${changes}`;
  }

  #counts(rows: Row[]): Record<JobState, number> {
    const counts: Record<JobState, number> = { queued: 0, claimed: 0, done: 0, failed: 0, cancelled: 0 };
    for (const { state, jobs } of rows) counts[state as JobState] += Number(jobs);
    return counts;
  }
}

/** A prompt's place in the input, to compare. */
export function placeOf({ source, line }: { source: string; line: number }): string {
  return `${source}\0${line}`;
}

/** The value below which a share of the values lies, by nearest rank, in whole numbers; null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value);
}

function errorColumns({ code, message, line, column }: Problem) {
  return { code, message, line: line ?? null, column: column ?? null };
}

function toProblem(row: Row): Problem {
  return {
    code: row.error_code as ErrorCode,
    message: String(row.error_message),
    source: row.source === null ? undefined : String(row.source),
    line: row.error_line === null ? undefined : Number(row.error_line),
    column: row.error_column === null ? undefined : Number(row.error_column),
  };
}

function toView(row: Row): JobView {
  return {
    id: Number(row.id),
    batchId: String(row.batch_id),
    state: row.state as JobState,
    name: String(row.output),
    source: String(row.source),
    line: Number(row.line),
    attempt: Number(row.attempt),
    pages: row.pages === null ? null : Number(row.pages),
    bytes: row.bytes === null ? null : Number(row.bytes),
    elapsedMs: row.elapsed_ms === null ? null : Number(row.elapsed_ms),
    error: row.error_code === null || row.state === "done" ? null : toProblem(row),
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms === null ? null : Number(row.finished_at_ms),
  };
}
