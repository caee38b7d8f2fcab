import { spawn } from "node:child_process";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClaimedJob, type DoneResult, type Finish, Queue } from "../../../main/queue";
import { CLAIM, CLAIM_OF_BATCH } from "../../../main/queue/claim-sql";
import { MIGRATIONS } from "../../../main/queue/migrations";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const RESULT: DoneResult = {
  output: "a.pdf",
  pages: 2,
  bytes: 100,
  sha256: "abc",
  dependencies: { "/in/logo.png": "10:20" },
  warnings: [],
  times: { composeMs: 1, loadMs: 2, printMs: 3, publishMs: 4 },
};

let file: string;
let queue: Queue;
let nowMs: number;

beforeEach(() => {
  file = join(tempFolder(), "queue.db");
  nowMs = 1_000_000;
  queue = new Queue(file, { now: () => nowMs });
});
afterEach(() => queue.close());

function batch(callKey = "call"): string {
  return queue.openBatch({ callKey, label: "a", outDir: "/out", settings: "{}" }).id;
}

function claim(workerId: string, slots: number, more: { held?: number; batchId?: string; finished?: Finish[] } = {}) {
  return queue.tick({ workerId, slots, held: 0, finished: [], ...more });
}

const names = (jobs: readonly ClaimedJob[]) => jobs.map(({ output }) => output.replace(".pdf", ""));
const complete = (job: ClaimedJob): Finish => ({ job, outcome: { kind: "complete", result: RESULT }, elapsedMs: 10 });

describe("opening", () => {
  it("syncs every commit to the disk and keeps a write-ahead log", () => {
    const other = new Database(file);
    expect(other.pragma("journal_mode", { simple: true })).toBe("wal");
    other.close();
  });

  it("refuses a database of a newer version with a clear error", () => {
    const newer = join(tempFolder(), "newer.db");
    const connection = new Database(newer);
    connection.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    connection.close();
    expect(() => new Queue(newer)).toThrow(/newer version of PDFPrompt/);
  });

  it("refuses a file that is no database, and names it", async () => {
    const { writeFileSync } = await import("node:fs");
    const other = join(tempFolder(), "notes.txt");
    writeFileSync(other, "these are no tables".repeat(100));
    expect(() => new Queue(other)).toThrow(/notes\.txt cannot be opened/);
  });
});

describe("claiming", () => {
  it("gives jobs by priority, then in the order they came", () => {
    queue.addJobs(batch(), [
      newJob("b"),
      newJob("c"),
      newJob("urgent", { priority: -1 }),
      newJob("late", { priority: 5 }),
    ]);
    expect(names(claim(queue.addWorker(), 10).claimed)).toEqual(["urgent", "b", "c", "late"]);
  });

  it("never gives one job twice", () => {
    queue.addJobs(batch(), [newJob("a"), newJob("b"), newJob("c")]);
    const [one, two] = [queue.addWorker(), queue.addWorker()];
    expect(names(claim(one, 2).claimed)).toEqual(["a", "b"]);
    expect(names(claim(two, 2).claimed)).toEqual(["c"]);
    expect(claim(one, 2).claimed).toEqual([]);
  });

  it("lets batches take turns, so that a small one is not stuck behind a huge one", () => {
    queue.addJobs(
      batch("huge"),
      Array.from({ length: 100 }, (_, index) => newJob(`huge${index}`)),
    );
    const worker = queue.addWorker();
    claim(worker, 10);
    queue.addJobs(batch("small"), [newJob("small0"), newJob("small1")]);
    expect(names(claim(worker, 4).claimed)).toEqual(["huge10", "small0", "huge11", "small1"]);
  });

  it("keeps to a batch when asked to", () => {
    const first = batch("first");
    queue.addJobs(first, [newJob("a")]);
    const second = batch("second");
    queue.addJobs(second, [newJob("b")]);
    expect(names(claim(queue.addWorker(), 5, { batchId: second }).claimed)).toEqual(["b"]);
  });

  it("gives nothing while the queue is paused, and goes on after", () => {
    queue.addJobs(batch(), [newJob("a")]);
    queue.pause();
    const worker = queue.addWorker();
    expect(claim(worker, 1).claimed).toEqual([]);
    queue.resume();
    expect(claim(worker, 1).claimed).toHaveLength(1);
  });

  it("finds the next jobs in an index, without sorting", () => {
    const connection = new Database(file);
    for (const sql of [CLAIM, CLAIM_OF_BATCH]) {
      const values = { workerId: "w", now: 1, slots: 5, batch: 1 };
      const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
      const details = plan.map(({ detail }) => detail).join("; ");
      expect(details).toMatch(/USING (COVERING )?INDEX job_claim/);
      expect(details).not.toMatch(/TEMP B-TREE/);
    }
    connection.close();
  });
});

describe("finishing", () => {
  function claimOne(): { worker: string; job: ClaimedJob } {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    const [job] = claim(worker, 1).claimed;
    if (!job) throw new Error("nothing was claimed");
    return { worker, job };
  }

  it("stores the result with the state", () => {
    const { worker, job } = claimOne();
    expect(claim(worker, 0, { finished: [complete(job)] }).refused).toEqual([]);
    expect(queue.job(job.id)).toMatchObject({ state: "done", pages: 2, bytes: 100, error: null });
    expect(queue.findDone("content of a", batch("another"))).toEqual([
      { output: "a.pdf", bytes: 100, sha256: "abc", dependencies: { "/in/logo.png": "10:20" } },
    ]);
  });

  it("writes back and claims in one step", () => {
    const { worker, job } = claimOne();
    queue.addJobs(batch("more"), [newJob("b")]);
    expect(names(claim(worker, 1, { finished: [complete(job)] }).claimed)).toEqual(["b"]);
  });

  it("refuses a finish from an attempt that lost the job", () => {
    const { worker, job } = claimOne();
    claim(worker, 0, { finished: [{ job, outcome: { kind: "release" }, elapsedMs: 1 }] });
    const [again] = claim(worker, 1).claimed;
    expect(again).toMatchObject({ id: job.id, attempt: 2 });
    const late = complete(job);
    expect(claim(worker, 0, { finished: [late] }).refused).toEqual([late]);
    expect(queue.job(job.id)?.state).toBe("claimed");
  });

  it("refuses a finish from another worker", () => {
    const { job } = claimOne();
    const late = complete(job);
    expect(claim(queue.addWorker(), 0, { finished: [late] }).refused).toEqual([late]);
  });

  it("refuses a second finish of the same attempt", () => {
    const { worker, job } = claimOne();
    claim(worker, 0, { finished: [complete(job)] });
    const second = complete(job);
    expect(claim(worker, 0, { finished: [second] }).refused).toEqual([second]);
  });

  it("lets a retry wait for its time", () => {
    const { worker, job } = claimOne();
    const problem = { code: "load-timeout" as const, message: "slow" };
    claim(worker, 1, { finished: [{ job, outcome: { kind: "retry", problem, delayMs: 5000 }, elapsedMs: 1 }] });
    expect(queue.nextDelayMs()).toBe(5000);
    expect(claim(worker, 1).claimed).toEqual([]);
    nowMs += 5000;
    expect(claim(worker, 1).claimed).toMatchObject([{ id: job.id, failures: 1, attempt: 2 }]);
  });

  it("keeps the reason of a failure with its place in the input", () => {
    const { worker, job } = claimOne();
    const problem = { code: "template-failed" as const, message: "no such field", line: 7, column: 3 };
    claim(worker, 0, { finished: [{ job, outcome: { kind: "fail", problem }, elapsedMs: 1 }] });
    expect(queue.job(job.id)).toMatchObject({ state: "failed", error: { ...problem, source: "/in/a.md" } });
    expect(queue.batchFailures(job.batchId)).toMatchObject([{ ...problem, source: "/in/a.md" }]);
  });
});

describe("recovering", () => {
  /** A worker row of a process that has ended. */
  async function deadWorker(): Promise<string> {
    const child = spawn("true");
    const { pid } = child;
    await new Promise((resolve) => child.on("exit", resolve));
    const id = queue.addWorker();
    const connection = new Database(file);
    connection.prepare("UPDATE worker SET pid = ?, process_start = '1' WHERE id = ?").run(pid, id);
    connection.close();
    return id;
  }

  it("puts back at once what a dead process held", async () => {
    queue.addJobs(batch(), [newJob("a"), newJob("b")]);
    const dead = await deadWorker();
    claim(dead, 2);
    expect(queue.recover().recovered).toBe(2);
    expect(queue.stats()).toMatchObject({ queued: 2, claimed: 0 });
  });

  it("leaves alone what a living process holds, however old its heartbeat", () => {
    queue.addJobs(batch(), [newJob("a")]);
    claim(queue.addWorker(), 1);
    nowMs += 10 * 3_600_000;
    expect(queue.recover().recovered).toBe(0);
    expect(queue.stats()).toMatchObject({ claimed: 1 });
  });

  it("puts back what a worker held that is taken out", () => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    claim(worker, 1);
    queue.removeWorker(worker);
    expect(queue.stats()).toMatchObject({ queued: 1, claimed: 0 });
    expect(claim(queue.addWorker(), 1).claimed).toMatchObject([{ attempt: 2, failures: 0 }]);
  });

  it("puts back what a worker of this process held whose end could not be written", () => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    claim(worker, 1);
    const connection = new Database(file);
    connection.exec("CREATE TRIGGER full BEFORE DELETE ON worker BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    expect(() => queue.removeWorker(worker)).toThrow("disk full");
    connection.exec("DROP TRIGGER full");
    connection.close();
    expect(queue.stats()).toMatchObject({ claimed: 1 });
    queue.recover();
    expect(queue.stats()).toMatchObject({ queued: 1, claimed: 0 });
  });

  it("tells a reused pid from the process that had it", () => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    claim(worker, 1);
    const connection = new Database(file);
    connection.prepare("UPDATE worker SET pid = ?, process_start = 'before' WHERE id = ?").run(process.ppid, worker);
    connection.close();
    expect(queue.recover().recovered).toBe(process.platform === "linux" ? 1 : 0);
  });

  it("runs interrupted jobs alone, after all others", async () => {
    queue.addJobs(batch(), [newJob("a"), newJob("b"), newJob("c")]);
    const dead = await deadWorker();
    claim(dead, 2);
    queue.recover();
    const worker = queue.addWorker();
    const first = claim(worker, 3).claimed;
    expect(names(first)).toEqual(["c"]);
    expect(claim(worker, 2, { held: 1 }).claimed).toEqual([]);
    const [suspect] = claim(worker, 2, { finished: first.map(complete) }).claimed;
    expect(suspect).toMatchObject({ output: "a.pdf", isSuspect: true });
  });

  it("fails a job that ended its process again and again", async () => {
    queue.addJobs(batch(), [newJob("poison")]);
    for (let death = 1; death <= 3; death += 1) {
      expect(claim(await deadWorker(), 1).claimed).toHaveLength(1);
      queue.recover();
      expect(queue.stats()).toMatchObject(death < 3 ? { queued: 1, failed: 0 } : { queued: 0, failed: 1 });
    }
  });

  it("names the jobs that were completed just before the end, for their temporary files", async () => {
    queue.addJobs(batch(), [newJob("a")]);
    const dead = await deadWorker();
    const { claimed } = claim(dead, 1);
    claim(dead, 0, { finished: claimed.map(complete) });
    expect(queue.recover()).toMatchObject({
      recovered: 0,
      justDone: [{ output: "a.pdf", outDir: "/out", attempt: 1 }],
    });
  });
});

describe("batches", () => {
  it("takes an unfinished batch of an equal call up again", () => {
    const id = batch();
    queue.addJobs(id, [newJob("a")]);
    queue.sealBatch(id);
    expect(queue.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" })).toMatchObject({
      id,
      isResumed: true,
    });
  });

  it("begins a new batch once the last one is finished", () => {
    const id = batch();
    queue.addJobs(id, [newJob("a")]);
    queue.sealBatch(id);
    const worker = queue.addWorker();
    claim(worker, 0, { finished: claim(worker, 1).claimed.map(complete) });
    expect(queue.isBatchActive(id)).toBe(false);
    expect(batch()).not.toBe(id);
  });

  it("passes over a prompt that it has already", () => {
    const id = batch();
    expect(queue.addJobs(id, [newJob("a"), newJob("b")])).toBe(2);
    expect(queue.addJobs(id, [newJob("a"), newJob("c")])).toBe(1);
    expect(queue.stats().queued).toBe(3);
  });

  it("says whether prompts may still come, and whether work is left", () => {
    const id = batch();
    expect([queue.isBatchSealed(id), queue.isBatchActive(id)]).toEqual([false, false]);
    queue.addJobs(id, [newJob("a")]);
    queue.sealBatch(id);
    expect([queue.isBatchSealed(id), queue.isBatchActive(id)]).toEqual([true, true]);
    claim(queue.addWorker(), 1);
    expect(queue.isBatchActive(id)).toBe(true);
  });

  it("counts by state without counting rows, whatever happens to the jobs", () => {
    const id = batch();
    queue.addJobs(id, [newJob("a"), newJob("b"), newJob("c"), newJob("d")]);
    const worker = queue.addWorker();
    const [a, b] = claim(worker, 2).claimed;
    if (!a || !b) throw new Error("nothing was claimed");
    const problem = { code: "internal" as const, message: "no" };
    claim(worker, 0, { finished: [complete(a), { job: b, outcome: { kind: "fail", problem }, elapsedMs: 1 }] });
    queue.cancel("all");
    queue.requeue("all");
    const connection = new Database(file);
    const counted = connection.prepare("SELECT state, count(*) AS jobs FROM job GROUP BY state").all();
    connection.close();
    expect(counted).toEqual([
      { state: "cancelled", jobs: 2 },
      { state: "done", jobs: 1 },
      { state: "queued", jobs: 1 },
    ]);
    expect(queue.batchCounts(id)).toMatchObject({ cancelled: 2, done: 1, queued: 1, failed: 0, claimed: 0 });
  });
});

describe("by hand", () => {
  it("cancels what waits at once and asks the worker of what runs", () => {
    queue.addJobs(batch(), [newJob("a"), newJob("b")]);
    const worker = queue.addWorker();
    const [running] = claim(worker, 1).claimed;
    expect(queue.cancel("all")).toBe(2);
    expect(queue.stats()).toMatchObject({ cancelled: 1, claimed: 1 });
    expect(queue.cancelRequests(worker)).toEqual([running?.id]);
  });

  it("cancels what waits and leaves what runs alone, where that was asked for", () => {
    queue.addJobs(batch(), [newJob("a"), newJob("b")]);
    const worker = queue.addWorker();
    claim(worker, 1);
    expect(queue.cancel("queued")).toBe(1);
    expect(queue.cancelRequests(worker)).toEqual([]);
    expect(queue.stats()).toMatchObject({ cancelled: 1, claimed: 1 });
  });

  it.each([
    ["is given up", { kind: "release" }],
    ["fails and would be tried again", { kind: "retry", problem: { code: "load-timeout", message: "" }, delayMs: 1 }],
  ] as const)("does not forget a cancel when the job %s at that moment", (_how, outcome) => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    const [job] = claim(worker, 1).claimed;
    queue.cancel("all");
    if (job) claim(worker, 0, { finished: [{ job, outcome, elapsedMs: 1 }] });
    expect(queue.stats()).toMatchObject({ cancelled: 1, queued: 0, claimed: 0 });
  });

  it("does not forget a cancel when the process dies", async () => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    claim(worker, 1);
    queue.cancel("all");
    queue.removeWorker(worker);
    expect(queue.stats()).toMatchObject({ cancelled: 1, queued: 0, claimed: 0 });
  });

  it("does not touch what is finished", () => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    const { claimed } = claim(worker, 1);
    claim(worker, 0, { finished: claimed.map(complete) });
    const ids = claimed.map(({ id }) => id);
    expect([queue.cancel({ ids }), queue.requeue({ ids })]).toEqual([0, 0]);
    expect(queue.stats()).toMatchObject({ done: 1 });
  });

  it("lists pages of jobs, the newest batch first and each in its order, by state", () => {
    queue.addJobs(batch("older"), [newJob("old0"), newJob("old1")]);
    queue.addJobs(
      batch(),
      Array.from({ length: 10 }, (_, index) => newJob(`job${index}`)),
    );
    claim(queue.addWorker(), 1);
    const page = (offset: number, limit: number) => {
      const { total, jobs } = queue.listJobs({ offset, limit, states: ["queued"] });
      return [total, ...jobs.map(({ name }) => name.replace(".pdf", ""))];
    };
    expect(page(0, 2)).toEqual([11, "job0", "job1"]);
    expect(page(8, 3)).toEqual([11, "job8", "job9", "old1"]);
    expect(page(10, 5)).toEqual([11, "old1"]);
    expect(page(11, 5)).toEqual([11]);
    expect(queue.listJobs({ offset: 0, limit: 1 }).total).toBe(12);
  });
});
