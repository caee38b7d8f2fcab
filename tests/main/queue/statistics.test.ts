import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Finish, percentile, Queue } from "../../../main/queue";
import { bucketOf, histogramPercentile, middleOf } from "../../../main/queue/histogram";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("the histogram", () => {
  it("stands for every duration within 4.5 %", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.06, max: 1e8, noNaN: true }), (ms) => {
        expect(Math.abs(middleOf(bucketOf(ms)) / ms - 1)).toBeLessThan(0.045);
      }),
    );
  });

  it("gives the percentiles of the durations themselves, within 4.5 % and rounding", () => {
    const durations = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95), (values, share) => {
        const counts = new Map<number, number>();
        for (const ms of values) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
        const exact = percentile(values, share) ?? 0;
        const estimate = histogramPercentile(counts, share) ?? 0;
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * 0.045 + 0.6);
      }),
    );
  });

  it("has no percentile of nothing", () => {
    expect(histogramPercentile(new Map(), 0.5)).toBeNull();
  });
});

describe("the figures of a queue", () => {
  let file: string;
  let queue: Queue;
  let nowMs: number;

  beforeEach(() => {
    file = join(tempFolder(), "queue.db");
    nowMs = 100 * HOUR_MS;
    queue = new Queue(file, { now: () => nowMs });
  });
  afterEach(() => queue.close());

  let names = 0;

  /** Works on one job and ends it; `worker` keeps its counts in memory for a moment. */
  function work(worker: string, kind: "complete" | "fail" | "retry", elapsedMs = 100): void {
    const { id } = queue.openBatch({ callKey: `${names}`, label: "a", outDir: "/out", settings: "{}" });
    queue.addJobs(id, [newJob(`job${names++}`)]);
    const { claimed } = queue.tick({ workerId: worker, finished: [], slots: 1, held: 0 });
    const times = {
      composeMs: elapsedMs / 10,
      loadMs: elapsedMs / 5,
      signalMs: 0,
      fontsMs: elapsedMs / 20,
      imagesMs: elapsedMs / 8,
      printMs: elapsedMs / 2,
      publishMs: elapsedMs / 4,
    };
    const problem = { code: "print-failed" as const, message: "no" };
    const result = { output: "a.pdf", pages: 1, bytes: 1, sha256: "0", dependencies: {}, warnings: [], times };
    const finished = claimed.map(
      (job): Finish => ({
        job,
        outcome:
          kind === "complete"
            ? { kind, result }
            : kind === "fail"
              ? { kind, problem }
              : { kind, problem, delayMs: 1e9 },
        elapsedMs,
      }),
    );
    queue.tick({ workerId: worker, finished, slots: 0, held: 0 });
  }

  it("count what was done by second and by minute, and forget what is older than an hour", () => {
    const worker = queue.addWorker();
    for (let index = 0; index < 3; index += 1) work(worker, "complete");
    nowMs += MINUTE_MS;
    work(worker, "complete");
    let { donePerMinute, pdfsPerMinute } = queue.stats();
    expect(donePerMinute).toHaveLength(60);
    expect(donePerMinute.slice(-2)).toEqual([3, 1]);
    expect(pdfsPerMinute).toBe(1);
    nowMs += 1000;
    expect(queue.donePerSecond(3)).toEqual([0, 0, 1]);
    nowMs += HOUR_MS;
    ({ donePerMinute, pdfsPerMinute } = queue.stats());
    expect([Math.max(...donePerMinute), pdfsPerMinute]).toEqual([0, 0]);
  });

  it("give percentiles by stage", () => {
    const worker = queue.addWorker();
    for (let index = 1; index <= 20; index += 1) work(worker, "complete", index === 20 ? 4000 : 200);
    const { stages, p50Ms, p95Ms } = queue.stats();
    const expected = { compose: 20, load: 40, fonts: 10, images: 25, print: 100, publish: 50, total: 200 };
    for (const [stage, ms] of Object.entries(expected)) {
      const { p50Ms, p95Ms } = stages[stage as keyof typeof expected];
      for (const figure of [p50Ms, p95Ms]) expect(Math.abs((figure ?? 0) / ms - 1)).toBeLessThan(0.06);
    }
    expect([p50Ms, p95Ms]).toEqual([stages.total.p50Ms, stages.total.p95Ms]);
    expect(stages.signal, "no page said when it was ready").toEqual({ p50Ms: null, p95Ms: null });
  });

  it("time how long a job waited, and not how long it was not to run", () => {
    const worker = queue.addWorker();
    const { id } = queue.openBatch({ callKey: "w", label: "a", outDir: "/out", settings: "{}" });
    queue.addJobs(id, [newJob("a", { runAtMs: nowMs + 10_000 })]);
    nowMs += 10_500;
    expect(queue.tick({ workerId: worker, finished: [], slots: 1, held: 0 }).claimed).toHaveLength(1);
    expect(Math.abs((queue.stats().stages.wait.p50Ms ?? 0) - 500)).toBeLessThan(25);
  });

  it("tell errors by code, as shares of all attempts", () => {
    const worker = queue.addWorker();
    for (const kind of ["complete", "complete", "fail", "retry"] as const) work(worker, kind);
    const { errors, errorRate } = queue.stats();
    expect(errors).toEqual([{ code: "print-failed", jobs: 2, share: 0.5 }]);
    expect(errorRate).toBeCloseTo(1 / 3);
  });

  it("remember the highest memory", () => {
    const worker = queue.addWorker();
    for (const rssMb of [300, 500, 400]) queue.tick({ workerId: worker, finished: [], slots: 0, held: 0, rssMb });
    expect(queue.stats().peakRssMb).toBe(500);
  });

  it("are the same for whoever looks, once the worker has left", () => {
    const worker = queue.addWorker();
    for (let index = 0; index < 10; index += 1) work(worker, "complete", 50 * (index + 1));
    work(worker, "fail");
    const seen = queue.stats();
    queue.removeWorker(worker);
    const other = new Queue(file, { now: () => nowMs });
    expect(other.stats()).toEqual(seen);
    other.close();
  });

  it("do not count twice what was rolled back", () => {
    const worker = queue.addWorker();
    const { id } = queue.openBatch({ callKey: "r", label: "a", outDir: "/out", settings: "{}" });
    queue.addJobs(id, [newJob("a")]);
    const { claimed } = queue.tick({ workerId: worker, finished: [], slots: 1, held: 0 });
    const problem = { code: "print-failed" as const, message: "no" };
    const finished = claimed.map((job): Finish => ({ job, outcome: { kind: "fail", problem }, elapsedMs: 1 }));
    expect(() => queue.tick({ workerId: worker, finished, slots: 1, held: 0, batchId: "nowhere" })).toThrow();
    queue.tick({ workerId: worker, finished, slots: 0, held: 0 });
    expect(queue.stats().errors).toEqual([{ code: "print-failed", jobs: 1, share: 1 }]);
  });

  it("survive a clock that is set back", () => {
    const worker = queue.addWorker();
    work(worker, "complete");
    nowMs -= 10 * HOUR_MS;
    work(worker, "complete");
    queue.removeWorker(worker);
    expect(queue.stats()).toMatchObject({ pdfsPerMinute: 1, done: 2 });
  });
});
