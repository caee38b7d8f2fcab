import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerSettings } from "../../shared/settings";
import { temporaryPath } from "../publish";
import type { ClaimedJob, Finish, Queue } from "../queue";
import { type Ran, runJob, type Stages } from "./run-job";
import { attemptToken } from "./tokens";

/** While jobs run, how often at least the queue is asked: bounds how long a cancel from another process takes. */
const BUSY_POLL_MS = 250;
/**
 * Jobs held beyond those in lanes: composed ahead or being published, so that no lane waits for a thread or a disk. They
 * are claimed, but not in a lane: `concurrency` bounds what is rendered at once.
 */
const LOOK_AHEAD = 2;
/** How long the worker waits after an error of the queue before it begins again. */
const RESTART_MS = 1000;
/** How long a finished job may wait for others to be written back with. */
const COMPANY_MS = 4;
/** How often the jobs of processes that died meanwhile are looked for. */
const RECOVERY_INTERVAL_MS = 1000;

export interface WorkerOptions extends Stages {
  queue: Queue;
  settings: Pick<WorkerSettings, "pollMs">;
  /** How many jobs may be rendered at once now. It may change at any time; {@link Worker.wake} when it has grown. */
  concurrency: () => number;
  /** That number as the log's first line says it. Default: the number alone. */
  describeConcurrency?: () => string;
  /** Receives the lines of the log, without a line end. */
  log?: (line: string) => void;
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

interface Running {
  isSuspect: boolean;
  controller: AbortController;
  /** Resolves when the attempt has ended, whatever its outcome. */
  done: Promise<void>;
}

/**
 * Claims jobs and renders up to `concurrency` of them at once. There is no barrier: as soon as one ends, the next
 * is claimed, in the same transaction that writes the ended one back.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Map<number, Running>();
  /** Ended, but not written back yet. */
  #ended: { finish: Finish; ran: Ran }[] = [];
  /** Temporary files that are being removed. */
  readonly #clearingUp = new Set<Promise<unknown>>();
  #endSleep: () => void = () => undefined;
  #counts: Drained = { claimed: 0, done: 0, failed: 0 };
  #recoveredAt = Number.NEGATIVE_INFINITY;
  #recovered = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Jobs that were put back since this worker exists, because the process that held them is gone. */
  get recovered(): number {
    return this.#recovered;
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
        this.#log(`${error instanceof Error ? error.message : String(error)}; trying again`);
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
    const workerId = queue.addWorker();
    this.#counts = { claimed: 0, done: 0, failed: 0 };
    const stop = () => {
      for (const { controller } of this.#running.values()) controller.abort("stop");
      this.wake();
    };
    run.signal?.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        await this.#recover();
        const isOver = () => run.signal?.aborted || run.isOver(this.#counts.claimed);
        const isAlone = [...this.#running.values()].some(({ isSuspect }) => isSuspect);
        const free = concurrency() + LOOK_AHEAD - this.#running.size;
        const slots = isOver() || isAlone ? 0 : Math.min(free, run.maxJobs - this.#counts.claimed);
        this.#tick(workerId, slots, run.batchId);
        if (this.#running.size === 0 && this.#ended.length === 0 && isOver()) return this.#counts;
        if (this.#ended.length === 0) await this.#untilSomethingHappens(run.endsAt);
        // While every lane has its next document, write-backs wait for company: one commit then serves several.
        if (!run.signal?.aborted && this.#running.size >= concurrency()) await sleep(COMPANY_MS);
      }
    } finally {
      run.signal?.removeEventListener("abort", stop);
      // Only after an error of the queue itself is anything left here: it is given up, and its files are taken back.
      stop();
      await Promise.all([...this.#running.values()].map(({ done }) => done));
      for (const { finish, ran } of this.#ended.splice(0)) this.#clearUp(finish, ran, true);
      await Promise.all(this.#clearingUp);
      queue.removeWorker(workerId);
    }
  }

  /** Writes back what ended, claims what there is room for, starts it. */
  #tick(workerId: string, slots: number, batchId: string | undefined): void {
    const { queue, concurrency } = this.#options;
    const ended = this.#ended;
    const finished = ended.map(({ finish }) => finish);
    const { claimed, refused } = queue.tick({ workerId, finished, slots, held: this.#running.size, batchId });
    this.#ended = [];
    for (const { finish, ran } of ended) this.#clearUp(finish, ran, refused.includes(finish));
    for (const id of queue.cancelRequests(workerId)) this.#running.get(id)?.controller.abort("cancel");
    for (const job of claimed) this.#start(job);
    if (claimed.length > 0) {
      this.#log(`processing ${Math.min(this.#running.size, concurrency())} jobs concurrently`);
    }
    this.#counts.claimed += claimed.length;
  }

  #start(job: ClaimedJob): void {
    const controller = new AbortController();
    const startedAt = performance.now();
    this.#log(`processing job ${job.id}`);
    const done = runJob(job, this.#options, controller.signal).then((ran) => {
      this.#running.delete(job.id);
      const finish: Finish = { job, outcome: ran.outcome, elapsedMs: performance.now() - startedAt };
      this.#ended.push({ finish, ran });
      this.wake();
    });
    this.#running.set(job.id, { controller, done, isSuspect: job.isSuspect });
  }

  /** The commit has decided: a result that counts loses its temporary name, one that was refused is taken back. */
  #clearUp(finish: Finish, { published }: Ran, isRefused: boolean): void {
    const { outcome } = finish;
    const { id, outDir } = finish.job as ClaimedJob;
    if (!isRefused && outcome.kind === "complete") this.#counts.done += 1;
    if (!isRefused && outcome.kind === "fail") this.#counts.failed += 1;
    if (isRefused) this.#log(`job ${id} was given to another worker; this result is thrown away`);
    if (!published) return;
    const { publisher } = this.#options;
    const clearing = isRefused ? publisher.retract(outDir, published) : publisher.settle(published.temporaryFile);
    // What could not be removed is found again by a later sweep.
    const done = clearing.catch(() => undefined).finally(() => this.#clearingUp.delete(done));
    this.#clearingUp.add(done);
  }

  async #recover(): Promise<void> {
    if (performance.now() - this.#recoveredAt < RECOVERY_INTERVAL_MS) return;
    this.#recoveredAt = performance.now();
    const { recovered, justDone } = this.#options.queue.recover();
    this.#recovered += recovered;
    if (recovered > 0) this.#log(`put ${recovered} jobs back whose process had ended`);
    for (const { outDir, output, ...attempt } of justDone) {
      await this.#options.publisher.settle(temporaryPath(`${outDir}/${output}`, attemptToken(attempt)));
    }
  }

  /** Sleeps until a job ends, {@link wake} is called, a retry is due, or it is time to look anyway. */
  async #untilSomethingHappens(endsAt: number): Promise<void> {
    const { queue, settings } = this.#options;
    const pollMs = this.#running.size > 0 ? Math.min(BUSY_POLL_MS, settings.pollMs) : settings.pollMs;
    const untilEndMs = endsAt - performance.now();
    const waitMs = Math.min(pollMs, queue.nextDelayMs() ?? pollMs, untilEndMs > 0 ? untilEndMs : pollMs);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #log(line: string): void {
    this.#options.log?.(`[worker] ${line}`);
  }
}
