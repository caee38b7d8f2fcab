import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Finish, Queue } from "../../../main/queue";
import type { ErrorCode } from "../../../shared/errors";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let file: string;
let queue: Queue;
let nowMs: number;

beforeEach(() => {
  file = join(tempFolder(), "queue.db");
  nowMs = 1_000_000;
  queue = new Queue(file, { now: () => nowMs });
});
afterEach(() => queue.close());

function batch(name: string): string {
  nowMs += 1000;
  return queue.openBatch({ callKey: name, label: `${name}.csv`, outDir: `/out/${name}`, settings: "{}" }).id;
}

/** A batch whose jobs failed, one with each of the codes. */
function failedBatch(name: string, codes: readonly ErrorCode[]): string {
  const id = batch(name);
  queue.addJobs(
    id,
    codes.map((_code, at) => newJob(`${name}${at}`)),
  );
  queue.sealBatch(id);
  const workerId = queue.addWorker();
  const { claimed } = queue.tick({ workerId, slots: codes.length, held: 0, finished: [] });
  const finished = claimed.map((job, at): Finish => {
    const problem = { code: codes[at] ?? "internal", message: `why ${name}${at}` };
    return { job, outcome: { kind: "fail", problem }, elapsedMs: 1 };
  });
  queue.tick({ workerId, slots: 0, held: 0, finished });
  queue.removeWorker(workerId);
  return id;
}

describe("the batches", () => {
  it("are listed newest first, with what became of their jobs, and counted beyond the limit", () => {
    const one = failedBatch("one", ["internal", "load-timeout"]);
    const two = batch("two");
    queue.addJobs(two, [newJob("waits")]);
    queue.addRejection(two, { code: "input-invalid", message: "no" });
    queue.addUnchanged(two, 3);
    const three = batch("three");
    const { total, batches } = queue.overview.batches(2);
    expect(total).toBe(3);
    expect(batches.map(({ id }) => id)).toEqual([three, two]);
    expect(batches[1]).toMatchObject({
      label: "two.csv",
      outDir: "/out/two",
      createdAtMs: 1_002_000,
      isFinished: false,
    });
    expect(batches[1]).toMatchObject({ queued: 1, failed: 0, rejected: 1, unchanged: 3 });
    expect(queue.overview.batch(one)).toMatchObject({ failed: 2, queued: 0, isFinished: true, failuresFile: null });
  });

  it("are not finished while their input is still read, or something waits", () => {
    const id = batch("one");
    expect(queue.overview.batch(id).isFinished).toBe(false);
    queue.addJobs(id, [newJob("a")]);
    queue.sealBatch(id);
    expect(queue.overview.batch(id).isFinished).toBe(false);
    queue.cancel({ batchId: id });
    expect(queue.overview.batch(id).isFinished).toBe(true);
  });

  it("that are not there are an error that names them", () => {
    expect(() => queue.overview.batch("nosuch")).toThrow(/no batch nosuch/);
    expect(() => queue.overview.failedJobs({ batchId: "nosuch", limit: 1 })).toThrow(/no batch nosuch/);
  });
});

describe("the failed jobs", () => {
  it("are listed by batch and code, and counted beyond the limit", () => {
    const one = failedBatch("one", ["internal", "load-timeout", "internal"]);
    const two = failedBatch("two", ["load-timeout"]);
    const reasons = (which: { batchId?: string; code?: ErrorCode; limit?: number }) => {
      const { total, jobs } = queue.overview.failedJobs({ limit: 10, ...which });
      return [total, ...jobs.map(({ error }) => error?.message)];
    };
    expect(reasons({})).toEqual([4, "why two0", "why one0", "why one1", "why one2"]);
    expect(reasons({ limit: 1 })).toEqual([4, "why two0"]);
    expect(reasons({ code: "load-timeout" })).toEqual([2, "why two0", "why one1"]);
    expect(reasons({ batchId: one, code: "internal" })).toEqual([2, "why one0", "why one2"]);
    expect(queue.overview.failedJobs({ batchId: two, limit: 1 }).jobs[0]?.batchId).toBe(two);
  });

  it("are put back by code, of one batch or of all, and the counts follow", () => {
    const one = failedBatch("one", ["internal", "load-timeout"]);
    const two = failedBatch("two", ["load-timeout", "load-timeout"]);
    expect(queue.requeue({ code: "load-timeout", batchId: one })).toBe(1);
    expect(queue.batchCounts(one)).toMatchObject({ failed: 1, queued: 1 });
    expect(queue.batchCounts(two)).toMatchObject({ failed: 2, queued: 0 });
    expect(queue.requeue({ code: "load-timeout" })).toBe(2);
    expect(queue.requeue({ code: "asset-broken" })).toBe(0);
    expect(() => queue.requeue({ code: "internal", batchId: "nosuch" })).toThrow(/no batch nosuch/);
    const connection = new Database(file);
    const counted = connection.prepare("SELECT state, count(*) AS jobs FROM job GROUP BY state ORDER BY state").all();
    connection.close();
    expect(counted).toEqual([
      { state: "failed", jobs: 1 },
      { state: "queued", jobs: 3 },
    ]);
    expect(queue.stats()).toMatchObject({ failed: 1, queued: 3 });
  });

  it("are not put back where a job with that code only waits to be tried again", () => {
    const id = batch("one");
    queue.addJobs(id, [newJob("a")]);
    const workerId = queue.addWorker();
    const { claimed } = queue.tick({ workerId, slots: 1, held: 0, finished: [] });
    const problem = { code: "load-timeout" as const, message: "slow" };
    const finished = claimed.map(
      (job): Finish => ({ job, outcome: { kind: "retry", problem, delayMs: 60_000 }, elapsedMs: 1 }),
    );
    queue.tick({ workerId, slots: 0, held: 0, finished });
    expect(queue.requeue({ code: "load-timeout" })).toBe(0);
    expect(queue.batchCounts(id)).toMatchObject({ queued: 1, failed: 0 });
    // It still waits for its time.
    expect(queue.nextDelayMs()).toBe(60_000);
  });
});

describe("a job by its name", () => {
  it("is found by any part of it, in capitals or not, the newest first and no more than are asked for", () => {
    queue.addJobs(batch("one"), [newJob("Letter 100%"), newJob("invoice_7")]);
    queue.addJobs(batch("two"), [newJob("letter to Ada"), newJob("LETTER")]);
    const named = (text: string, limit = 8) => queue.overview.jobsNamed(text, limit).map(({ name }) => name);
    expect(named("letter")).toEqual(["LETTER.pdf", "letter to Ada.pdf", "Letter 100%.pdf"]);
    expect(named("letter", 2)).toHaveLength(2);
    expect(named("0%")).toEqual(["Letter 100%.pdf"]);
    expect(named("e_7")).toEqual(["invoice_7.pdf"]);
    expect(named("r_t"), "signs of SQL are signs").toEqual([]);
  });

  it("has its row in the list of all jobs, the newest batch first", () => {
    queue.addJobs(batch("one"), [newJob("a"), newJob("b")]);
    queue.addJobs(batch("two"), [newJob("c"), newJob("d"), newJob("e")]);
    const { jobs } = queue.listJobs({ offset: 0, limit: 10 });
    expect(jobs).toHaveLength(5);
    for (const [row, { id }] of jobs.entries()) expect(queue.overview.rowOf(id)).toBe(row);
    expect(queue.overview.rowOf(999)).toBeUndefined();
  });
});
