import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryPath } from "../../../main/publish";
import { Queue } from "../../../main/queue";
import { RendererEnded } from "../../../main/render";
import { Worker } from "../../../main/worker";
import { backoffMs } from "../../../main/worker/run-job";
import { attemptToken } from "../../../main/worker/tokens";
import { batchSettingsSchema } from "../../../shared/batch";
import { LimitError, PdfPromptError } from "../../../shared/errors";
import type { LaneHealth } from "../../../shared/health";
import type { EndedAttempt } from "../../../shared/log";
import { type FakeRender, fakeStages } from "../../support/fake-stages";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let queue: Queue;
let outDir: string;

beforeEach(() => {
  outDir = join(tempFolder(), "out");
  mkdirSync(outDir);
  queue = new Queue(join(outDir, "..", "queue.db"));
});
afterEach(() => queue.close());

function addJobs(names: string[], settings: object = {}): string {
  const { id } = queue.openBatch({
    callKey: names.join(),
    label: "test",
    outDir,
    settings: JSON.stringify(batchSettingsSchema.parse(settings)),
  });
  queue.addJobs(
    id,
    names.map((name) => newJob(name)),
  );
  queue.sealBatch(id);
  return id;
}

function worker(concurrency: number, render?: FakeRender, log: string[] = []) {
  const { stages, seen } = fakeStages(concurrency, render);
  const options = { queue, settings: { pollMs: 20 }, concurrency: () => concurrency };
  return { worker: new Worker({ ...stages, ...options, log: (line) => log.push(line) }), seen, log };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `job${index}`);

describe("how attempts end", () => {
  it("is told with all that a log needs, each of them once", async () => {
    const batch = addJobs(["good", "bad template", "crash"], { retries: 1 });
    let crashes = 0;
    const { stages } = fakeStages(1, (text) => {
      if (text !== "crash" || crashes > 0) return;
      crashes += 1;
      throw new PdfPromptError("render-crashed", "It ended.");
    });
    const ended: EndedAttempt[] = [];
    const options = { queue, settings: { pollMs: 20 }, concurrency: () => 1 };
    await new Worker({ ...stages, ...options, onEnded: (attempt) => ended.push(attempt) }).drain();
    const of = (text: string) => ended.filter(({ words }) => words.prompt.prompt === text);
    expect(ended).toHaveLength(4);
    expect(of("good")).toMatchObject([
      { outcome: "done", batch, attempt: 1, code: null, pages: 1, source: "a.md", line: 1, retryInMs: null },
    ]);
    expect(of("good")[0]?.times?.composeMs).toBeGreaterThanOrEqual(0);
    expect(of("good")[0]?.bytes).toBeGreaterThan(0);
    expect(of("bad template")).toMatchObject([
      { outcome: "failed", code: "template-failed", times: null, pages: null },
    ]);
    const [retried, done] = of("crash");
    expect(retried).toMatchObject({ outcome: "retried", code: "render-crashed", attempt: 1 });
    expect(retried?.retryInMs).toBeGreaterThan(0);
    expect(done).toMatchObject({ outcome: "done", attempt: 2, code: null });
  });
});

describe("drain", () => {
  it("works until the queue is empty and leaves one file a job and nothing else", async () => {
    addJobs(many(20));
    await worker(3).worker.drain();
    expect(queue.stats()).toMatchObject({ queued: 0, claimed: 0, done: 20 });
    expect(readdirSync(outDir).sort()).toEqual(
      many(20)
        .map((name) => `${name}.pdf`)
        .sort(),
    );
  });

  it("works on as many at once as it may, and not more", async () => {
    addJobs(many(12));
    const { worker: three, seen } = worker(3, () => sleep(5));
    await three.drain();
    expect(seen.most).toBe(3);
  });

  it("has no barrier: one slow job keeps no slot but its own", async () => {
    addJobs(["slow", ...many(10)]);
    let others = 0;
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { worker: two } = worker(2, async (text) => {
      if (text === "slow") return slow;
      others += 1;
      // The slow job ends only after all others did: with a barrier this would wait for ever.
      if (others === 10) release();
    });
    await two.drain();
    expect(queue.stats()).toMatchObject({ done: 11 });
  });

  it("takes on no more jobs than it was told", async () => {
    addJobs(many(10));
    expect(await worker(3).worker.drain({ maxJobs: 4 })).toEqual({ claimed: 4, done: 4, failed: 0 });
    expect(queue.stats()).toMatchObject({ done: 4, queued: 6 });
  });

  it("takes nothing on after its time, and finishes what runs", async () => {
    addJobs(many(50));
    await worker(2, () => sleep(10)).worker.drain({ maxMs: 35 });
    const { done, queued, claimed } = queue.stats();
    expect(claimed).toBe(0);
    expect(done).toBeGreaterThan(0);
    expect(done + queued).toBe(50);
    expect(queued).toBeGreaterThan(0);
  });

  it("keeps to its batch", async () => {
    addJobs(["other"]);
    const mine = addJobs(["mine"]);
    await worker(2).worker.drain({ batchId: mine });
    expect(queue.stats()).toMatchObject({ done: 1, queued: 1 });
  });

  it("shares one queue with other workers, no job done twice", async () => {
    addJobs(many(60));
    const [one, two] = [worker(3, () => sleep(1)), worker(3, () => sleep(1))];
    await Promise.all([one.worker.drain(), two.worker.drain()]);
    const rendered = [...one.seen.rendered, ...two.seen.rendered];
    expect(rendered).toHaveLength(60);
    expect(new Set(rendered).size).toBe(60);
    expect(one.seen.rendered.length).toBeGreaterThan(0);
    expect(two.seen.rendered.length).toBeGreaterThan(0);
  });
});

describe("failures", () => {
  it("fails at once what another attempt cannot cure, and goes on with the rest", async () => {
    addJobs(["bad template", "good"]);
    await worker(1).worker.drain();
    expect(queue.stats()).toMatchObject({ done: 1, failed: 1 });
    expect(queue.listJobs({ offset: 0, limit: 5, states: ["failed"] }).jobs).toMatchObject([
      { attempt: 1, error: { code: "template-failed" } },
    ]);
  });

  it("fails a job whose batch it cannot read, and goes on", async () => {
    const { id } = queue.openBatch({ callKey: "x", label: "x", outDir, settings: '{"unknown":1}' });
    queue.addJobs(id, [newJob("odd")]);
    addJobs(["good"]);
    await worker(2).worker.drain();
    expect(queue.stats()).toMatchObject({ done: 1, failed: 1 });
  });

  it("tries again what may pass", async () => {
    addJobs(["flaky"]);
    let attempts = 0;
    const { worker: one } = worker(1, () => {
      attempts += 1;
      if (attempts === 1) throw new PdfPromptError("render-crashed", "gone");
    });
    await one.drain();
    expect(attempts).toBe(2);
    expect(queue.stats()).toMatchObject({ done: 1, failed: 0 });
  });

  it("takes no PDF without pages for a result", async () => {
    addJobs(["empty"], { retries: 0 });
    await worker(1, () => Buffer.from("%PDF-1.4\n")).worker.drain();
    expect(queue.listJobs({ offset: 0, limit: 5 }).jobs).toMatchObject([
      { state: "failed", error: { code: "print-failed" } },
    ]);
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("gives up after the retries of the batch", async () => {
    addJobs(["broken"], { retries: 0 });
    const { worker: one, seen } = worker(1, () => {
      throw new PdfPromptError("render-crashed", "gone");
    });
    await one.drain();
    expect(seen.rendered).toHaveLength(1);
    expect(queue.stats()).toMatchObject({ failed: 1 });
  });

  it("waits longer each time, within bounds", () => {
    expect([0, 1, 2, 20].map((failures) => backoffMs(failures, () => 0.5))).toEqual([1000, 2000, 4000, 300_000]);
    expect(backoffMs(0, () => 0)).toBe(850);
    expect(backoffMs(0, () => 1)).toBe(1150);
  });
});

describe("stopping and cancelling", () => {
  const untilAborted = (_text: string, signal: AbortSignal | undefined) =>
    new Promise<void>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new PdfPromptError("cancelled", "given up")));
    });

  it("puts back what runs when it is stopped, without blame", async () => {
    addJobs(["long"]);
    const controller = new AbortController();
    const { worker: one, seen } = worker(1, untilAborted);
    const loop = one.runLoop(controller.signal);
    while (seen.running === 0) await sleep(5);
    controller.abort();
    await loop;
    expect(queue.stats()).toMatchObject({ queued: 1, claimed: 0, failed: 0 });
    const [job] = queue.tick({ workerId: queue.addWorker(), finished: [], slots: 1, held: 0 }).claimed;
    expect(job).toMatchObject({ failures: 0, attempt: 2 });
  });

  it("puts back what runs when the queue is paused with “stop now”, and goes on with it later", async () => {
    addJobs(["long"]);
    let isLong = true;
    const { worker: one, seen } = worker(1, (text, signal) => (isLong ? untilAborted(text, signal) : undefined));
    const controller = new AbortController();
    const loop = one.runLoop(controller.signal);
    while (seen.running === 0) await sleep(5);
    queue.pause("now");
    one.wake();
    while (queue.stats().claimed > 0) await sleep(5);
    expect(queue.stats()).toMatchObject({ queued: 1, failed: 0, paused: true });
    isLong = false;
    queue.resume();
    while (queue.stats().done === 0) await sleep(5);
    controller.abort();
    await loop;
    expect(queue.listJobs({ offset: 0, limit: 1 }).jobs).toMatchObject([{ state: "done", attempt: 2 }]);
  });

  it("finishes what runs when the queue is paused the other way, and begins nothing more", async () => {
    addJobs(["a", "b", "c", "d", "e"]);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { worker: one, seen } = worker(1, () => held);
    const controller = new AbortController();
    const loop = one.runLoop(controller.signal);
    while (seen.running === 0) await sleep(5);
    queue.pause("finish");
    release();
    while (queue.stats().claimed > 0) await sleep(5);
    // Those that were composed ahead are finished, too: they were claimed before.
    expect(queue.stats()).toMatchObject({ done: 3, queued: 2 });
    controller.abort();
    await loop;
    expect(queue.stats()).toMatchObject({ done: 3, queued: 2 });
  });

  it("ends a running job that is cancelled, and leaves no file", async () => {
    const batchId = addJobs(["long"]);
    const { worker: one, seen } = worker(1, untilAborted);
    const drained = one.drain({ batchId });
    while (seen.running === 0) await sleep(5);
    queue.cancel({ batchId });
    await drained;
    expect(queue.stats()).toMatchObject({ cancelled: 1, queued: 0 });
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("publishes nothing of a job that is cancelled when its PDF is just made", async () => {
    const batchId = addJobs(["late"]);
    const { worker: one } = worker(1, async (_text, signal) => {
      queue.cancel({ batchId });
      one.wake();
      while (!signal?.aborted) await sleep(1);
    });
    await one.drain({ batchId });
    expect(queue.stats()).toMatchObject({ cancelled: 1, done: 0 });
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("notices new jobs while it is idle", async () => {
    const controller = new AbortController();
    const { worker: one } = worker(1);
    const loop = one.runLoop(controller.signal);
    await sleep(10);
    addJobs(["late"]);
    one.wake();
    while (queue.stats().done === 0) await sleep(5);
    controller.abort();
    await loop;
    expect(readdirSync(outDir)).toEqual(["late.pdf"]);
  });

  it("takes everything back when the queue itself fails, so that nothing is half done", async () => {
    addJobs(["a", "b"]);
    const { worker: two, seen } = worker(2, () => sleep(20));
    const tick = queue.tick.bind(queue);
    queue.tick = (call) => {
      if (call.finished.length > 0) throw new Error("disk I/O error");
      return tick(call);
    };
    await expect(two.drain()).rejects.toThrow("disk I/O error");
    expect(seen.running).toBe(0);
    expect(readdirSync(outDir)).toEqual([]);
    expect(queue.stats()).toMatchObject({ queued: 2, claimed: 0, done: 0 });

    queue.tick = tick;
    await worker(2).worker.drain();
    expect(readdirSync(outDir).sort()).toEqual(["a.pdf", "b.pdf"]);
  });

  it("goes on after an error of the queue when it works until stopped", async () => {
    addJobs(["a"]);
    const { worker: one, log } = worker(1);
    const tick = queue.tick.bind(queue);
    let errors = 0;
    queue.tick = (call) => {
      errors += 1;
      if (errors === 1) throw new Error("database is locked");
      return tick(call);
    };
    const controller = new AbortController();
    const loop = one.runLoop(controller.signal);
    while (queue.stats().done === 0) await sleep(10);
    controller.abort();
    await loop;
    expect(log).toContain("[worker] database is locked; trying again");
  });

  it("runs nothing beside a job whose process died before", async () => {
    addJobs(["suspect", "a", "b"]);
    const connection = new Database(queue.file);
    connection.prepare("UPDATE job SET interrupts = 1 WHERE output = 'suspect.pdf'").run();
    connection.close();
    const beside: number[] = [];
    const { worker: three, seen } = worker(3, async (text) => {
      beside.push(seen.running);
      if (text !== "suspect") return;
      addJobs(["late"]);
      three.wake();
      await sleep(60);
    });
    await three.drain();
    expect(seen.rendered).toEqual(["a", "b", "suspect", "late"]);
    // The last two are the suspect and the one that came while it ran.
    expect(beside.slice(2)).toEqual([1, 1]);
  });

  it("forgets old jobs when it has nothing else to do", async () => {
    addJobs(["old"]);
    await worker(1).worker.drain();
    const connection = new Database(queue.file);
    connection.exec("UPDATE job SET finished_at_ms = 1; UPDATE batch SET created_at_ms = 1");
    connection.close();
    const controller = new AbortController();
    const loop = worker(1).worker.runLoop(controller.signal);
    while (queue.stats().done > 0) await sleep(5);
    controller.abort();
    await loop;
    expect(readdirSync(outDir)).toEqual(["old.pdf"]);
  });

  it("leaves no worker behind in the queue", async () => {
    addJobs(many(3));
    await worker(2).worker.drain();
    expect(queue.remains()).toEqual({ workers: [], held: [], justDone: [] });
    expect(queue.recover()).toBe(0);
    addJobs(["x"]);
    await worker(2).worker.drain();
    expect(queue.stats()).toMatchObject({ done: 4 });
  });

  it("writes the lines of the log that people grep for", async () => {
    addJobs(many(5));
    const controller = new AbortController();
    const { worker: five, log } = worker(5);
    const loop = five.runLoop(controller.signal);
    while (queue.stats().done < 5) await sleep(5);
    controller.abort();
    await loop;
    expect(log.slice(0, 3)).toEqual([
      "[worker] starting loop (poll 20ms, concurrency 5)",
      expect.stringMatching(/^\[worker\] processing job \d+$/),
      expect.stringMatching(/^\[worker\] processing job \d+$/),
    ]);
    expect(log).toContain("[worker] processing 5 jobs concurrently");
  });
});

describe("publishing", () => {
  it("never overwrites a file that came in the meantime", async () => {
    addJobs(["a"]);
    writeFileSync(join(outDir, "a.pdf"), "the user's own");
    await worker(1).worker.drain();
    expect(readdirSync(outDir).sort()).toEqual(["a-2.pdf", "a.pdf"]);
    expect(queue.listJobs({ offset: 0, limit: 1 }).jobs).toMatchObject([{ name: "a-2.pdf", pages: 1 }]);
  });

  it("removes the temporary file of a job whose process died just after it was done", async () => {
    addJobs(["a"]);
    await worker(1).worker.drain();
    const [job] = queue.listJobs({ offset: 0, limit: 1 }).jobs;
    if (!job) throw new Error("there is no job");
    // As a kill leaves it between the commit and the removal.
    writeFileSync(temporaryPath(join(outDir, "a.pdf"), attemptToken(job)), "two names of one file");
    const connection = new Database(queue.file);
    const insert = connection.prepare(
      "INSERT INTO worker (id, pid, process_start, heartbeat_at_ms) VALUES ('dead', 999999999, '1', ?)",
    );
    insert.run(Date.now());
    connection.close();
    await worker(1).worker.drain();
    expect(readdirSync(outDir)).toEqual(["a.pdf"]);
  });

  it("leaves no output of a job that is cancelled after its process died with the file under its name", async () => {
    const batchId = addJobs(["a"]);
    const dead = queue.addWorker();
    const [job] = queue.tick({ workerId: dead, finished: [], slots: 1, held: 0 }).claimed;
    if (!job) throw new Error("nothing was claimed");
    const { stages } = fakeStages(1);
    const request = { bytes: Buffer.from("x"), outDir, output: "a.pdf", whenTaken: "fail" as const };
    await stages.publisher.publish({ ...request, token: attemptToken(job) });
    queue.cancel({ batchId });
    const connection = new Database(queue.file);
    connection.prepare("UPDATE worker SET pid = 999999999 WHERE id = ?").run(dead);
    connection.close();
    await worker(1).worker.drain();
    expect(queue.stats()).toMatchObject({ cancelled: 1 });
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("puts jobs back also where nothing can be cleared up, because their folder is gone for good", async () => {
    addJobs(["a"]);
    const dead = queue.addWorker();
    expect(queue.tick({ workerId: dead, finished: [], slots: 1, held: 0 }).claimed).toHaveLength(1);
    const connection = new Database(queue.file);
    connection.prepare("UPDATE worker SET pid = 999999999 WHERE id = ?").run(dead);
    connection.close();
    const { stages } = fakeStages(1);
    const publisher = {
      ...stages.publisher,
      sweep: () => Promise.reject(Object.assign(new Error("secret.pdf"), { code: "EROFS" })),
    };
    const log: string[] = [];
    const settings = { pollMs: 20 };
    const options = { ...stages, publisher, queue, settings, concurrency: () => 1 };
    await new Worker({ ...options, log: (line) => log.push(line) }).drain();
    expect(queue.stats()).toMatchObject({ done: 1 });
    expect(log.join("\n")).toContain("EROFS");
    expect(log.join("\n"), "what a file is called may be the user's words").not.toContain("secret");
  });

  it("knows that it cannot write to its queue, and that it can again", async () => {
    const controller = new AbortController();
    const { worker: one } = worker(1);
    const loop = one.runLoop(controller.signal);
    const connection = new Database(queue.file);
    connection.exec("ALTER TABLE setting RENAME TO lost");
    one.wake();
    while (!one.trouble) await sleep(10);
    expect(one.trouble).toEqual({ kind: "error", message: expect.stringContaining("no such table") });
    connection.exec("ALTER TABLE lost RENAME TO setting");
    connection.close();
    while (one.trouble) await sleep(10);
    controller.abort("stop");
    await loop;
  });

  it("throws a result away whose job was given to somebody else meanwhile", async () => {
    addJobs(["contested"]);
    const { stages } = fakeStages(1, () => {
      const [held] = queue.listJobs({ offset: 0, limit: 1 }).jobs;
      stealJob(held?.id ?? 0);
    });
    const ended: EndedAttempt[] = [];
    const options = { queue, settings: { pollMs: 20 }, concurrency: () => 1 };
    const zombie = new Worker({ ...stages, ...options, onEnded: (attempt) => ended.push(attempt) });
    await zombie.drain({ maxJobs: 1 });
    expect(ended, "it is not this worker's job that ended").toEqual([]);
    expect(readdirSync(outDir)).toEqual([]);
    expect(queue.stats()).toMatchObject({ done: 0, claimed: 1 });
  });
});

/** Does what a recovery in another process would do if it took this process for dead. */
function stealJob(id: number): void {
  const connection = new Database(queue.file);
  connection.prepare("UPDATE job SET worker_id = 'another', attempt = attempt + 1 WHERE id = ?").run(id);
  connection.close();
}

describe("a document that ends its renderer", () => {
  it("is set aside after the second time, and may be tried again by hand", async () => {
    addJobs(["bad"], { retries: 9 });
    const id = 1;
    const end = () => {
      throw new RendererEnded("crash", "The renderer process ended.");
    };
    const { worker: first, seen } = worker(1, end);
    await first.drain();
    expect(seen.rendered).toHaveLength(2);
    expect(queue.stats()).toMatchObject({ done: 0, failed: 1 });
    expect(queue.job(id)?.error?.message).toMatch(/ended its renderer 2 times, so it was set aside/);
    queue.requeue({ ids: [id] });
    const { worker: again, seen: seenAgain } = worker(1, end);
    await again.drain();
    expect(seenAgain.rendered).toHaveLength(2);
  });

  it("is not confused with one that happened to be there when something else crashed", async () => {
    addJobs(["unlucky"], { retries: 3 });
    let attempts = 0;
    const { worker: lanes } = worker(1, () => {
      attempts += 1;
      if (attempts < 4) throw new PdfPromptError("render-crashed", "A lane's window did not open.");
    });
    await lanes.drain();
    expect(queue.stats()).toMatchObject({ done: 1, failed: 0 });
  });
});

describe("a PDF beyond a limit", () => {
  it("fails at once: another attempt would end the same way", async () => {
    addJobs(["huge"], { retries: 3 });
    const { worker: lanes, seen } = worker(1, () => {
      throw new LimitError("print-failed", "The PDF has 9,000 pages.");
    });
    await lanes.drain();
    expect(seen.rendered).toHaveLength(1);
    expect(queue.stats()).toMatchObject({ failed: 1, errors: [{ code: "print-failed", jobs: 1 }] });
  });
});

describe("the lanes of a worker", () => {
  it("can be seen by other processes while it works, and not when it is gone", async () => {
    addJobs(["a"]);
    const health: LaneHealth = {
      total: 3,
      busy: 1,
      fastLane: { on: false, reason: "It differs." },
      recycled: { crash: 1, memory: 0, deadline: 0, cancelled: 0, documents: 0, error: 0 },
      crashes: 1,
      lastCrash: { atMs: 5, message: "It crashed." },
    };
    const other = new Queue(queue.file);
    let seenByOther: LaneHealth | null = null;
    const { stages } = fakeStages(1, () => {
      seenByOther = other.stats().lanes;
    });
    const options = { queue, settings: { pollMs: 20 }, concurrency: () => 1, health: () => health };
    expect(other.stats().lanes).toBeNull();
    await new Worker({ ...stages, ...options }).drain();
    expect(seenByOther).toEqual(health);
    expect(other.stats().lanes).toBeNull();
    other.close();
  });
});
