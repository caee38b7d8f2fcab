import { randomUUID } from "node:crypto";
import type { Problem } from "../../shared/errors";
import { type LaneHealth, togetherHealth } from "../../shared/health";
import { JOB_STAGES, type JobStage, type JobView, type PauseState, type QueueStats } from "../../shared/job";
import type { ListedJob } from "../../shared/job-list";
import type { FoundPrompt, RawInput } from "../../shared/stages";
import { BatchResults } from "./batch-results";
import { BatchTransfer } from "./batch-transfer";
import { ByHand } from "./by-hand";
import type { MinuteCounts } from "./counts";
import { type Connection, type DatabaseOptions, openDatabase } from "./database";
import { JobListing, type JobQuery } from "./job-listing";
import { KnownBatches } from "./known-batches";
import { Moves } from "./moves";
import { Overview } from "./overview";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity";
import { Requests } from "./requests";
import { errorColumns, isFull, noRoomFor, type Row, toCounts, toProblem, toView } from "./rows";
import { HEARTBEAT_MS, JOBS_PER_INSERT, prepareStatements } from "./statements";
import { Statistics } from "./statistics";
import { type Moved, Tally } from "./tally";
import { Turns } from "./turns";
import type {
  ActiveBatch,
  Attempt,
  Batch,
  BatchCounts,
  ClaimedJob,
  DoneOutput,
  FailedSelection,
  Finish,
  History,
  IdleJob,
  MadeOutput,
  NewJob,
  NoRoom,
  Outcome,
  PromptJob,
  Remains,
  Selection,
  Tick,
  TickResult,
} from "./types";
import { WatchedFiles } from "./watched-files";
import { writeProblem } from "./write-problem";

const DAY_MS = 24 * 3_600_000;
/** How long done and cancelled jobs are kept. */
const RETENTION_MS = 30 * DAY_MS;

/** Longer ones between two events of a batch are taken for pauses. */
const LONGEST_GAP_MS = 1000;

/** The workers of this process, in whichever queue: who is not among them but has this pid is gone. */
const ownWorkers = new Set<string>();

export interface QueueOptions extends DatabaseOptions {
  /** Wall clock in milliseconds since 1970, used for times that people see and for delays of retries. */
  now?: () => number;
  /** Whether a process still runs on this machine. */
  isAlive?: (identity: ProcessIdentity) => boolean;
}

/**
 * The job queue: one SQLite file that several processes may share. Every method is synchronous and is one transaction.
 * All SQL of the app is in this folder. Methods that write throw PdfPromptError `disk-full` where the queue's own disk
 * has no room; nothing has changed then.
 */
export class Queue {
  readonly #db: Connection;
  readonly #now: () => number;
  readonly #isAlive: (identity: ProcessIdentity) => boolean;
  readonly #statements;
  readonly #statistics: Statistics;
  readonly #batches: KnownBatches;
  readonly #tally: Tally;
  /** What batches leave beside their PDFs. */
  readonly results: BatchResults;
  /** What people ask about batches and failed jobs. */
  readonly overview: Overview;
  /** What programs ask for, and what they are told. */
  readonly requests: Requests;
  /** Whole batches, out of the queue and into it. */
  readonly transfer: BatchTransfer;
  /** Files of watched folders that were taken. */
  readonly watched: WatchedFiles;
  /** Order and removal of single jobs. */
  readonly byHand: ByHand;
  /** The list of jobs in any order. */
  readonly listing: JobListing;

  /** @param file absolute path of the database; it is created or upgraded where needed */
  constructor(file: string, options: QueueOptions = {}) {
    this.#db = openDatabase(file, options);
    this.#now = options.now ?? Date.now;
    this.#isAlive = options.isAlive ?? isAlive;
    this.#statements = prepareStatements(this.#db);
    this.#batches = new KnownBatches(this.#statements, file);
    this.#tally = new Tally(this.#statements);
    this.#statistics = new Statistics(this.#db, this.#now);
    this.results = new BatchResults(this.#db, this.#batches, (change) => this.#write(change));
    this.overview = new Overview(this.#db, this.#batches);
    this.requests = new Requests(this.#db, this.#batches, (change) => this.#write(change));
    this.transfer = new BatchTransfer(this.#db, this.#statements, this.#tally, (change) => this.#write(change));
    this.watched = new WatchedFiles(this.#db, this.#now, (change) => this.#write(change));
    this.listing = new JobListing(this.#db, { batches: this.#batches, reads: this.#statements });
    this.byHand = new ByHand(this.#db, {
      statements: this.#statements,
      tally: this.#tally,
      write: (change) => this.#write(change),
      renewResults: () => this.results.renew(),
      now: this.#now,
    });
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

  /**
   * Takes up the unfinished batch of an equal call, or begins one.
   * @param onOpened what it writes is committed together with the batch
   */
  openBatch(
    batch: { callKey: string; label: string; outDir: string; settings: string },
    onOpened: (batchId: string) => void = () => undefined,
  ): Batch {
    return this.#write(() => {
      const opened = this.#openBatch(batch);
      onOpened(opened.id);
      return opened;
    });
  }

  #openBatch(batch: { callKey: string; label: string; outDir: string; settings: string }): Batch {
    const open = this.#statements.unfinishedBatch.get(batch.callKey) as { id: string; createdAt: number } | undefined;
    if (open) {
      const number = this.#batches.numberOf(open.id);
      this.#statements.clearRejections.run(number);
      this.#statements.forgetUnchangedOf.run(number);
      this.#statements.unseal.run(open.id);
      return { id: open.id, isResumed: true, createdAtMs: Number(open.createdAt) };
    }
    const id = randomUUID();
    const now = this.#now();
    this.#statements.insertBatch.run({ ...batch, id, now });
    return { id, isResumed: false, createdAtMs: now };
  }

  /**
   * Queues prompts. Those the batch has already are passed over.
   * @returns how many were new
   */
  addJobs(batchId: string, jobs: readonly NewJob[]): number {
    return this.#write(() => {
      const batch = this.#batches.numberOf(batchId);
      const row = this.#rowMaker(batch);
      let added = 0;
      for (let start = 0; start < jobs.length; start += JOBS_PER_INSERT) {
        const some = jobs.slice(start, start + JOBS_PER_INSERT).map(row);
        if (some.length === JOBS_PER_INSERT) added += this.#statements.insertJobs.run(some.flat()).changes;
        else for (const values of some) added += this.#statements.insertJob.run(values).changes;
      }
      row.turns.keep();
      this.#tally.countMove(batch, undefined, "queued", added);
      return added;
    });
  }

  /** Makes rows of new jobs, each with the next number and the next turn of its priority. A job passed over leaves gaps, which harms nothing. */
  #rowMaker(batch: number) {
    const now = this.#now();
    const turns = new Turns(this.#statements, batch);
    let id = Number(this.#statements.nextJobId.get());
    const make = (job: NewJob) => {
      const { promptKey, contentKey, priority, owner, found, output, outputKey, position, runAtMs = 0 } = job;
      const isReady = runAtMs <= now;
      return [
        id++,
        batch,
        promptKey,
        contentKey,
        priority,
        turns.next(priority, owner),
        isReady ? 1 : 0,
        isReady ? 0 : 1,
        runAtMs,
        JSON.stringify(found),
        found.source,
        found.line,
        output,
        outputKey,
        now,
        position ?? null,
        owner ?? null,
      ];
    };
    return Object.assign(make, { turns });
  }

  /** @param at `raw` is what was rejected, `position` its place in the input */
  addRejection(batchId: string, problem: Problem, at: { position?: number; raw?: RawInput | undefined } = {}): void {
    const { code, message, source = null, line = null, column = null } = problem;
    const raw = at.raw === undefined ? null : JSON.stringify(at.raw);
    const values = [code, message, source, line, column, at.position ?? null, raw];
    this.#write(() => this.#statements.insertRejection.run(this.#batches.numberOf(batchId), ...values));
  }

  addUnchanged(batchId: string, count: number): void {
    if (count > 0) this.#write(() => this.#statements.addUnchanged.run(count, batchId));
  }

  /** All prompts of the batch are queued: it is finished when its jobs are. */
  sealBatch(batchId: string): void {
    this.#write(() => this.#statements.seal.run(batchId));
  }

  /** The job whose prompt has this key, if the batch has it already. */
  jobOf(batchId: string, promptKey: string): PromptJob | undefined {
    const row = this.#statements.jobOf.get(this.#batches.numberOf(batchId), promptKey) as Row | undefined;
    return row && { id: Number(row.id), position: Number(row.position ?? 0), found: JSON.parse(String(row.found)) };
  }

  /** Jobs that stand for prompts at other places among all of the input than before. */
  setPositions(jobs: readonly Pick<PromptJob, "id" | "position">[]): void {
    this.#write(() => {
      for (const { id, position } of jobs) this.#statements.setPosition.run(position, id);
    });
  }

  /** All jobs of the batch that nobody is at work on. */
  notUnderWay(batchId: string): IdleJob[] {
    return (this.#statements.notUnderWay.all(this.#batches.numberOf(batchId)) as Row[]).map((row) => ({
      id: Number(row.id),
      source: String(row.source),
      outputKey: String(row.outputKey),
      made: row.isDone
        ? {
            output: String(row.output),
            bytes: Number(row.bytes),
            sha256: String(row.sha256),
            dependencies: JSON.parse(String(row.dependencies)),
          }
        : undefined,
    }));
  }

  /**
   * Takes jobs that are not under way out for good: their prompts are not in the input any more, or other jobs take their
   * places. A PDF stays, and so does what proves that it stands.
   * @returns how many were taken out
   */
  supersede(ids: readonly number[]): number {
    return this.#write(() => {
      this.#statements.keepLastJobId.run();
      let superseded = 0;
      for (const id of ids) {
        this.#statements.keepProof.run(id);
        const row = this.#statements.supersede.get(id) as Moved | undefined;
        if (!row) continue;
        this.#tally.countMove(row.batch, row.state, undefined, 1);
        superseded += 1;
      }
      return superseded;
    });
  }

  /** Whether a job of this batch, or an unfinished one of any other, has this output. */
  isOutputTaken(outputKey: string, batchId?: string): boolean {
    return this.#statements.outputTaken.get({ batch: this.#numberOf(batchId), outputKey }) !== undefined;
  }

  /** Whether any other batch has unfinished jobs. */
  hasUnfinishedBeside(batchId: string): boolean {
    return this.#statements.unfinishedBeside.get(this.#batches.numberOf(batchId)) !== undefined;
  }

  /** Where the prompt is that has an output that is taken, or that it was left for in this batch. */
  holderOf(outputKey: string, batchId?: string): { source: string; line: number } | undefined {
    return this.#statements.outputHolder.get({ batch: this.#numberOf(batchId), outputKey }) as
      | { source: string; line: number }
      | undefined;
  }

  /** Whether there is any done job at all: without one, {@link findDone} need not be asked prompt by prompt. */
  hasDone(): boolean {
    return this.#statements.anyDone.get() !== undefined;
  }

  /** How fast and how large the last PDFs were, of the batch whose jobs were queued last; undefined without any. */
  history(): History | undefined {
    const rows = this.#statements.history.all() as { bytes: number; claimed: number; finished: number }[];
    const times = rows.flatMap(({ claimed, finished }) => [claimed, finished]).sort((one, other) => one - other);
    // Nights and pauses are no work.
    const ms = times.reduce((sum, time, at) => sum + Math.min(time - (times[at - 1] ?? time), LONGEST_GAP_MS), 0);
    if (rows.length === 0 || ms <= 0) return undefined;
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0) / rows.length;
    return { jobs: rows.length, bytes, perSecond: (rows.length * 1000) / ms };
  }

  /** Done jobs with one of these contents, newest first, of earlier batches into the same folder. */
  findDone(contentKey: string, exceptBatchId?: string, otherKey = contentKey): DoneOutput[] {
    const batch = this.#numberOf(exceptBatchId);
    return (this.#statements.doneByContent.all({ contentKey, otherKey, batch }) as Row[]).map((row) => ({
      output: String(row.output),
      bytes: Number(row.bytes),
      sha256: String(row.sha256),
      dependencies: JSON.parse(String(row.dependencies ?? "{}")),
      pages: row.pages === null ? null : Number(row.pages),
      warnings: row.warnings === null ? null : String(row.warnings),
    }));
  }

  /** What was last made under this output of the prompt at this place of the input, whatever its wording was. */
  findMade(outputKey: string, { source, line, row }: FoundPrompt): MadeOutput | undefined {
    return this.#statements.madeAt.get({ outputKey, source, line, row: row ?? null }) as MadeOutput | undefined;
  }

  /** A batch's number; for none, one that no batch has. */
  #numberOf(batchId: string | undefined): number {
    return batchId === undefined ? 0 : this.#batches.numberOf(batchId);
  }

  batchCounts(batchId: string): BatchCounts {
    const { unchanged, rejected } = this.#statements.batchExtras.get(batchId) as {
      unchanged: number;
      rejected: number;
    };
    return {
      ...toCounts(this.#statements.tallyOfBatch.all(this.#batches.numberOf(batchId)) as Row[]),
      unchanged,
      rejected,
    };
  }

  /** Whether the batch is sealed, so that no more prompts come. */
  isBatchSealed(batchId: string): boolean {
    return this.#statements.isSealed.get(batchId) !== undefined;
  }

  /** Whether a job of the batch is queued or claimed. */
  isBatchActive(batchId: string): boolean {
    return this.#statements.isActive.get(this.#batches.numberOf(batchId)) !== undefined;
  }

  /**
   * Batches that are still read or have a job queued or claimed, the newest first. Single prompts that programs asked
   * for, of which nothing is written beside the PDFs, are left out. It looks at all batches.
   * @param most how many are returned
   */
  activeBatches(most: number): ActiveBatch[] {
    return this.#statements.activeBatches.all(most) as ActiveBatch[];
  }

  /** Every reason why something of the batch has no PDF, rejected inputs first, in the order of the input. */
  batchFailures(batchId: string): Problem[] {
    return (this.#statements.batchFailures.all({ batch: this.#batches.numberOf(batchId) }) as Row[]).map(toProblem);
  }

  /** What of the batch could not be queued, in the order of the input. */
  batchRejections(batchId: string): Problem[] {
    return (this.#statements.batchRejections.all(this.#batches.numberOf(batchId)) as Row[]).map(toProblem);
  }

  /**
   * What the user should know of a batch's done jobs, in the order of the input.
   * @param most how many warnings are returned; `total` counts all of them
   */
  batchWarnings(batchId: string, most: number): { total: number; warnings: Problem[] } {
    const warnings: Problem[] = [];
    let total = 0;
    for (const text of this.#statements.batchWarnings.iterate(this.#batches.numberOf(batchId))) {
      const found = JSON.parse(String(text)) as Problem[];
      total += found.length;
      warnings.push(...found.slice(0, most - warnings.length));
    }
    return { total, warnings };
  }

  /** Pages of a batch's done jobs, and milliseconds of each stage of those that had it. */
  batchFigures(batchId: string): { pages: number; ms: Record<JobStage | "total", number[]> } {
    const rows = this.#statements.batchFigures.all(this.#batches.numberOf(batchId)) as ({
      pages: number;
    } & Record<JobStage | "total", number>)[];
    const of = (stage: JobStage | "total") => rows.map((row) => row[stage]).filter((figure) => figure > 0);
    const ms = Object.fromEntries([...JOB_STAGES, "total" as const].map((stage) => [stage, of(stage)]));
    return { pages: rows.reduce((sum, row) => sum + row.pages, 0), ms: ms as Record<JobStage | "total", number[]> };
  }

  // Workers

  /** Enters this process as a worker. */
  addWorker(): string {
    const id = randomUUID();
    const { pid, start } = ownIdentity();
    this.#write(() => this.#statements.insertWorker.run(id, pid, start, this.#now()));
    ownWorkers.add(id);
    return id;
  }

  /** Takes a worker out. What it still holds, as after an error, is put back without blame. */
  removeWorker(workerId: string): void {
    // Should the write fail, the next recovery does it: the row is one of this process, but of no worker it has.
    ownWorkers.delete(workerId);
    this.#writeWithFigures(
      () => true,
      () => {
        this.#tally.countFromClaimed(this.#statements.releaseAll.all({ workerId, now: this.#now() }) as Moved[]);
        this.#statements.deleteWorker.run(workerId);
      },
    );
  }

  /**
   * Workers whose processes are gone, and what is left of them: the attempts they held, and those they had completed
   * about when they ended. Whether a process is gone is known at once, no time-out is needed. The files of those attempts
   * are to be cleared away before {@link recover} gives the jobs to others.
   */
  remains(): Remains {
    const remains: Remains = { workers: [], held: [], justDone: [] };
    for (const row of this.#statements.workers.all() as Row[]) {
      if (this.#isWorkerThere(row)) continue;
      const { id, heartbeat_at_ms } = row;
      remains.workers.push(String(id));
      remains.held.push(...(this.#statements.heldBy.all(id) as Attempt[]));
      remains.justDone.push(
        ...(this.#statements.doneNear.all(Number(heartbeat_at_ms) - 2 * HEARTBEAT_MS) as Attempt[]),
      );
    }
    return remains;
  }

  #isWorkerThere({ id, pid, process_start }: Row): boolean {
    if (pid === process.pid) return ownWorkers.has(String(id));
    return this.#isAlive({ pid: Number(pid), start: String(process_start) });
  }

  /**
   * Puts back what these dead workers held.
   * @returns how many jobs were put back or, after too many deaths, failed
   */
  recover(workers: readonly string[] = this.remains().workers): number {
    if (workers.length === 0) return 0;
    return this.#write(() => {
      const moved: Moved[] = [];
      const now = this.#now();
      for (const workerId of workers) {
        moved.push(...(this.#statements.condemn.all({ workerId, now }) as Moved[]));
        moved.push(...(this.#statements.interrupt.all({ workerId, now }) as Moved[]));
        this.#statements.deleteWorker.run(workerId);
      }
      this.#tally.countFromClaimed(moved);
      return moved.length;
    });
  }

  /**
   * The heart of the queue, one transaction: writes back what finished, lets in what waited for its time, and claims as
   * many jobs as there are free slots.
   */
  tick({ workerId, finished, slots, held, batchId, rssMb, health }: Tick): TickResult {
    let rows: Row[] = [];
    const isIdle = ({ claimed }: TickResult) => claimed.length === 0 && finished.length === 0 && held === 0;
    const result = this.#writeWithFigures(isIdle, (): TickResult => {
      const moves = new Moves();
      const refused = finished.filter((finish) => !this.#writeBack(workerId, finish, moves));
      const now = this.#now();
      this.#statements.heartbeat.run({ now, workerId });
      if (health) this.#statements.setHealth.run({ workerId, health: JSON.stringify(health) });
      this.#statements.promoteRetries.run({ now });
      this.#statements.promoteStranded.run({ now });
      this.#statements.promoteScheduled.run({ now });
      const pause = this.pauseState();
      rows = slots > 0 && pause === undefined ? this.#claim({ workerId, slots, held, batchId }, now) : [];
      for (const row of rows) moves.add(Number(row.batch), "queued", "claimed");
      this.#tally.count(moves);
      return { claimed: rows.map((row) => this.#toClaimed(row)), refused, pause };
    });
    // Only what was committed counts.
    for (const finish of finished) if (!result.refused.includes(finish)) this.#statistics.count(finish);
    for (const row of rows) {
      this.#statistics.countWait(this.#now() - Math.max(Number(row.created_at_ms), Number(row.run_at_ms)));
    }
    if (rssMb !== undefined) this.#statistics.countMemory(rssMb);
    return result;
  }

  #claim({ workerId, slots, held, batchId }: Omit<Tick, "finished">, now: number): Row[] {
    const batch = batchId === undefined ? null : this.#batches.numberOf(batchId);
    const claim = { workerId, slots, now, batch };
    let rows = (batch === null ? this.#statements.claim : this.#statements.claimOfBatch).all(claim) as Row[];
    if (rows.length === 0 && held === 0) rows = this.#statements.claimSuspect.all(claim) as Row[];
    // RETURNING gives no order.
    rows.sort((a, b) => Number(a.priority) - Number(b.priority) || Number(a.turn) - Number(b.turn));
    const turns = new Map<number, number>();
    for (const { priority, turn } of rows) turns.set(Number(priority), Number(turn));
    for (const [priority, turn] of turns) this.#statements.advanceClock.run(priority, turn);
    return rows;
  }

  /** @returns false where the job is not that attempt's any more */
  #writeBack(workerId: string, { job, outcome, elapsedMs }: Finish, moves: Moves): boolean {
    const token = { id: job.id, attempt: job.attempt, workerId, now: this.#now(), elapsedMs };
    const moved = this.#apply(token, outcome) as Moved | undefined;
    if (moved === undefined) return false;
    moves.add(moved.batch, "claimed", moved.state);
    if (outcome.kind === "release" && outcome.noRoom) this.#pauseForRoom(outcome.noRoom);
    return true;
  }

  #apply(token: object & { now: number }, outcome: Outcome): unknown {
    switch (outcome.kind) {
      case "complete": {
        const { result } = outcome;
        return this.#statements.complete.get({
          ...token,
          outputKey: null,
          ...result,
          ...result.times,
          dependencies: JSON.stringify(result.dependencies),
          warnings: JSON.stringify(result.warnings),
          times: undefined,
        });
      }
      case "fail":
        return this.#statements.fail.get({ ...token, ...errorColumns(outcome.problem) });
      case "abort":
        return this.#statements.abort.get({ ...token, ...errorColumns(outcome.problem) });
      case "retry": {
        const runAtMs = token.now + outcome.delayMs;
        const endedRenderer = outcome.endedRenderer ? 1 : 0;
        return this.#statements.retry.get({ ...token, ...errorColumns(outcome.problem), runAtMs, endedRenderer });
      }
      case "release":
        return this.#statements.release.get(token);
    }
  }

  #toClaimed(row: Row): ClaimedJob {
    const { id, outDir, settings } = this.#batches.get(Number(row.batch));
    return {
      id: Number(row.id),
      attempt: Number(row.attempt),
      failures: Number(row.failures),
      rendererEnds: Number(row.renderer_ends),
      batchId: id,
      outDir,
      settings,
      found: JSON.parse(String(row.found)),
      output: String(row.output),
      isSuspect: Number(row.interrupts) > 0,
    };
  }

  /** Jobs of this worker that somebody wants stopped. */
  cancelRequests(workerId: string): number[] {
    return this.#statements.cancelRequests.all(workerId) as number[];
  }

  /** Whether anything may still be claimed, now or after a delay: of the batch, or at all. */
  hasWork(batchId?: string): boolean {
    const rows =
      batchId === undefined
        ? this.#statements.totals.all()
        : this.#statements.tallyOfBatch.all(this.#batches.numberOf(batchId));
    return toCounts(rows as Row[]).queued > 0;
  }

  /** Milliseconds until the next job that waits for its time is due; undefined when none waits. */
  nextDelayMs(): number | undefined {
    const runAtMs = this.#statements.nextDelayed.get() as number | null;
    return runAtMs === null ? undefined : Math.max(0, runAtMs - this.#now());
  }

  // What people do by hand

  /** Why nothing is claimed, by any process; undefined where the queue is not paused. */
  pauseState(): PauseState | undefined {
    const value = this.#statements.pauseState.get() as string | undefined;
    return value === undefined ? undefined : (JSON.parse(value) as PauseState);
  }

  /** Nothing is claimed any more, by any process. What runs is finished, or goes back to the queue at once. */
  pause(kind: "finish" | "now" = "finish"): void {
    this.#write(() => this.#statements.pause.run(JSON.stringify({ kind } satisfies PauseState)));
  }

  resume(): void {
    this.#write(() => this.#statements.resume.run());
  }

  /** There is room again. A pause by hand stays. */
  resumeFromFullDisk(): void {
    this.#write(() => this.#statements.resumeFromFullDisk.run());
  }

  #pauseForRoom(noRoom: NoRoom): void {
    this.#statements.pauseUnlessPaused.run(JSON.stringify({ kind: "disk-full", ...noRoom } satisfies PauseState));
  }

  /** Puts failed jobs back; of those that are named, cancelled ones, too, unless another job has their name. @returns how many */
  requeue(which: FailedSelection): number {
    return this.#write(() => {
      const requeued = this.#requeue(which);
      // What was written about their batches will not be true any more.
      if (requeued > 0) this.results.renew();
      return requeued;
    });
  }

  #requeue(which: FailedSelection): number {
    if (which === "all")
      return this.#tally.countAll("failed", "queued", () => this.#statements.requeueAll.run().changes);
    if ("ids" in which) {
      const { requeue, requeueCancelled } = this.#statements;
      const failed = this.#tally.countEach("failed", which.ids, (id) => requeue.get(id));
      return failed + this.#tally.countEach("cancelled", which.ids, (id) => requeueCancelled.get(id));
    }
    if ("code" in which) {
      const batch = which.batchId === undefined ? null : this.#batches.numberOf(which.batchId);
      const selected = { batch, code: which.code };
      // There may be a million of them: they are counted, not read.
      const moves = new Moves();
      for (const failed of this.#statements.failedByCode.all(selected) as { batch: number; jobs: number }[]) {
        moves.add(failed.batch, "failed", "queued", failed.jobs);
      }
      this.#tally.count(moves);
      return this.#statements.requeueByCode.run(selected).changes;
    }
    const batch = this.#batches.numberOf(which.batchId);
    return this.#tally.countMove(batch, "failed", "queued", this.#statements.requeueBatch.run(batch).changes);
  }

  /**
   * Cancels queued jobs at once and asks the workers of claimed ones to stop. With `"queued"` or `queuedOf` a batch, those
   * that wait, and what runs goes on.
   * @returns how many were cancelled or asked for
   */
  cancel(which: Selection | "queued" | { queuedOf: string }): number {
    const select = this.#statements;
    const now = this.#now();
    return this.#write(() => {
      if (which === "queued" || which === "all") {
        const cancelled = this.#tally.countAll("queued", "cancelled", () => select.cancelQueued.run({ now }).changes);
        return which === "queued" ? cancelled : cancelled + select.requestCancelAll.run().changes;
      }
      if ("ids" in which) {
        const asked = which.ids.reduce((sum, id) => sum + select.requestCancel.run(id).changes, 0);
        return asked + this.#tally.countEach("queued", which.ids, (id) => select.cancel.get({ id, now }));
      }
      const batch = this.#batches.numberOf("queuedOf" in which ? which.queuedOf : which.batchId);
      const { changes } = select.cancelBatch.run({ batch, now });
      const cancelled = this.#tally.countMove(batch, "queued", "cancelled", changes);
      return "queuedOf" in which ? cancelled : cancelled + select.requestCancelBatch.run(batch).changes;
    });
  }

  /**
   * Forgets done and cancelled jobs that are older than 30 days, at most `limit` of them; never one of a batch that is
   * not finished. What proves that an output still stands is kept.
   * @returns how many went; fewer than `limit` when none are left
   */
  prune(limit = 500): number {
    return this.#write(() => {
      const before = this.#now() - RETENTION_MS;
      const rows = this.#statements.outdated.all({ before, limit }) as (Moved & { id: number })[];
      const moves = new Moves();
      if (rows.length > 0) this.#statements.keepLastJobId.run();
      for (const { id, batch, state } of rows) {
        this.#statements.keepProof.run(id);
        this.#statements.remove.run(id);
        moves.add(batch, state, undefined);
      }
      this.#tally.count(moves);
      if (rows.length < limit) this.#forgetBatches(before);
      if (rows.length < limit) this.#statements.forgetUnchanged.run({ before: this.#now() - DAY_MS, limit });
      return rows.length;
    });
  }

  #forgetBatches(before: number): void {
    const { clearRejections, forgetUnchangedOf, forgetColumns, forgetTally, forgetTurns } = this.#statements;
    const { forgetRequests, forgetBatch } = this.#statements;
    const forgetAll = [clearRejections, forgetUnchangedOf, forgetColumns, forgetTally, forgetTurns, forgetRequests];
    for (const number of this.#statements.emptyBatches.all(before) as number[]) {
      if (this.byHand.isHeld(number)) continue;
      for (const forget of [...forgetAll, forgetBatch]) forget.run(number);
    }
  }

  // What people look at

  job(id: number): (JobView & { outDir: string }) | undefined {
    const row = this.#statements.job.get(id) as Row | undefined;
    return row && { ...toView(row), outDir: String(row.out_dir) };
  }

  /** A page of jobs, as {@link JobListing.page} has it. */
  listJobs(query: JobQuery): { total: number; jobs: ListedJob[] } {
    const { total, jobs } = this.listing.page(query);
    return { total, jobs };
  }

  /** Figures of the whole queue. The cost does not depend on how many jobs there are. */
  stats(): QueueStats {
    const pause = this.pauseState();
    return {
      ...toCounts(this.#statements.totals.all() as Row[]),
      paused: pause !== undefined,
      pause: pause ?? null,
      lanes: this.#lanes(),
      ...this.#statistics.lastHour(),
    };
  }

  /** Jobs that wait or run. */
  depth(): number {
    const { queued, claimed } = toCounts(this.#statements.totals.all() as Row[]);
    return queued + claimed;
  }

  /** How the lanes of all workers that are there are, together; null where there is none. */
  #lanes(): LaneHealth | null {
    const there = (this.#statements.healths.all() as Row[]).filter((row) => this.#isWorkerThere(row));
    return togetherHealth(there.map(({ health }) => JSON.parse(String(health)) as LaneHealth));
  }

  /**
   * Jobs completed in each of the last `seconds` whole seconds (at most 120), oldest first; the second that runs is not
   * among them.
   */
  donePerSecond(seconds: number): number[] {
    return this.#statistics.donePerSecond(seconds);
  }

  /** What was counted by minute in the last hour, by all processes: in this minute (since 1970) and later, or in all of them. */
  countsSince(minute?: number): MinuteCounts {
    return this.#statistics.countsSince(minute);
  }

  /**
   * Why nothing can be written to the queue; undefined where it can be. Changes nothing and waits for nobody: that
   * another process is writing at this moment is an answer, too. Whether its disk is full is not seen. The text names no
   * path.
   */
  writeProblem(): string | undefined {
    return writeProblem(this.#db);
  }

  /** Another value than before whenever anything in the file changed, by this process or another. */
  changeMark(): string {
    return `${this.#db.pragma("data_version", { simple: true })}:${this.#statements.totalChanges.get()}`;
  }

  /** One transaction that has the write lock from its beginning: what it reads cannot change under it. */
  #write<T>(change: () => T): T {
    // Inside another one, it is that one's to try again.
    if (this.#db.inTransaction) return change();
    try {
      return this.#transact(change);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    // The log may hold more room than is wanted: what it has is copied home, and it begins anew.
    try {
      this.#db.pragma("wal_checkpoint(TRUNCATE)");
      return this.#transact(change);
    } catch (error) {
      throw isFull(error) ? noRoomFor(this.file, error) : error;
    }
  }

  #transact<T>(change: () => T): T {
    return this.#db.transaction(change).immediate();
  }

  /** The same, with the figures that were counted since the last time. */
  #writeWithFigures<T>(isUrgent: (value: T) => boolean, change: () => T): T {
    let isFlushed = false;
    const result = this.#write(() => {
      const value = change();
      isFlushed = this.#statistics.flush(isUrgent(value));
      return value;
    });
    if (isFlushed) this.#statistics.committed();
    return result;
  }
}
