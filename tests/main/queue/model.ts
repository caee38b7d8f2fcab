import type { Database } from "better-sqlite3";
import fc from "fast-check";
import { expect } from "vitest";
import type { ClaimedJob, Finish, Outcome, Queue } from "../../../main/queue";
import { MAX_INTERRUPTS, TRANSITIONS } from "../../../main/queue/states";
import type { JobState } from "../../../shared/job";
import { newJob } from "../../support/jobs";

const HOUR_MS = 3_600_000;
const RETENTION_MS = 30 * 24 * HOUR_MS;
const LONGEST_RETRY_MS = 345_000;
const BATCHES = 3;
const WORKERS = 3;

type Kind = Outcome["kind"];

/** One call of somebody. Numbers pick among what exists, so that any sequence makes sense. */
type Call =
  | { do: "submit"; batch: number; count: number; priority: number; delayMs: number }
  | { do: "tick"; worker: number; slots: number; ends: Kind[] }
  | { do: "zombie"; worker: number; pick: number; end: Kind }
  | { do: "crash"; worker: number }
  | { do: "recover" }
  | { do: "leave"; worker: number }
  | { do: "cancel"; which: "one" | "batch" | "all" | "queued"; pick: number }
  | { do: "requeue"; which: "one" | "batch" | "all"; pick: number }
  | { do: "pause"; kind: "finish" | "now" }
  | { do: "resume" }
  | { do: "supersede"; pick: number }
  | { do: "prune" }
  | { do: "clock"; ms: number };

const pick = fc.nat(50);
const worker = fc.nat(WORKERS - 1);
const end = fc.constantFrom<Kind>("complete", "complete", "complete", "fail", "retry", "release", "abort");
/** Any call, the usual ones more often. */
export const anyCall: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("submit" as const),
      batch: fc.nat(BATCHES - 1),
      count: fc.integer({ min: 1, max: 12 }),
      priority: fc.integer({ min: -1, max: 1 }),
      delayMs: fc.constantFrom(0, 0, 0, 2000),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("tick" as const),
      worker,
      slots: fc.nat(4),
      ends: fc.array(end, { maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("zombie" as const), worker, pick, end }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("crash" as const), worker }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("recover" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), worker }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("cancel" as const),
      which: fc.constantFrom("one" as const, "one" as const, "batch" as const, "all" as const, "queued" as const),
      pick,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("requeue" as const),
      which: fc.constantFrom("one" as const, "batch" as const, "all" as const),
      pick,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("pause" as const),
      kind: fc.constantFrom("finish" as const, "now" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("resume" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("supersede" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("prune" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("clock" as const),
      ms: fc.constantFrom(1000, 5000, 10 * HOUR_MS, -10 * HOUR_MS, 31 * 24 * HOUR_MS),
    }),
  },
);

/** What the model knows of a job. */
interface Known {
  state: JobState;
  batch: string;
  priority: number;
  attempt: number;
  failures: number;
  interrupts: number;
  holder: string | undefined;
  isCancelWanted: boolean;
  /** Until when it waits, and whether that was wanted from the beginning. */
  waitsUntilMs: number | undefined;
  isScheduled: boolean;
  finishedAtMs: number | undefined;
}

const PROBLEM = { code: "print-failed" as const, message: "no" };

function outcome(kind: Kind, output: string): Outcome {
  switch (kind) {
    case "complete": {
      const times = { composeMs: 1, loadMs: 1, signalMs: 0, fontsMs: 1, imagesMs: 0, printMs: 1, publishMs: 1 };
      return {
        kind,
        result: { output, pages: 1, bytes: 1, sha256: "0", dependencies: {}, warnings: [], times },
      };
    }
    case "retry":
      return { kind, problem: PROBLEM, delayMs: 1000 };
    case "release":
      return { kind };
    default:
      return { kind, problem: PROBLEM };
  }
}

/** The queue and, beside it, what it should hold according to docs/job-states.md; every call is made on both. */
export class ModelRun {
  readonly #queue: Queue;
  readonly #raw: Database;
  readonly #clock: { nowMs: number };
  readonly #alive: Set<number>;
  readonly #jobs = new Map<number, Known>();
  readonly #workers: { id: string; pid: number; held: Map<number, ClaimedJob> }[] = [];
  /** Claims that ended, one way or another: whoever still writes about one of them is a zombie. */
  readonly #past: { job: ClaimedJob; workerId: string }[] = [];
  readonly #batchIds: string[] = [];
  #isPaused = false;
  #names = 0;
  #pids = 100_000_000;

  constructor(queue: Queue, raw: Database, clock: { nowMs: number }, alive: Set<number>) {
    this.#queue = queue;
    this.#raw = raw;
    this.#clock = clock;
    this.#alive = alive;
    for (let number = 0; number < BATCHES; number += 1) {
      const callKey = `${number} of ${raw.prepare("SELECT count(*) FROM batch").pluck().get()}`;
      const { id } = queue.openBatch({ callKey, label: "model", outDir: "/out", settings: "{}" });
      queue.sealBatch(id);
      this.#batchIds.push(id);
    }
    for (let number = 0; number < WORKERS; number += 1) this.#workers.push(this.#newWorker());
  }

  make(call: Call): void {
    switch (call.do) {
      case "submit":
        this.#submit(call);
        break;
      case "tick":
        this.#tick(call);
        break;
      case "zombie":
        this.#zombie(call);
        break;
      case "crash":
        this.#crash(call.worker);
        break;
      case "recover":
        this.#recover();
        break;
      case "leave":
        this.#leave(call.worker);
        break;
      case "cancel":
        this.#cancel(call);
        break;
      case "requeue":
        this.#requeue(call);
        break;
      case "pause":
        this.#queue.pause(call.kind);
        this.#isPaused = true;
        break;
      case "resume":
        this.#queue.resume();
        this.#isPaused = false;
        break;
      case "supersede":
        this.#supersede(call.pick);
        break;
      case "prune":
        this.#prune();
        break;
      case "clock":
        this.#clock.nowMs += call.ms;
        break;
    }
  }

  /** Every job as the model has it, every count as counted, nothing besides. */
  check(): void {
    const rows = this.#raw
      .prepare("SELECT id, state, attempt, failures, interrupts, worker_id FROM job ORDER BY id")
      .all() as Record<string, unknown>[];
    const expected = [...this.#jobs].map(([id, { state, attempt, failures, interrupts, holder }]) => ({
      id,
      state,
      attempt,
      failures,
      interrupts,
      worker_id: holder ?? null,
    }));
    expect(rows).toEqual(expected.sort((a, b) => a.id - b.id));
    const counted = this.#raw
      .prepare("SELECT batch, state, count(*) AS jobs FROM job GROUP BY batch, state ORDER BY batch, state")
      .all();
    const kept = this.#raw.prepare("SELECT batch, state, jobs FROM tally WHERE jobs <> 0 ORDER BY batch, state").all();
    expect(kept).toEqual(counted);
    const all = this.#raw.prepare("SELECT state, count(*) AS jobs FROM job GROUP BY state ORDER BY state").all();
    expect(this.#raw.prepare("SELECT state, jobs FROM total WHERE jobs <> 0 ORDER BY state").all()).toEqual(all);
  }

  #newWorker() {
    const id = this.#queue.addWorker();
    this.#pids += 1;
    this.#raw.prepare("UPDATE worker SET pid = ?, process_start = '' WHERE id = ?").run(this.#pids, id);
    this.#alive.add(this.#pids);
    return { id, pid: this.#pids, held: new Map<number, ClaimedJob>() };
  }

  #worker(index: number) {
    const worker = this.#workers[index];
    if (!worker) throw new Error("no such worker");
    return worker;
  }

  /** Moves a job in the model, along one of the ways that exist. */
  #move(job: Known, to: JobState): void {
    const isWay = Object.values(TRANSITIONS).some((way) => way.from === job.state && way.to === to);
    if (!isWay) throw new Error(`there is no way from ${job.state} to ${to}`);
    job.state = to;
    job.holder = undefined;
    job.isCancelWanted = false;
    if (to === "done" || to === "failed" || to === "cancelled") job.finishedAtMs = this.#clock.nowMs;
  }

  #back(job: Known): void {
    this.#move(job, job.isCancelWanted ? "cancelled" : "queued");
  }

  #submit({ batch, count, priority, delayMs }: Extract<Call, { do: "submit" }>): void {
    const batchId = this.#batchIds[batch] ?? "";
    const runAtMs = delayMs > 0 ? this.#clock.nowMs + delayMs : undefined;
    const names = Array.from({ length: count }, () => `job${this.#names++}`);
    const added = this.#queue.addJobs(
      batchId,
      names.map((name) => newJob(name, { priority, runAtMs })),
    );
    expect(added).toBe(count);
    const ids = this.#raw.prepare("SELECT id FROM job ORDER BY id DESC LIMIT ?").pluck().all(count) as number[];
    for (const id of ids) {
      this.#jobs.set(id, {
        state: "queued",
        batch: batchId,
        priority,
        attempt: 0,
        failures: 0,
        interrupts: 0,
        holder: undefined,
        isCancelWanted: false,
        waitsUntilMs: runAtMs,
        isScheduled: runAtMs !== undefined,
        finishedAtMs: undefined,
      });
    }
  }

  #letIn(): void {
    const { nowMs } = this.#clock;
    for (const job of this.#jobs.values()) {
      const until = job.waitsUntilMs;
      if (job.state !== "queued" || until === undefined) continue;
      if (until <= nowMs || (!job.isScheduled && until > nowMs + LONGEST_RETRY_MS)) job.waitsUntilMs = undefined;
    }
  }

  #tick({ worker: index, slots, ends }: Extract<Call, { do: "tick" }>): void {
    const worker = this.#worker(index);
    const finished: Finish[] = [...worker.held.values()].slice(0, ends.length).map((job, place) => ({
      job,
      outcome: outcome(ends[place] ?? "complete", job.output),
      elapsedMs: 1,
    }));
    const held = worker.held.size - finished.length;
    const { claimed, refused } = this.#queue.tick({ workerId: worker.id, finished, slots, held });

    const late = finished.filter(({ job }) => this.#jobs.get(job.id)?.holder !== worker.id);
    expect(refused).toEqual(late);
    for (const finish of finished) {
      const job = worker.held.get(finish.job.id);
      if (job) this.#past.push({ job, workerId: worker.id });
      worker.held.delete(finish.job.id);
      if (!late.includes(finish)) this.#end(finish);
    }
    this.#letIn();
    this.#checkClaimed(claimed, slots, held);
    for (const job of claimed) {
      const known = this.#known(job.id);
      expect(known.state).toBe("queued");
      known.attempt += 1;
      this.#move(known, "claimed");
      known.holder = worker.id;
      expect(job).toMatchObject({ attempt: known.attempt, failures: known.failures, batchId: known.batch });
      worker.held.set(job.id, job);
    }
  }

  #known(id: number): Known {
    const job = this.#jobs.get(id);
    if (!job) throw new Error(`the queue gave job ${id}, which does not exist`);
    return job;
  }

  #end({ job: { id }, outcome: { kind } }: Finish): void {
    const job = this.#known(id);
    switch (kind) {
      case "complete":
        this.#move(job, "done");
        break;
      case "fail":
        job.failures += 1;
        this.#move(job, "failed");
        break;
      case "abort":
        this.#move(job, "cancelled");
        break;
      case "retry":
        job.failures += 1;
        job.waitsUntilMs = this.#clock.nowMs + 1000;
        job.isScheduled = false;
        this.#back(job);
        break;
      case "release":
        this.#back(job);
        break;
    }
  }

  /** Exactly what may be claimed is: best priority first, as many as fit; a suspect alone, and only after all others. */
  #checkClaimed(claimed: readonly ClaimedJob[], slots: number, held: number): void {
    const ready = [...this.#jobs].filter(([, job]) => job.state === "queued" && job.waitsUntilMs === undefined);
    const plain = ready.filter(([, job]) => job.interrupts === 0);
    const priorities = claimed.map(({ id }) => this.#known(id).priority);
    if (this.#isPaused || slots === 0) expect(claimed).toEqual([]);
    else if (plain.length > 0) {
      const best = plain.map(([, job]) => job.priority).sort((a, b) => a - b);
      expect(priorities).toEqual(best.slice(0, slots));
      expect(claimed.every(({ isSuspect }) => !isSuspect)).toBe(true);
    } else if (held === 0 && ready.length > 0) {
      expect(claimed).toHaveLength(1);
      expect(claimed[0]?.isSuspect).toBe(true);
      const fewest = Math.min(...ready.map(([, job]) => job.interrupts));
      expect(this.#known(claimed[0]?.id ?? 0).interrupts).toBe(fewest);
    } else expect(claimed).toEqual([]);
  }

  #zombie({ worker: index, pick: choice, end: kind }: Extract<Call, { do: "zombie" }>): void {
    // Most telling where the job is in somebody's hands again.
    const again = this.#past.filter(({ job }) => this.#jobs.get(job.id)?.state === "claimed");
    const candidates = again.length > 0 ? again : this.#past;
    const past = candidates[choice % Math.max(1, candidates.length)];
    if (!past) return;
    const finish: Finish = { job: past.job, outcome: outcome(kind, "late.pdf"), elapsedMs: 1 };
    // Written by the worker that had it, and by one that never had it.
    for (const workerId of [past.workerId, this.#worker(index).id]) {
      if (this.#jobs.get(past.job.id)?.holder === workerId && this.#jobs.get(past.job.id)?.attempt === past.job.attempt)
        continue;
      const { refused } = this.#queue.tick({ workerId, finished: [finish], slots: 0, held: 0 });
      expect(refused).toEqual([finish]);
      this.#letIn();
    }
  }

  #crash(index: number): void {
    const worker = this.#worker(index);
    this.#alive.delete(worker.pid);
    for (const job of worker.held.values()) this.#past.push({ job, workerId: worker.id });
    this.#workers[index] = this.#newWorker();
  }

  #recover(): void {
    this.#queue.recover();
    const living = new Set(this.#workers.map(({ id }) => id));
    for (const job of this.#jobs.values()) {
      if (job.state !== "claimed" || living.has(job.holder ?? "")) continue;
      job.interrupts += 1;
      job.waitsUntilMs = undefined;
      if (job.interrupts >= MAX_INTERRUPTS && !job.isCancelWanted) this.#move(job, "failed");
      else this.#back(job);
    }
  }

  #leave(index: number): void {
    const worker = this.#worker(index);
    this.#queue.removeWorker(worker.id);
    for (const job of worker.held.values()) {
      this.#past.push({ job, workerId: worker.id });
      const known = this.#jobs.get(job.id);
      if (known?.holder === worker.id) this.#back(known);
    }
    this.#workers[index] = this.#newWorker();
  }

  #chosen(which: "one" | "batch" | "all" | "queued", choice: number) {
    const ids = [...this.#jobs.keys()];
    const id = ids[choice % Math.max(1, ids.length)] ?? 0;
    const batchId = this.#batchIds[choice % BATCHES] ?? "";
    const selection = which === "one" ? { ids: [id] } : which === "batch" ? { batchId } : which;
    const isChosen = (jobId: number, job: Known) =>
      which === "one" ? jobId === id : which === "batch" ? job.batch === batchId : true;
    return { selection, jobs: [...this.#jobs].filter(([jobId, job]) => isChosen(jobId, job)).map(([, job]) => job) };
  }

  #cancel({ which, pick: choice }: Extract<Call, { do: "cancel" }>): void {
    const { selection, jobs } = this.#chosen(which, choice);
    const queued = jobs.filter(({ state }) => state === "queued");
    const claimed = which === "queued" ? [] : jobs.filter(({ state }) => state === "claimed");
    expect(this.#queue.cancel(selection)).toBe(queued.length + claimed.length);
    for (const job of queued) this.#move(job, "cancelled");
    for (const job of claimed) job.isCancelWanted = true;
  }

  #requeue({ which, pick: choice }: Extract<Call, { do: "requeue" }>): void {
    const { selection, jobs } = this.#chosen(which, choice);
    const put = jobs.filter(({ state }) => state === "failed" || (which === "one" && state === "cancelled"));
    expect(this.#queue.requeue(selection as Exclude<typeof selection, "queued">)).toBe(put.length);
    for (const job of put) {
      this.#move(job, "queued");
      Object.assign(job, { failures: 0, interrupts: 0, waitsUntilMs: undefined, finishedAtMs: undefined });
    }
  }

  #supersede(choice: number): void {
    const ids = [...this.#jobs.keys()];
    const id = ids[choice % Math.max(1, ids.length)] ?? 0;
    this.#queue.supersede([id]);
    if (this.#jobs.get(id)?.state !== "claimed") this.#jobs.delete(id);
  }

  #prune(): void {
    const busy = new Set(
      [...this.#jobs.values()]
        .filter(({ state }) => state === "queued" || state === "claimed")
        .map(({ batch }) => batch),
    );
    const old = [...this.#jobs].filter(
      ([, { state, batch, finishedAtMs }]) =>
        (state === "done" || state === "cancelled") &&
        !busy.has(batch) &&
        (finishedAtMs ?? 0) < this.#clock.nowMs - RETENTION_MS,
    );
    const before = this.#queue.prune(1000);
    expect(before).toBe(old.length);
    for (const [id] of old) this.#jobs.delete(id);
    // A batch of which nothing is left is forgotten once it is old: later jobs need another one.
    this.#batchIds.forEach((id, index) => {
      const isKnown = this.#raw.prepare("SELECT 1 FROM batch WHERE id = ?").get(id);
      if (isKnown) return;
      expect([...this.#jobs.values()].some(({ batch }) => batch === id)).toBe(false);
      const fresh = this.#queue.openBatch({ callKey: `after ${id}`, label: "model", outDir: "/out", settings: "{}" });
      this.#queue.sealBatch(fresh.id);
      this.#batchIds[index] = fresh.id;
    });
  }
}
