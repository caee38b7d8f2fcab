import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClaimedJob, type Finish, Queue } from "../../../main/queue";
import { FIRST_TURN_OF_OWNER } from "../../../main/queue/claim-sql";
import { BATCH_SIZES } from "../../../main/queue/statements";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let file: string;
let queue: Queue;
let worker: string;
let held: readonly ClaimedJob[];
let calls = 0;

beforeEach(() => {
  file = join(tempFolder(), "queue.db");
  queue = new Queue(file);
  worker = queue.addWorker();
  held = [];
});
afterEach(() => queue.close());

/** A batch of its own for these jobs, as one request makes it. */
function ask(owner: string | undefined, names: readonly string[], priority = 0): void {
  calls += 1;
  const { id } = queue.openBatch({ callKey: `call ${calls}`, label: "", outDir: "/out", settings: "{}" });
  queue.addJobs(
    id,
    names.map((name) => newJob(name, { owner, priority })),
  );
  queue.sealBatch(id);
}

const many = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);

/** Claims so many, and has those that were claimed before fail, which ends them. */
function work(slots: number): string[] {
  const problem = { code: "internal" as const, message: "" };
  const finished = held.map((job): Finish => ({ job, outcome: { kind: "fail", problem }, elapsedMs: 1 }));
  held = queue.tick({ workerId: worker, slots, held: 0, finished }).claimed;
  return held.map(({ output }) => output.replace(".pdf", ""));
}

describe("owners", () => {
  it("take turns, so that one with thousands of requests does not starve another with three", () => {
    for (const name of many("busy", 1000)) ask("busy", [name]);
    work(100);
    for (const name of many("rare", 3)) ask("rare", [name]);
    expect(work(6)).toEqual(["busy100", "rare0", "busy101", "rare1", "busy102", "rare2"]);
  });

  it("take turns within one batch, too", () => {
    const { id } = queue.openBatch({ callKey: "mixed", label: "", outDir: "/out", settings: "{}" });
    const jobs = [...many("a", 4).map((name) => ["a", name]), ...many("b", 2).map((name) => ["b", name])];
    queue.addJobs(
      id,
      jobs.map(([owner, name]) => newJob(name ?? "", { owner })),
    );
    expect(work(6)).toEqual(["a0", "b0", "a1", "b1", "a2", "a3"]);
  });

  it("alternate with batches that belong to nobody", () => {
    ask(undefined, many("batch", 5));
    for (const name of many("user", 2)) ask("user", [name]);
    expect(work(5)).toEqual(["batch0", "user0", "batch1", "user1", "batch2"]);
  });

  it("have one turn each among many", () => {
    for (const owner of ["a", "b", "c"]) for (const name of many(owner, 50)) ask(owner, [name]);
    for (let round = 0; round < 10; round += 1) {
      expect(
        work(3)
          .map((name) => name[0])
          .sort(),
      ).toEqual(["a", "b", "c"]);
    }
  });

  it("do not pay for what they cancelled", () => {
    for (const name of many("busy", 100)) ask("busy", [name]);
    ask("gone", many("gone", 50));
    const { jobs } = queue.listJobs({ offset: 0, limit: 1000 });
    queue.cancel({ ids: jobs.filter(({ name }) => name.startsWith("gone")).map(({ id }) => id) });
    ask("gone", ["again"]);
    expect(work(2)).toEqual(["busy0", "again"]);
  });

  it("have turns of their own in each priority", () => {
    ask("a", many("usual", 2));
    ask("a", ["urgent"], -5);
    expect(work(3)).toEqual(["urgent", "usual0", "usual1"]);
  });

  it("get no arrears for having waited", () => {
    ask("early", many("early", 3));
    work(3);
    ask("late", many("late", 4));
    work(2);
    ask("early", many("more", 2));
    expect(work(4)).toEqual(["late2", "more0", "late3", "more1"]);
  });

  it("are counted, each apart", () => {
    ask("a", many("a", 7));
    ask("b", many("b", 2));
    ask(undefined, many("c", 4));
    work(1);
    expect([queue.requests.waiting("a"), queue.requests.waiting("b"), queue.requests.waiting()]).toEqual([6, 2, 12]);
  });

  it("find their next turn at the end of an index", () => {
    const connection = new Database(file);
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${FIRST_TURN_OF_OWNER}`).all({ owner: "a", priority: 0 });
    const details = (plan as { detail: string }[]).map(({ detail }) => detail).join("; ");
    expect(details).toContain("INDEX job_by_owner (owner=? AND priority=?)");
    expect(details).not.toMatch(/TEMP B-TREE|SCAN job/);
    connection.close();
  });
});

describe("thousands of batches of one", () => {
  it("are listed page by page, the newest first, without looking at the rest", () => {
    for (const name of many("job", 30)) ask("a", [name]);
    work(5);
    const names = (offset: number, limit: number) =>
      queue.listJobs({ offset, limit, states: ["queued", "queued"] }).jobs.map(({ name }) => name.replace(".pdf", ""));
    expect(names(0, 3)).toEqual(["job29", "job28", "job27"]);
    expect(names(23, 9)).toEqual(["job6", "job5"]);
    expect(queue.listJobs({ offset: 0, limit: 1, states: ["queued", "queued"] }).total).toBe(25);
    expect(queue.listJobs({ offset: 0, limit: 1 }).total).toBe(30);
    expect(queue.stats()).toMatchObject({ queued: 25, claimed: 5 });
    const connection = new Database(file);
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${BATCH_SIZES}`).all('["queued"]') as { detail: string }[];
    const details = plan.map(({ detail }) => detail).join("; ");
    expect(details).toContain("tally");
    expect(details).not.toMatch(/TEMP B-TREE/);
    connection.close();
  });
});

describe("requests", () => {
  it("are found by their key, keep what they were first, and go with their batch", () => {
    const batch = (callKey: string) => queue.openBatch({ callKey, label: "", outDir: "/out", settings: "{}" }).id;
    const [one, two] = [batch("one"), batch("two")];
    queue.requests.keep("k", { digest: "d", batchId: one });
    queue.requests.keep("k", { digest: "other", batchId: two });
    expect(queue.requests.find("k")).toEqual({ digest: "d", batchId: one });
    expect(queue.requests.find("l")).toBeUndefined();
    queue.sealBatch(one);
    queue.close();
    queue = new Queue(file, { now: () => Date.now() + 31 * 24 * 3_600_000 });
    queue.prune();
    expect(queue.requests.find("k")).toBeUndefined();
  });
});
