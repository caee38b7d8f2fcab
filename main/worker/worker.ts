import { setTimeout as sleep } from "node:timers/promises";
import type { PdfPromptError } from "../../shared/errors";
import type { LaneHealth } from "../../shared/health";
import type { PauseState } from "../../shared/job";
import type { EndedAttempt } from "../../shared/log";
import type { WorkerSettings } from "../../shared/settings";
import { temporaryPath } from "../publish";
import type { ClaimedJob, DueBatch, Finish, Queue, Tick } from "../queue";
import { describeError, endedAttempt, errorName } from "./ended-attempt";
import { LookAhead } from "./look-ahead";
import { notWritten, type WrittenResults } from "./results";
import { isDiskFull, ROOM_AGAIN, unlessFull, waitingForRoom, whenThereIsRoom } from "./room";
import { type Ran, runJob, type Stages } from "./run-job";
import { attemptToken } from "./tokens";

/** While jobs run, how often at least the queue is asked: bounds how long a cancel from another process takes. */
const BUSY_POLL_MS = 250;
/** How long the worker waits after an error of the queue before it begins again. */
const RESTART_MS = 1000;
/** How long a finished job may wait for others to be written back with: a commit takes the processor from the lanes. */
const COMPANY_MS = 20;
/** How often the jobs of processes that died meanwhile are looked for. */
const RECOVERY_INTERVAL_MS = 1000;
/** How often it is tried whether a full disk has room again. */
const ROOM_INTERVAL_MS = 1000;
/** How often the worker's memory and lanes are looked at. */
const SAMPLE_INTERVAL_MS = 1000;
/** How often an idle worker looks for old jobs to forget. */
const PRUNE_INTERVAL_MS = 60_000;
/** How many slices of old jobs a drain forgets at its end: nobody is to wait for more. */
const PRUNE_SLICES = 20;
/** How long results that could not be written are not tried again. */
const REPORT_AGAIN_MS = 60_000;
/** Jobs forgotten in one transaction. */
const PRUNE_SLICE = 500;

export interface WorkerOptions extends Stages {
  queue: Queue;
  settings: Pick<WorkerSettings, "pollMs">;
  /** How many jobs may be rendered at once now. It may change at any time; {@link Worker.wake} when it has grown. */
  concurrency: () => number;
  /** That number as the log's first line says it. Default: the number alone. */
  describeConcurrency?: () => string;
  /** Receives the lines of the log, without a line end; `step` are those about the beginning of jobs. */
  log?: (line: string, kind?: "step") => void;
  /** Receives what people should see even where they asked for no log: why nothing goes on, and that it does again. */
  notice?: (line: string) => void;
  /** Told how each attempt ended, once that is in the queue. */
  onEnded?: (ended: EndedAttempt) => void;
  /** Writes what a batch that has ended leaves beside its PDFs. Default: nothing is written. */
  writeResults?: (batch: DueBatch, signal: AbortSignal | undefined) => Promise<WrittenResults>;
  /** Resident memory of the worker's processes together, in MB, for the statistics. */
  residentMb?: () => number;
  /** How the lanes are, for other processes to show. */
  health?: () => LaneHealth;
}

export interface DrainLimits {
  /** Only jobs of this batch; done when none of them is left, see `mayEnd`. */
  batchId?: string | undefined;
  /** False while more jobs may come: an empty queue is then waited at. Default: whether the batch is sealed. */
  mayEnd?: (() => boolean) | undefined;
  maxJobs?: number | undefined;
  /** Nothing is claimed after so many milliseconds; what runs is finished. */
  maxMs?: number | undefined;
  /** Gives everything up that runs and puts it back in the queue. */
  signal?: AbortSignal | undefined;
}

/** What one call did: jobs taken on, and how they ended. Those to be tried again are in neither figure. */
export interface Drained {
  claimed: number;
  done: number;
  failed: number;
}

/** Why a worker cannot write to its queue. */
export type WorkerTrouble = { kind: "disk-full" } | { kind: "error"; message: string };

interface Running {
  isSuspect: boolean;
  controller: AbortController;
  /** Resolves when the attempt has ended, whatever its outcome. */
  done: Promise<void>;
}

/** An attempt that has ended, and what stands on the disk of it. */
interface Ended {
  finish: Finish;
  ran: Ran;
}

/**
 * Claims jobs and renders up to `concurrency` of them at once. There is no barrier: as soon as one ends, the next
 * is claimed, in the same transaction that writes the ended one back.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Map<number, Running>();
  /** Ended, but not written back yet. */
  #ended: Ended[] = [];
  /** Temporary files that are being removed. */
  readonly #clearingUp = new Set<Promise<unknown>>();
  #endSleep: () => void = () => undefined;
  readonly #lookAhead = new LookAhead();
  #counts: Drained = { claimed: 0, done: 0, failed: 0 };
  #recoveredAt = Number.NEGATIVE_INFINITY;
  #recovered = 0;
  #unfinishedThen = 0;
  #sampledAt = Number.NEGATIVE_INFINITY;
  #prunedAt = Number.NEGATIVE_INFINITY;
  #triedRoomAt = Number.NEGATIVE_INFINITY;
  /** The results that are being written. */
  #reporting: Promise<void> | undefined;
  #mayReportAt = Number.NEGATIVE_INFINITY;
  #pause: PauseState | undefined;
  /** The queue's own disk is full: what ended is kept and written back when there is room. */
  #isStalled = false;
  #trouble: WorkerTrouble | undefined;
  /** The work since nothing ran the last time. */
  #spell: { startedAt: number; done: number; failed: number } | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Jobs that were put back since this worker exists, because the process that held them is gone. */
  get recovered(): number {
    return this.#recovered;
  }

  /** Jobs that were still to be done when the last of {@link recovered} were put back, these among them. */
  get unfinishedThen(): number {
    return this.#unfinishedThen;
  }

  /** Why the worker could not write to the queue when it last tried; undefined where it could. */
  get trouble(): WorkerTrouble | undefined {
    return this.#trouble;
  }

  /** Tells the worker that there may be something to do now: new jobs, a cancel, a resume. */
  wake(): void {
    // Nothing is lost when nobody sleeps: between a tick and the sleep after it, nothing else runs.
    this.#endSleep();
  }

  /** Works until the queue (or the batch) is empty, or a limit is reached. */
  async drain(limits: DrainLimits = {}): Promise<Drained> {
    const { batchId, maxJobs = Number.POSITIVE_INFINITY, maxMs = Number.POSITIVE_INFINITY } = limits;
    const { queue } = this.#options;
    const endsAt = performance.now() + maxMs;
    const mayEnd = limits.mayEnd ?? (() => batchId === undefined || queue.isBatchSealed(batchId));
    const isEmpty = () => mayEnd() && !(batchId === undefined ? queue.hasWork() : queue.isBatchActive(batchId));
    return this.#work({
      ...limits,
      maxJobs,
      isOver: (claimed) => claimed >= maxJobs || performance.now() >= endsAt || isEmpty(),
      endsAt,
    });
  }

  /**
   * Works until the signal fires. An error of the queue itself (a full disk, a lock that is held too long) ends nothing:
   * the worker begins again after a second.
   */
  async runLoop(signal: AbortSignal): Promise<void> {
    const { settings, concurrency, describeConcurrency = () => String(concurrency()) } = this.#options;
    this.#log(`starting loop (poll ${settings.pollMs}ms, concurrency ${describeConcurrency()})`);
    const endless = {
      signal,
      maxJobs: Number.POSITIVE_INFINITY,
      isOver: () => false,
      endsAt: Number.POSITIVE_INFINITY,
    };
    while (!signal.aborted) {
      try {
        await this.#work(endless);
      } catch (error) {
        const message = describeError(error);
        this.#trouble = { kind: "error", message };
        this.#log(`${message}; trying again`);
        await sleep(RESTART_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #work(run: {
    batchId?: string | undefined;
    signal?: AbortSignal | undefined;
    maxJobs: number;
    endsAt: number;
    /** Whether nothing more is to be claimed. */
    isOver: (claimed: number) => boolean;
  }): Promise<Drained> {
    const { queue, concurrency } = this.#options;
    const notice = (line: string) => {
      this.#trouble = { kind: "disk-full" };
      this.#notice(line);
    };
    const workerId = await whenThereIsRoom(() => queue.addWorker(), { signal: run.signal, notice });
    this.#counts = { claimed: 0, done: 0, failed: 0 };
    this.#mayReportAt = Number.NEGATIVE_INFINITY;
    const stop = () => {
      this.#giveUpRunning();
      this.wake();
    };
    run.signal?.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        await this.recover();
        const isOver = () => run.signal?.aborted || run.isOver(this.#counts.claimed);
        const isAlone = [...this.#running.values()].some(({ isSuspect }) => isSuspect);
        const free = concurrency() + this.#lookAhead.jobs - this.#running.size;
        const slots = isOver() || isAlone ? 0 : Math.min(free, run.maxJobs - this.#counts.claimed);
        this.#tick(workerId, slots, run.batchId);
        if (this.#isStalled && run.signal?.aborted) return this.#counts;
        this.#report(workerId, run.signal);
        if (this.#running.size === 0 && this.#ended.length === 0) {
          this.#endSpell();
          if (isOver() && !this.#reporting) return this.#counts;
          this.#pruneWhileIdle();
        }
        if (this.#pause?.kind === "now") this.#giveUpRunning();
        if (this.#pause?.kind === "disk-full") await this.#lookForRoom(this.#pause);
        if (this.#ended.length === 0 || this.#isStalled) await this.#untilSomethingHappens(run.endsAt);
        // While every lane has its next document, write-backs wait for company: one commit then serves several.
        if (!run.signal?.aborted && this.#running.size >= concurrency()) await sleep(COMPANY_MS);
      }
    } finally {
      run.signal?.removeEventListener("abort", stop);
      // Only after an error of the queue itself is anything left here: it is given up, and its files are taken back.
      this.#giveUpRunning();
      await Promise.all([...this.#running.values()].map(({ done }) => done));
      const ended = this.#ended.splice(0);
      this.#clearUp(
        ended,
        ended.map(({ finish }) => finish),
      );
      await Promise.all(this.#clearingUp);
      await this.#reporting;
      this.#leave(workerId);
    }
  }

  /** Takes the worker out of the queue; where that cannot be written, the next recovery does it. */
  #leave(workerId: string): void {
    const { queue } = this.#options;
    unlessFull(() => {
      queue.removeWorker(workerId);
      for (let slice = 0; slice < PRUNE_SLICES; slice += 1) if (queue.prune(PRUNE_SLICE) < PRUNE_SLICE) break;
    });
  }

  /** Begins to write the results of a batch that has ended; what else there is to do goes on beside it. */
  #report(workerId: string, signal: AbortSignal | undefined): void {
    const { queue, writeResults } = this.#options;
    if (!writeResults || this.#reporting || signal?.aborted || performance.now() < this.#mayReportAt) return;
    const due = unlessFull(() => queue.results.claim(workerId));
    if (!due) return;
    this.#reporting = writeResults(due, signal)
      .then(({ manifest, failuresFile }) => {
        queue.results.complete(due.id, workerId, failuresFile);
        if (manifest) this.#log(`wrote ${manifest}`);
      })
      .catch((error: unknown) => {
        this.#mayReportAt = performance.now() + REPORT_AGAIN_MS;
        if (!signal?.aborted) this.#notice(notWritten(due, error));
        unlessFull(() => queue.results.release(due.id, workerId));
      })
      .finally(() => {
        this.#reporting = undefined;
        this.wake();
      });
  }

  #giveUpRunning(): void {
    for (const { controller } of this.#running.values()) controller.abort("stop");
  }

  /** Writes back what ended, claims what there is room for, starts it. */
  #tick(workerId: string, slots: number, batchId: string | undefined): void {
    const { queue, concurrency } = this.#options;
    const ended = this.#ended;
    const finished = ended.map(({ finish }) => finish);
    const held = this.#running.size;
    try {
      const tick = { workerId, finished, slots, held, batchId, ...this.#sample() };
      const { claimed, refused, pause } = queue.tick(tick);
      this.#setStalled(undefined);
      this.#trouble = undefined;
      this.#setPause(pause);
      this.#ended = [];
      this.#lookAhead.add(ended.length);
      this.#clearUp(ended, refused);
      for (const id of queue.cancelRequests(workerId)) this.#running.get(id)?.controller.abort("cancel");
      for (const job of claimed) this.#start(job);
      if (claimed.length > 0) {
        this.#log(`processing ${Math.min(this.#running.size, concurrency())} jobs concurrently`, "step");
      }
      this.#counts.claimed += claimed.length;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#setStalled(error);
      this.#trouble = { kind: "disk-full" };
    }
  }

  /** Says once that, and why, nothing can be written back, and once that it can again. */
  #setStalled(error: PdfPromptError | undefined): void {
    if (error && !this.#isStalled) this.#notice(waitingForRoom(error));
    if (!error && this.#isStalled) this.#notice(ROOM_AGAIN);
    this.#isStalled = error !== undefined;
  }

  #setPause(pause: PauseState | undefined): void {
    const wasFull = this.#pause?.kind === "disk-full";
    if (pause?.kind === "disk-full" && !wasFull) {
      this.#notice(`The disk of ${pause.folder} is full. The queue is paused and goes on when there is room.`);
    }
    if (pause?.kind !== "disk-full" && wasFull) this.#notice(ROOM_AGAIN);
    this.#pause = pause;
  }

  async #lookForRoom({ folder, needBytes }: Extract<PauseState, { kind: "disk-full" }>): Promise<void> {
    if (performance.now() - this.#triedRoomAt < ROOM_INTERVAL_MS) return;
    this.#triedRoomAt = performance.now();
    const { publisher, queue } = this.#options;
    if (await publisher.hasRoom(folder, needBytes)) unlessFull(() => queue.resumeFromFullDisk());
  }

  #sample(): Pick<Tick, "rssMb" | "health"> {
    if (performance.now() - this.#sampledAt < SAMPLE_INTERVAL_MS) return {};
    this.#sampledAt = performance.now();
    return { rssMb: this.#options.residentMb?.(), health: this.#options.health?.() };
  }

  #pruneWhileIdle(): void {
    if (performance.now() - this.#prunedAt < PRUNE_INTERVAL_MS) return;
    // A full slice says that more is left: the next one follows at the next look around.
    const pruned = unlessFull(() => this.#options.queue.prune(PRUNE_SLICE)) ?? 0;
    if (pruned < PRUNE_SLICE) this.#prunedAt = performance.now();
  }

  #start(job: ClaimedJob): void {
    const controller = new AbortController();
    const startedAt = performance.now();
    this.#log(`processing job ${job.id}`, "step");
    this.#spell ??= { startedAt, done: 0, failed: 0 };
    const done = runJob(job, this.#options, controller.signal).then((ran) => {
      this.#running.delete(job.id);
      const finish: Finish = { job, outcome: ran.outcome, elapsedMs: performance.now() - startedAt };
      this.#ended.push({ finish, ran });
      this.wake();
    });
    this.#running.set(job.id, { controller, done, isSuspect: job.isSuspect });
  }

  /** The commit has decided: results that count lose their temporary names, those it refused are taken back. */
  #clearUp(ended: readonly Ended[], refused: readonly Finish[]): void {
    const { publisher } = this.#options;
    const proofs: string[] = [];
    for (const { finish, ran } of ended) {
      const { id, outDir } = finish.job as ClaimedJob;
      const isRefused = refused.includes(finish);
      if (isRefused) this.#log(`job ${id} was given to another worker; this result is thrown away`);
      else this.#countEnded(finish);
      const { published } = ran;
      if (published && isRefused) this.#untilDone(publisher.retract(outDir, published));
      else if (published?.proof !== undefined) proofs.push(published.proof);
    }
    if (proofs.length > 0) this.#untilDone(publisher.settle(proofs));
  }

  #countEnded(finish: Finish): void {
    const counts = [this.#counts, ...(this.#spell ? [this.#spell] : [])];
    if (finish.outcome.kind === "complete") for (const count of counts) count.done += 1;
    else if (finish.outcome.kind === "fail") for (const count of counts) count.failed += 1;
    this.#options.onEnded?.(endedAttempt(finish));
  }

  /** Nothing runs: says what was done since the last time that nothing did. */
  #endSpell(): void {
    if (!this.#spell) return;
    const { startedAt, done, failed } = this.#spell;
    this.#spell = undefined;
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = (done / seconds).toFixed(1);
    this.#log(`idle: ${done} done, ${failed} failed in ${seconds.toFixed(1)} s, ${rate} PDFs/s`);
  }

  /** Has the worker's end wait for it. What could not be removed is found again by a later sweep. */
  #untilDone(clearing: Promise<void>): void {
    const done = clearing.catch(() => undefined).finally(() => this.#clearingUp.delete(done));
    this.#clearingUp.add(done);
  }

  /** Puts back what processes held that are gone, with what they left on the disk. While the worker works, it does so by itself. */
  async recover(): Promise<void> {
    if (performance.now() - this.#recoveredAt < RECOVERY_INTERVAL_MS) return;
    this.#recoveredAt = performance.now();
    const { queue, publisher } = this.#options;
    const { workers, held, justDone } = queue.remains();
    // Files first: whoever has the job next finds nothing of it, and it may be cancelled before anybody has it.
    for (const attempt of held) {
      const sweeping = publisher.sweep(attempt.outDir, attempt.output, attemptToken(attempt));
      // A folder that is gone or may not be written holds nobody up: the jobs themselves will say what is wrong with it.
      await sweeping.catch((error: unknown) => this.#log(`could not clear ${attempt.outDir} up: ${errorName(error)}`));
    }
    const proofs = justDone.map(({ outDir, output, ...attempt }) =>
      temporaryPath(`${outDir}/${output}`, attemptToken(attempt)),
    );
    if (proofs.length > 0) await publisher.settle(proofs);
    const recovered = unlessFull(() => queue.recover(workers)) ?? 0;
    this.#recovered += recovered;
    if (recovered === 0) return;
    // A job that ended too many processes has failed: it is no longer to be done, but was interrupted, too.
    this.#unfinishedThen = Math.max(queue.depth(), this.#recovered);
    this.#log(`put ${recovered} jobs back whose process had ended`);
  }

  /** Sleeps until a job ends, {@link wake} is called, a retry is due, or it is time to look anyway. */
  async #untilSomethingHappens(endsAt: number): Promise<void> {
    const { queue, settings } = this.#options;
    const isBusy = this.#running.size > 0 || this.#isStalled || this.#pause?.kind === "disk-full";
    const pollMs = isBusy ? Math.min(BUSY_POLL_MS, settings.pollMs) : settings.pollMs;
    const untilEndMs = endsAt - performance.now();
    // While nothing can be written, no retry can be let in either, however long it is due.
    const delayMs = this.#isStalled ? undefined : queue.nextDelayMs();
    const waitMs = Math.min(pollMs, delayMs ?? pollMs, untilEndMs > 0 ? untilEndMs : pollMs);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #log(line: string, kind?: "step"): void {
    this.#options.log?.(`[worker] ${line}`, kind);
  }

  readonly #notice = (line: string): void => {
    this.#options.notice?.(`[worker] ${line}`);
  };
}
