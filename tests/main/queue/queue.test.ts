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
  times: { composeMs: 1, loadMs: 2, signalMs: 0.5, fontsMs: 1, imagesMs: 0.25, printMs: 3, publishMs: 4 },
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

  it("gives a batch that comes late no arrears, and one that is slow no advantage", () => {
    const slow = batch("slow");
    queue.addJobs(slow, [newJob("slow0"), newJob("slow1")]);
    const worker = queue.addWorker();
    const first = claim(worker, 2).claimed;
    queue.addJobs(
      batch("other"),
      Array.from({ length: 6 }, (_, index) => newJob(`other${index}`)),
    );
    const second = claim(worker, 4, { finished: first.map(complete) }).claimed;
    expect(names(second)).toEqual(["other0", "other1", "other2", "other3"]);
    // The slow batch waited for its input; now it has its turn among the others, neither first nor last.
    queue.addJobs(slow, [newJob("slow2"), newJob("slow3")]);
    expect(names(claim(worker, 4, { finished: second.map(complete) }).claimed)).toEqual([
      "other4",
      "slow2",
      "other5",
      "slow3",
    ]);
  });

  it("gives a batch that is queued in parts one turn after the other", () => {
    const a = batch("a");
    queue.addJobs(a, [newJob("a0"), newJob("a1")]);
    queue.addJobs(a, [newJob("a2"), newJob("a3")]);
    queue.addJobs(batch("b"), [newJob("b0"), newJob("b1")]);
    expect(names(claim(queue.addWorker(), 9).claimed)).toEqual(["a0", "b0", "a1", "b1", "a2", "a3"]);
  });

  it("lets batches take turns within each priority", () => {
    const worker = queue.addWorker();
    const urgent = Array.from({ length: 20 }, (_, index) => newJob(`urgent${index}`, { priority: -1 }));
    queue.addJobs(batch("urgent"), urgent);
    claim(worker, 20);
    queue.addJobs(batch("a"), [newJob("a0"), newJob("a1"), newJob("a2")]);
    queue.addJobs(batch("b"), [newJob("b0"), newJob("b1")]);
    expect(names(claim(worker, 9).claimed)).toEqual(["a0", "b0", "a1", "b1", "a2"]);
  });

  it("gives a job that is not to run yet when its time has come, in its turn", () => {
    queue.addJobs(batch(), [newJob("later", { runAtMs: nowMs + 60_000 }), newJob("now")]);
    const worker = queue.addWorker();
    expect(names(claim(worker, 5).claimed)).toEqual(["now"]);
    expect(queue.nextDelayMs()).toBe(60_000);
    nowMs += 59_999;
    expect(claim(worker, 5).claimed).toEqual([]);
    nowMs += 1;
    expect(names(claim(worker, 5).claimed)).toEqual(["later"]);
  });

  it("keeps a job that is not to run yet waiting when the clock is set back", () => {
    queue.addJobs(batch(), [newJob("later", { runAtMs: nowMs + 60_000 })]);
    nowMs -= 10 * 3_600_000;
    expect(claim(queue.addWorker(), 5).claimed).toEqual([]);
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

  it("says why it gives nothing", () => {
    queue.addJobs(batch(), [newJob("a")]);
    const worker = queue.addWorker();
    queue.pause("now");
    expect(claim(worker, 1).pause).toEqual({ kind: "now" });
    expect(queue.stats()).toMatchObject({ paused: true, pause: { kind: "now" } });
    queue.resume();
    expect(claim(worker, 1).pause).toBeUndefined();
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
      {
        output: "a.pdf",
        bytes: 100,
        sha256: "abc",
        dependencies: { "/in/logo.png": "10:20" },
        pages: 2,
        warnings: "[]",
      },
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

  it("lets a retry in when the clock was set back, instead of letting it wait for hours", () => {
    const { worker, job } = claimOne();
    const problem = { code: "load-timeout" as const, message: "slow" };
    claim(worker, 1, { finished: [{ job, outcome: { kind: "retry", problem, delayMs: 5000 }, elapsedMs: 1 }] });
    nowMs -= 10 * 3_600_000;
    expect(claim(worker, 1).claimed).toMatchObject([{ id: job.id, failures: 1 }]);
  });

  it("pauses when an output found no room, blames nobody, and goes on when there is", () => {
    const { worker, job } = claimOne();
    const noRoom = { folder: "/out", needBytes: 5000 };
    const finished: Finish[] = [{ job, outcome: { kind: "release", noRoom }, elapsedMs: 1 }];
    claim(worker, 1, { finished });
    expect(queue.pauseState()).toEqual({ kind: "disk-full", ...noRoom });
    expect(claim(worker, 1).claimed).toEqual([]);
    queue.resumeFromFullDisk();
    expect(claim(worker, 1).claimed).toMatchObject([{ id: job.id, failures: 0 }]);
  });

  it("does not let a full disk end or replace a pause by hand", () => {
    const { worker, job } = claimOne();
    queue.pause("finish");
    const noRoom = { folder: "/out", needBytes: 5000 };
    claim(worker, 1, { finished: [{ job, outcome: { kind: "release", noRoom }, elapsedMs: 1 }] });
    expect(queue.pauseState()).toEqual({ kind: "finish" });
    queue.resumeFromFullDisk();
    expect(queue.pauseState()).toEqual({ kind: "finish" });
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
    expect(queue.recover()).toBe(2);
    expect(queue.stats()).toMatchObject({ queued: 2, claimed: 0 });
  });

  it("leaves alone what a living process holds, however old its heartbeat", () => {
    queue.addJobs(batch(), [newJob("a")]);
    claim(queue.addWorker(), 1);
    nowMs += 10 * 3_600_000;
    expect(queue.recover()).toBe(0);
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
    expect(queue.recover()).toBe(process.platform === "linux" ? 1 : 0);
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

  it("names the attempts that the dead process held, for their files", async () => {
    const id = batch();
    queue.addJobs(id, [newJob("a")]);
    claim(await deadWorker(), 1);
    expect(queue.remains()).toMatchObject({
      held: [{ batchId: id, outDir: "/out", output: "a.pdf", attempt: 1 }],
      justDone: [],
    });
  });

  it("names the jobs that were completed just before the end, for their temporary files", async () => {
    queue.addJobs(batch(), [newJob("a")]);
    const dead = await deadWorker();
    const { claimed } = claim(dead, 1);
    claim(dead, 0, { finished: claimed.map(complete) });
    expect(queue.remains()).toMatchObject({
      held: [],
      justDone: [{ output: "a.pdf", outDir: "/out", attempt: 1 }],
    });
    expect(queue.recover()).toBe(0);
    expect(queue.remains()).toEqual({ workers: [], held: [], justDone: [] });
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

  it("does not fail a cancelled job whose process died once too often", async () => {
    queue.addJobs(batch(), [newJob("a")]);
    const raw = new Database(file);
    raw.exec("UPDATE job SET interrupts = 2");
    const worker = queue.addWorker();
    claim(worker, 1);
    queue.cancel("all");
    raw.exec("UPDATE worker SET pid = 999999999");
    raw.close();
    queue.recover();
    expect(queue.stats()).toMatchObject({ cancelled: 1, failed: 0 });
  });

  it("puts back the failed jobs of one batch and cancels the waiting ones of another", () => {
    const problem = { code: "internal" as const, message: "no" };
    const [one, two] = [batch("one"), batch("two")];
    queue.addJobs(one, [newJob("a"), newJob("b")]);
    queue.addJobs(two, [newJob("c"), newJob("d")]);
    const worker = queue.addWorker();
    const { claimed } = claim(worker, 4);
    const finished = claimed.map((job): Finish => ({ job, outcome: { kind: "fail", problem }, elapsedMs: 1 }));
    claim(worker, 0, { finished });
    expect(queue.requeue({ batchId: one })).toBe(2);
    expect(queue.batchCounts(one)).toMatchObject({ queued: 2, failed: 0 });
    expect(queue.batchCounts(two)).toMatchObject({ queued: 0, failed: 2 });
    expect(queue.requeue("all")).toBe(2);
    expect(queue.cancel({ batchId: two })).toBe(2);
    expect(queue.stats()).toMatchObject({ queued: 2, cancelled: 2, failed: 0 });
  });

  it("puts cancelled jobs back by their numbers only, and none whose name another has by now", () => {
    const id = batch();
    queue.addJobs(id, [newJob("a"), newJob("b")]);
    const worker = queue.addWorker();
    const [running] = claim(worker, 1).claimed;
    queue.cancel("all");
    if (running) claim(worker, 0, { finished: [{ job: running, outcome: { kind: "release" }, elapsedMs: 1 }] });
    expect(queue.stats()).toMatchObject({ cancelled: 2 });
    expect([queue.requeue("all"), queue.requeue({ batchId: id })]).toEqual([0, 0]);

    queue.addJobs(id, [{ ...newJob("c"), outputKey: newJob("b").outputKey }]);
    const ids = queue.listJobs({ offset: 0, limit: 9 }).jobs.map((job) => job.id);
    expect(queue.requeue({ ids })).toBe(1);
    expect(queue.stats()).toMatchObject({ queued: 2, cancelled: 1 });
    const { claimed } = claim(worker, 2);
    expect(claimed.find((job) => job.id === running?.id)).toMatchObject({ attempt: 2 });
    claim(worker, 0, { finished: claimed.map(complete) });
    expect(queue.batchCounts(id)).toMatchObject({ done: 2, cancelled: 1 });
  });

  it("says which batch there is not", () => {
    expect(() => queue.requeue({ batchId: "nowhere" })).toThrow(/no batch nowhere in the queue/);
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

describe("old jobs", () => {
  const DAY_MS = 24 * 3_600_000;

  function finishAll(): void {
    const worker = queue.addWorker();
    claim(worker, 0, { finished: claim(worker, 99).claimed.map(complete) });
    queue.removeWorker(worker);
  }

  it("are forgotten after 30 days, a slice at a time, with their batch", () => {
    queue.addJobs(batch("old"), [newJob("a"), newJob("b"), newJob("c")]);
    queue.sealBatch(batch("old"));
    finishAll();
    nowMs += 30 * DAY_MS;
    expect(queue.prune()).toBe(0);
    nowMs += 1;
    expect([queue.prune(2), queue.prune(2)]).toEqual([2, 1]);
    expect(queue.stats()).toMatchObject({ done: 0 });
    expect(queue.listJobs({ offset: 0, limit: 9 })).toEqual({ total: 0, jobs: [] });
    const raw = new Database(file);
    for (const table of ["batch", "job", "tally", "batch_turn"]) {
      expect([table, raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]).toEqual([table, 0]);
    }
    raw.close();
  });

  it("leave behind what proves that their outputs still stand", () => {
    queue.addJobs(batch("old"), [newJob("a")]);
    queue.sealBatch(batch("old"));
    finishAll();
    nowMs += 31 * DAY_MS;
    queue.prune();
    expect(queue.findDone("content of a", batch("new"))).toEqual([
      {
        output: "a.pdf",
        bytes: 100,
        sha256: "abc",
        dependencies: { "/in/logo.png": "10:20" },
        pages: 2,
        warnings: null,
      },
    ]);
  });

  it("stay while anything of their batch is unfinished or failed ones may be retried", () => {
    const id = batch("old");
    queue.addJobs(id, [newJob("a"), newJob("b")]);
    const worker = queue.addWorker();
    claim(worker, 0, { finished: claim(worker, 1).claimed.map(complete) });
    nowMs += 31 * DAY_MS;
    expect(queue.prune()).toBe(0);
    const problem = { code: "internal" as const, message: "no" };
    const [b] = claim(worker, 1).claimed;
    if (b) claim(worker, 0, { finished: [{ job: b, outcome: { kind: "fail", problem }, elapsedMs: 1 }] });
    nowMs += 31 * DAY_MS;
    expect(queue.prune()).toBe(1);
    expect(queue.stats()).toMatchObject({ done: 0, failed: 1 });
    expect(queue.requeue({ batchId: id })).toBe(1);
  });
});
