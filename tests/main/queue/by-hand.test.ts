import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClaimedJob, type DoneResult, Queue } from "../../../main/queue";
import { numberedOutput } from "../../../main/worker";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const RESULT: DoneResult = {
  output: "a.pdf",
  pages: 1,
  bytes: 100,
  sha256: "abc",
  dependencies: {},
  warnings: [{ code: "content-overflow", message: "too wide" }],
  times: { composeMs: 1, loadMs: 2, signalMs: 0, fontsMs: 1, imagesMs: 0, printMs: 3, publishMs: 4 },
};

let queue: Queue;
let worker: string;
let batchId: string;

beforeEach(() => {
  queue = new Queue(join(tempFolder(), "queue.db"));
  worker = queue.addWorker();
  batchId = queue.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" }).id;
});
afterEach(() => queue.close());

const add = (...jobs: string[]) =>
  queue.addJobs(
    batchId,
    jobs.map((name) => newJob(name)),
  );
const idOf = (name: string) =>
  queue.listJobs({ offset: 0, limit: 100 }).jobs.find((job) => job.name === `${name}.pdf`)?.id ?? 0;
const claim = (slots: number) => queue.tick({ workerId: worker, slots, held: 0, finished: [] }).claimed;
const names = (jobs: readonly ClaimedJob[]) => jobs.map(({ output }) => output.replace(".pdf", "")).join("");

function finish(job: ClaimedJob, how: "complete" | "fail"): void {
  const outcome =
    how === "complete"
      ? { kind: how, result: { ...RESULT, output: job.output } }
      : { kind: how, problem: { code: "internal" as const, message: "no" } };
  queue.tick({ workerId: worker, slots: 0, held: 0, finished: [{ job, outcome, elapsedMs: 5 }] });
}

/** As the worker does when a batch has ended. */
function writeResults(): void {
  queue.sealBatch(batchId);
  const due = queue.results.claim(worker);
  expect(due?.id).toBe(batchId);
  queue.results.complete(batchId, worker, null);
}

describe("the order by hand", () => {
  it("puts jobs before all others, whatever their priority, and keeps their own order", () => {
    queue.addJobs(batchId, [newJob("u", { priority: -5 })]);
    add("a", "b", "c", "d");
    expect(queue.byHand.move([idOf("d"), idOf("c")], "top")).toBe(2);
    expect(names(claim(5))).toBe("cduab");
  });

  it("puts jobs behind all others", () => {
    add("a", "b", "c");
    queue.addJobs(batchId, [newJob("z", { priority: 7 })]);
    queue.byHand.move([idOf("a")], "bottom");
    expect(names(claim(4))).toBe("bcza");
  });

  it("gives a priority, and later jobs still come behind", () => {
    add("a", "b", "c");
    queue.byHand.setPriority([idOf("c")], -1);
    add("d");
    expect(names(claim(4))).toBe("cabd");
  });

  it("leaves alone what runs or has ended", () => {
    add("a");
    const [job] = claim(1);
    expect(queue.byHand.move([job?.id ?? 0], "top")).toBe(0);
    expect(queue.byHand.setPriority([job?.id ?? 0], 3)).toBe(0);
  });

  it("does not keep a user's next jobs behind one that was moved to the bottom", () => {
    for (let index = 0; index < 50; index += 1) add(`busy ${index}`);
    queue.addJobs(batchId, [newJob("u", { owner: "user" })]);
    queue.byHand.move([idOf("u")], "bottom");
    const next = queue.openBatch({ callKey: "next", label: "n", outDir: "/o", settings: "{}" }).id;
    queue.addJobs(next, [newJob("v", { owner: "user", outputKey: "/o/v" })]);
    expect(claim(2).map(({ output }) => output)).toContain("v.pdf");
  });

  it("does not give later batches arrears after something was moved to the bottom and claimed", () => {
    add("a", "b");
    queue.byHand.move([idOf("a")], "bottom");
    expect(names(claim(2))).toBe("ba");
    const other = queue.openBatch({ callKey: "other", label: "o", outDir: "/o", settings: "{}" }).id;
    queue.addJobs(other, [newJob("o", { outputKey: "/o/o" })]);
    add("c");
    expect(names(claim(2))).toBe("oc");
  });
});

describe("removing by hand", () => {
  it("takes waiting jobs out of the counts, and puts them back as they were", () => {
    add("a", "b", "c");
    const ids = [idOf("a"), idOf("b")];
    const removed = queue.byHand.remove(ids);
    expect(removed.count).toBe(2);
    expect(queue.stats()).toMatchObject({ queued: 1 });
    expect(queue.byHand.restore(removed, numberedOutput)).toBe(2);
    expect(queue.stats()).toMatchObject({ queued: 3 });
    expect(ids.map((id) => queue.job(id)?.state)).toEqual(["queued", "queued"]);
    expect(names(claim(3))).toBe("abc");
  });

  it("leaves alone what runs", () => {
    add("a");
    const [job] = claim(1);
    expect(queue.byHand.remove([job?.id ?? 0]).count).toBe(0);
    expect(queue.stats()).toMatchObject({ claimed: 1 });
  });

  it("takes out what has ended only once the results of its batch are written", () => {
    add("a", "b");
    const [a, b] = claim(2) as [ClaimedJob, ClaimedJob];
    finish(a, "complete");
    finish(b, "fail");
    expect(queue.byHand.remove([a.id, b.id]).count).toBe(0);
    writeResults();
    expect(queue.byHand.remove([a.id, b.id]).count).toBe(2);
    expect(queue.stats()).toMatchObject({ done: 0, failed: 0 });
  });

  it("still knows that the PDF of a removed job stands", () => {
    add("a");
    const [a] = claim(1) as [ClaimedJob];
    finish(a, "complete");
    writeResults();
    queue.byHand.remove([a.id]);
    expect(queue.findDone("content of a")).toMatchObject([{ output: "a.pdf", sha256: "abc" }]);
  });

  it("never gives a job's number to another one, so that the job can be put back as it was", () => {
    add("a", "b");
    const id = idOf("b");
    const removed = queue.byHand.remove([id]);
    add("c");
    expect(queue.job(id)).toBeUndefined();
    expect(idOf("c")).toBeGreaterThan(id);
    expect(queue.byHand.restore(removed, numberedOutput)).toBe(1);
    expect(queue.job(id)).toMatchObject({ state: "queued", name: "b.pdf" });
    expect(queue.stats()).toMatchObject({ queued: 3 });
  });

  it("puts a job back under a free name where another one has taken its own meanwhile", () => {
    const job = newJob("a", { ...numberedOutput("/out", "a.pdf", 1) });
    queue.addJobs(batchId, [job, newJob("b", { ...numberedOutput("/out", "a-2.pdf", 1) })]);
    const id = idOf("a");
    const removed = queue.byHand.remove([id]);
    const other = queue.openBatch({ callKey: "other", label: "o", outDir: "/out", settings: "{}" }).id;
    queue.addJobs(other, [job]);
    expect(queue.byHand.restore(removed, numberedOutput)).toBe(1);
    expect(queue.job(id)?.name).toBe("a-3.pdf");
    expect(queue.isOutputTaken(numberedOutput("/out", "a.pdf", 3).outputKey)).toBe(true);
  });

  it("puts nothing back whose prompt was queued again meanwhile", () => {
    add("a");
    const removed = queue.byHand.remove([idOf("a")]);
    add("other", "a");
    expect(queue.byHand.restore(removed, numberedOutput)).toBe(0);
    expect(queue.stats()).toMatchObject({ queued: 2 });
  });
});

it("tells of a job what the list does not", () => {
  add("a");
  const [a] = claim(1) as [ClaimedJob];
  finish(a, "complete");
  expect(queue.byHand.record(a.id)).toMatchObject({
    prompt: { prompt: "a" },
    times: { compose: 1, print: 3, publish: 4 },
    failures: 0,
    priority: 0,
  });
  expect(JSON.parse(queue.byHand.record(a.id)?.warnings ?? "")).toMatchObject([{ code: "content-overflow" }]);
  expect(queue.byHand.record(99)).toBeUndefined();
});

describe("a batch whose jobs were removed", () => {
  it("is kept while they may be put back, however old it is, and is forgotten then", () => {
    const DAY_MS = 86_400_000;
    let now = 0;
    const old = new Queue(join(tempFolder(), "queue.db"), { now: () => now });
    const id = old.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" }).id;
    old.addJobs(id, [newJob("a")]);
    old.sealBatch(id);
    now = 31 * DAY_MS;
    const [job] = old.listJobs({ offset: 0, limit: 1 }).jobs;
    const removed = old.byHand.remove([job?.id ?? 0]);
    old.prune();
    expect(old.byHand.restore(removed, numberedOutput)).toBe(1);
    expect(old.byHand.remove([job?.id ?? 0]).count).toBe(1);
    now += 6 * 60_000;
    old.prune();
    expect(old.overview.batches(1).total).toBe(0);
    expect(old.byHand.restore(removed, numberedOutput), "it is not told as a fault of the program").toBe(0);
    old.close();
  });
});
