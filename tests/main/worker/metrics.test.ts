import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Finish, type MinuteCounts, Queue } from "../../../main/queue";
import { LanePool } from "../../../main/render";
import type { Engine } from "../../../main/worker";
import { METRICS_CONTENT_TYPE, type Monitor, monitorRoutes, openMonitor } from "../../../main/worker";
import { exposition } from "../../../main/worker/metrics/exposition";
import { Totals } from "../../../main/worker/metrics/totals";
import { BYTES_PER_MB, keyMetrics } from "../../../shared/key-metrics";
import { ROOT } from "../../support/cli";
import { newJob } from "../../support/jobs";
import { parseMetrics, sampleOf } from "../../support/prometheus";
import { ScriptedLanes } from "../../support/scripted-lanes";
import { tempFolder } from "../../support/temp";

const TIMES = { composeMs: 10, loadMs: 20, signalMs: 0, fontsMs: 5, imagesMs: 8, printMs: 50, publishMs: 3 };
let folder: string;
let queue: Queue;
let lanes: ScriptedLanes;
let pool: LanePool;
let trouble: Engine["worker"]["trouble"];
let monitor: Monitor;

beforeEach(async () => {
  folder = tempFolder();
  queue = new Queue(join(folder, "queue.db"));
  lanes = new ScriptedLanes();
  pool = poolOf(lanes);
  await pool.warmUp();
  trouble = undefined;
  monitor = openMonitor(queue, engineOn(pool));
});
afterEach(() => {
  monitor.close();
  queue.close();
});

function poolOf(
  on: ScriptedLanes,
  check: () => Promise<never> | Promise<{ kind: "same" }> = async () => ({ kind: "same" }),
) {
  return new LanePool({ lanes: 2, fontFolder: "", createLane: on.create, check, memory: () => on.memory });
}

/** The parts of an engine that are looked at. */
function engineOn(lanes: LanePool): Engine {
  const worker = {
    recovered: 4,
    get trouble() {
      return trouble;
    },
  };
  const concurrency = { mode: "fixed", lanes: 2, reason: "fixed" };
  return { lanes, worker, concurrency, residentMb: () => 321 } as unknown as Engine;
}

/** Works on jobs that end in these ways. */
function work(...kinds: ("complete" | "fail" | "retry")[]): void {
  const worker = queue.addWorker();
  const { id } = queue.openBatch({ callKey: String(kinds), label: "a", outDir: "/out", settings: "{}" });
  queue.addJobs(
    id,
    kinds.map((kind, index) => newJob(`${kind}${index}`)),
  );
  const { claimed } = queue.tick({ workerId: worker, finished: [], slots: kinds.length, held: 0, rssMb: 300 });
  const problem = { code: "load-timeout" as const, message: "late" };
  const result = { output: "a.pdf", pages: 1, bytes: 1, sha256: "0", dependencies: {}, warnings: [], times: TIMES };
  const finished = claimed.map((job, index): Finish => {
    const kind = kinds[index];
    const outcome =
      kind === "complete"
        ? { kind, result }
        : kind === "retry"
          ? { kind, problem, delayMs: 1e9 }
          : { kind: "fail" as const, problem };
    return { job, outcome, elapsedMs: 100 };
  });
  queue.tick({ workerId: worker, finished, slots: 0, held: 0 });
  queue.removeWorker(worker);
}

const scrape = () => parseMetrics(monitor.metricsText());

describe("the metrics", () => {
  it("parse, and name every state, outcome, code and cause before it has been seen", () => {
    const families = scrape();
    for (const key of [
      'pdfprompt_queue_jobs{state="cancelled"}',
      'pdfprompt_jobs_total{outcome="done",code=""}',
      'pdfprompt_jobs_total{outcome="failed",code="disk-full"}',
      'pdfprompt_retries_total{code="render-crashed"}',
      'pdfprompt_lane_restarts_total{cause="memory"}',
      'pdfprompt_stage_duration_seconds_count{stage="publish"}',
      "pdfprompt_queue_wait_seconds_count",
    ]) {
      expect(sampleOf(families, key), key).toBe(0);
    }
    expect(families.has("pdfprompt_recent_p50_seconds"), "no figure is no sample").toBe(false);
  });

  it("count what ends from when they were opened, by outcome and code, and never twice", () => {
    work("complete", "complete", "fail", "retry");
    for (let time = 0; time < 2; time += 1) {
      const families = scrape();
      expect(sampleOf(families, 'pdfprompt_jobs_total{outcome="done",code=""}')).toBe(2);
      expect(sampleOf(families, 'pdfprompt_jobs_total{outcome="failed",code="load-timeout"}')).toBe(1);
      expect(sampleOf(families, 'pdfprompt_retries_total{code="load-timeout"}')).toBe(1);
      expect(sampleOf(families, "pdfprompt_claims_total")).toBe(4);
    }
    monitor.close();
    monitor = openMonitor(queue, engineOn(pool));
    expect(sampleOf(scrape(), 'pdfprompt_jobs_total{outcome="done",code=""}')).toBe(0);
    work("complete");
    expect(sampleOf(scrape(), 'pdfprompt_jobs_total{outcome="done",code=""}')).toBe(1);
  });

  it("count what other processes did on the same queue", () => {
    const mine = queue;
    queue = new Queue(mine.file);
    work("complete");
    queue.close();
    queue = mine;
    expect(sampleOf(scrape(), 'pdfprompt_jobs_total{outcome="done",code=""}')).toBe(1);
  });

  it("have the durations in the right buckets, in seconds", () => {
    work("complete", "complete");
    const families = scrape();
    const print = (le: string) =>
      sampleOf(families, `pdfprompt_stage_duration_seconds_bucket{stage="print",le="${le}"}`);
    expect([print("0.0256"), print("0.0512"), print("+Inf")]).toEqual([0, 2, 2]);
    expect(sampleOf(families, 'pdfprompt_job_duration_seconds_bucket{le="0.1024"}')).toBe(2);
    expect(sampleOf(families, 'pdfprompt_job_duration_seconds_bucket{le="0.0512"}')).toBe(0);
    const sum = sampleOf(families, "pdfprompt_job_duration_seconds_sum") ?? 0;
    expect(Math.abs(sum / 0.2 - 1)).toBeLessThan(0.045);
    expect(sampleOf(families, 'pdfprompt_page_wait_seconds_count{condition="fonts"}')).toBe(2);
    expect(sampleOf(families, 'pdfprompt_page_wait_seconds_count{condition="signal"}')).toBe(0);
  });

  it("show the key metrics as the queue's figures have them", () => {
    work("complete", "complete", "fail", "retry");
    const { depth, pdfsPerMinute, p50Ms, p95Ms, errorRate, peakRssMb } = keyMetrics(queue.stats());
    const families = scrape();
    expect([depth, pdfsPerMinute, errorRate, peakRssMb]).toEqual([1, 2, 1 / 3, 300]);
    expect(sampleOf(families, "pdfprompt_queue_depth")).toBe(depth);
    expect(sampleOf(families, "pdfprompt_recent_pdfs")).toBe(pdfsPerMinute);
    expect(sampleOf(families, "pdfprompt_recent_p50_seconds")).toBe((p50Ms ?? 0) / 1000);
    expect(sampleOf(families, "pdfprompt_recent_p95_seconds")).toBe((p95Ms ?? 0) / 1000);
    expect(sampleOf(families, "pdfprompt_recent_error_ratio")).toBe(errorRate);
    expect(sampleOf(families, "pdfprompt_recent_peak_memory_bytes")).toBe((peakRssMb ?? 0) * BYTES_PER_MB);
  });

  it("show lanes, their memory, what was recovered, and why the queue is paused", () => {
    for (const pid of lanes.processes) lanes.memory.set(pid, 80);
    queue.pause("now");
    const families = scrape();
    expect(sampleOf(families, 'pdfprompt_lanes{state="idle"}')).toBe(2);
    expect(sampleOf(families, 'pdfprompt_renderer_memory_bytes{lane="1"}')).toBe(80 * BYTES_PER_MB);
    expect(sampleOf(families, "pdfprompt_memory_bytes")).toBe(321 * BYTES_PER_MB);
    expect(sampleOf(families, "pdfprompt_recovered_jobs_total")).toBe(4);
    expect(sampleOf(families, 'pdfprompt_queue_paused{reason="now"}')).toBe(1);
    expect(sampleOf(families, 'pdfprompt_queue_paused{reason="finish"}')).toBe(0);
  });

  it("do not grow in number with the work", () => {
    const before = monitor.metricsText().split("\n").length;
    work("complete", "fail", "retry");
    // Four gauges of the last hour have figures now.
    const recent = ["p50_seconds", "p95_seconds", "peak_memory_bytes"].length * 3;
    expect(monitor.metricsText().split("\n").length).toBe(before + recent);
  });
});

describe("totals", () => {
  const outcome = (minute: number, jobs: number) => ({ minute, outcome: "done", code: "", jobs });
  /** Totals of a queue whose counts the test sets. */
  function totalsOf(counts: { now: MinuteCounts }) {
    return new Totals((since = Number.MIN_SAFE_INTEGER) => ({
      ...counts.now,
      outcomes: counts.now.outcomes.filter(({ minute }) => minute >= since),
    }));
  }
  const total = (totals: Totals) => {
    totals.update();
    return totals.outcomes.reduce((sum, { jobs }) => sum + jobs, 0);
  };

  it("grow over minutes, with what is written late, and forget nothing that the queue forgets", () => {
    const counts = { now: { minute: 100, outcomes: [outcome(100, 5)], stages: [] } };
    const totals = totalsOf(counts);
    expect(total(totals)).toBe(0);
    counts.now = { minute: 101, outcomes: [outcome(100, 7), outcome(101, 1)], stages: [] };
    expect(total(totals)).toBe(3);
    counts.now = { minute: 150, outcomes: [outcome(101, 2), outcome(140, 10)], stages: [] };
    expect(total(totals)).toBe(14);
    counts.now = { minute: 300, outcomes: [outcome(300, 1)], stages: [] };
    expect(total(totals)).toBe(15);
  });

  it("add rows of the same minute that are written and that are not yet", () => {
    const counts = { now: { minute: 100, outcomes: [outcome(100, 5), outcome(100, 2)], stages: [] } };
    const totals = totalsOf(counts);
    counts.now = { minute: 100, outcomes: [outcome(100, 7), outcome(100, 1)], stages: [] };
    expect(total(totals)).toBe(1);
  });

  it("count nothing twice where the clock is set back, by seconds or by hours", () => {
    const counts = { now: { minute: 100, outcomes: [outcome(97, 50), outcome(100, 5)], stages: [] } };
    const totals = totalsOf(counts);
    counts.now = { minute: 99, outcomes: [outcome(97, 50), outcome(99, 1), outcome(100, 5)], stages: [] };
    expect(total(totals)).toBe(1);
    counts.now = { minute: 98, outcomes: [outcome(97, 50), outcome(99, 1), outcome(100, 5)], stages: [] };
    expect(total(totals)).toBe(1);
    counts.now = {
      minute: 60,
      outcomes: [outcome(60, 9), outcome(97, 50), outcome(99, 1), outcome(100, 5)],
      stages: [],
    };
    expect(total(totals)).toBe(1);
    counts.now = {
      minute: 60,
      outcomes: [outcome(60, 11), outcome(97, 50), outcome(99, 1), outcome(100, 5)],
      stages: [],
    };
    expect(total(totals)).toBe(3);
  });
});

describe("the exposition", () => {
  it("escapes what labels and helps may hold", () => {
    const labels = { a: 'x"y\\z\nw' };
    const text = exposition([{ name: "a", help: "one\\two\nthree", type: "gauge", samples: [{ labels, value: 1 }] }]);
    expect(text).toBe('# HELP a one\\\\two\\nthree\n# TYPE a gauge\na{a="x\\"y\\\\z\\nw"} 1\n');
    expect(parseMetrics(text).get("a")?.samples.size).toBe(1);
  });

  it.each([
    ["a 1\n", "a sample without a TYPE"],
    ["# HELP a b\n# TYPE a gauge\na 1\na 2\n", "a sample twice"],
    ["# HELP a b\n# TYPE a gauge\na{x=1} 2\n", "bad labels"],
    ['# HELP a b\n# TYPE a gauge\na{x="1"} 2,5\n', "no number"],
    ["# HELP a_total b\n# TYPE a_total gauge\na_total 1\n", "_total"],
    ['# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n', "rise"],
    ['# HELP a b\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n', "not its last bucket"],
  ])("is read by a reader that refuses %j", (text, why) => {
    expect(() => parseMetrics(text)).toThrow(why);
  });
});

describe("the health", () => {
  const health = () => monitor.health();

  it("is good while lanes can work, also while it is paused by hand, which it tells", () => {
    expect(health()).toMatchObject({ httpStatus: 200, body: { status: "ok", reason: null, paused: null, depth: 0 } });
    queue.pause("finish");
    expect(health()).toMatchObject({ httpStatus: 200, body: { status: "ok", paused: "finish" } });
    expect(sampleOf(scrape(), "pdfprompt_healthy")).toBe(1);
  });

  it("is bad while no window opens in any lane, and good again when one does, without any job", async () => {
    const broken = new ScriptedLanes();
    broken.opensBroken = true;
    const lanes = poolOf(broken);
    await lanes.warmUp().catch(() => undefined);
    monitor.close();
    monitor = openMonitor(queue, engineOn(lanes));
    broken.opensBroken = false;
    expect(health()).toMatchObject({ httpStatus: 503, body: { cause: "lanes", lanes: { down: 2 } } });
    await new Promise(setImmediate);
    expect(health()).toMatchObject({ httpStatus: 200, body: { lanes: { down: 0 } } });
  });

  it("is bad while a disk is full, and names no path", () => {
    mkdirSync(join(folder, "out"));
    trouble = { kind: "disk-full" };
    expect(health()).toMatchObject({ httpStatus: 503, body: { cause: "disk-full" } });
    expect(JSON.stringify(health())).not.toContain(folder);
    expect(sampleOf(scrape(), "pdfprompt_healthy")).toBe(0);
  });

  it("is bad while the disk of the output is full", () => {
    const worker = queue.addWorker();
    const { id } = queue.openBatch({ callKey: "f", label: "a", outDir: "/out", settings: "{}" });
    queue.addJobs(id, [newJob("a")]);
    const { claimed } = queue.tick({ workerId: worker, finished: [], slots: 1, held: 0 });
    const outcome = { kind: "release" as const, noRoom: { folder: join(folder, "out"), needBytes: 1 } };
    queue.tick({
      workerId: worker,
      finished: claimed.map((job) => ({ job, outcome, elapsedMs: 1 })),
      slots: 0,
      held: 0,
    });
    expect(health()).toMatchObject({ httpStatus: 503, body: { cause: "disk-full", paused: "disk-full", depth: 1 } });
    expect(JSON.stringify(health())).not.toContain(folder);
    queue.resumeFromFullDisk();
    expect(health().httpStatus).toBe(200);
  });

  it("is bad when the queue's file is gone, and not while another process writes to it", () => {
    const other = new Database(queue.file);
    other.exec("BEGIN IMMEDIATE");
    expect(health().httpStatus).toBe(200);
    other.exec("ROLLBACK");
    other.close();
    queue.pause("finish");
    expect(health().body.paused, "it can still write").toBe("finish");
    rmSync(queue.file);
    expect(health()).toMatchObject({ httpStatus: 503, body: { cause: "queue" } });
    expect(JSON.stringify(health())).not.toContain(folder);
  });

  it("is bad while the worker cannot write", () => {
    trouble = { kind: "error", message: "disk I/O error" };
    expect(health()).toMatchObject({ httpStatus: 503, body: { cause: "queue" } });
    expect(health().body.reason).toContain("disk I/O error");
  });
});

describe("the routes", () => {
  /** Answers as fastify does it: what was set last counts. */
  async function answerTo(path: string, request = {}) {
    const answers = new Map<string, (request: unknown, reply: never) => unknown>();
    await monitorRoutes(monitor)({ get: (at, _options, answer) => answers.set(at, answer as never) });
    const sent = { status: 200, type: "", body: undefined as unknown };
    const reply = {
      code: (status: number) => {
        sent.status = status;
        return reply;
      },
      header: (name: string, value: string) => {
        if (name === "content-type") sent.type = value;
        return reply;
      },
      send: (body: unknown) => {
        sent.body = body;
        return reply;
      },
    };
    answers.get(path)?.(request, reply as never);
    return sent;
  }

  it("answer with the text and its type, and with the health and its status", async () => {
    const metrics = await answerTo("/metrics");
    expect(metrics).toMatchObject({ status: 200, type: METRICS_CONTENT_TYPE });
    expect(parseMetrics(metrics.body as string).size).toBeGreaterThan(25);
    expect(await answerTo("/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
    trouble = { kind: "disk-full" };
    expect(await answerTo("/healthz")).toMatchObject({ status: 503, body: { cause: "disk-full" } });
  });

  it("tell those without the token whether jobs can be done, and nothing of the queue", async () => {
    expect((await answerTo("/healthz", { hasToken: true })).body).toHaveProperty("depth");
    expect((await answerTo("/healthz", { hasToken: false })).body).toEqual({ status: "ok", cause: null });
  });
});

describe("docs/metrics.md", () => {
  const text = readFileSync(join(ROOT, "docs", "metrics.md"), "utf8");

  it("names every metric there is, with its type, and none that is not", () => {
    for (const pid of lanes.processes) lanes.memory.set(pid, 80);
    work("complete");
    const families = [...scrape()].map(([name, { type }]) => `${name} ${type}`);
    const rows = [...text.matchAll(/^\| (`.+?`) \| (gauge|counter|histogram) \|/gm)];
    const documented = rows.flatMap(([, names = "", type]) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => `${name} ${type}`),
    );
    expect(documented.sort()).toEqual(families.sort());
  });

  it("alerts on metrics that there are", () => {
    const used = [...text.matchAll(/\b(pdfprompt_\w+)\b(?=[{[) =]|$)/gm)].map(([, name = ""]) =>
      name.replace(/_bucket$/, ""),
    );
    work("complete");
    const families = scrape();
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((name) => !families.has(name))).toEqual([]);
  });
});
