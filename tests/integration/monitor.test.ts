import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { parseMetrics, sampleOf } from "../support/prometheus";
import { type MonitorReport, runMonitor } from "./support/monitor-scenario";

const LIMIT_MS = 90_000;
let report: MonitorReport;

beforeAll(async () => {
  ({ report } = await runMonitor(LIMIT_MS));
}, LIMIT_MS + 30_000);

describe("a scrape of an app that works", () => {
  it("parses, before any work and after it", () => {
    for (const { status, type, text } of [report.before, report.after, report.brokenMetrics]) {
      expect(status).toBe(200);
      expect(type).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(parseMetrics(text).size).toBeGreaterThan(25);
    }
  });

  const promtool = process.env.PDFPROMPT_TEST_PROMTOOL ?? "promtool";
  const isThere = spawnSync(promtool, ["--version"]).status === 0;
  it.skipIf(!isThere)("is to the liking of promtool, names and units included", () => {
    for (const input of [report.before.text, report.after.text]) {
      const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], { input, encoding: "utf8" });
      expect(`${stdout}${stderr}`).toBe("");
      expect(status).toBe(0);
    }
  });

  it("tells what happened: jobs, times, replaced windows, memory of each lane", () => {
    const families = parseMetrics(report.after.text);
    const of = (key: string) => sampleOf(families, key) ?? Number.NaN;
    expect(of('pdfprompt_jobs_total{outcome="done",code=""}')).toBe(20);
    expect(of('pdfprompt_jobs_total{outcome="failed",code="template-failed"}')).toBe(1);
    expect(of('pdfprompt_queue_jobs{state="done"}')).toBe(20);
    expect(of('pdfprompt_stage_duration_seconds_count{stage="print"}')).toBe(20);
    expect(of("pdfprompt_job_duration_seconds_count")).toBe(20);
    expect(of("pdfprompt_claims_total")).toBeGreaterThanOrEqual(21);
    expect(of("pdfprompt_queue_depth")).toBe(0);
    expect(of("pdfprompt_recent_p50_seconds")).toBe((report.stats.p50Ms ?? 0) / 1000);
    expect(of("pdfprompt_recent_p95_seconds")).toBe((report.stats.p95Ms ?? 0) / 1000);
    const [first, second] = [0, 1].map((lane) => of(`pdfprompt_renderer_memory_bytes{lane="${lane}"}`));
    for (const bytes of [first, second]) expect(bytes).toBeGreaterThan(10e6);
    const all = of("pdfprompt_memory_bytes");
    expect(all).toBeGreaterThan((first ?? 0) + (second ?? 0));
    expect(of("process_resident_memory_bytes")).toBeLessThan(all);
    expect(of("nodejs_eventloop_lag_max_seconds")).toBeGreaterThan(0);
    expect(of("process_cpu_seconds_total")).toBeGreaterThan(0);
  });
});

describe("the health of an app", () => {
  it("is good while lanes work", () => {
    expect(report.well.status).toBe(200);
    expect(JSON.parse(report.well.text)).toMatchObject({ status: "ok", cause: null, lanes: { total: 2, down: 0 } });
  });

  it("is bad, with its reason, while no window opens in any lane", () => {
    expect(report.failedWhileBroken).toBe(4);
    expect(report.broken.status).toBe(503);
    expect(JSON.parse(report.broken.text)).toMatchObject({ status: "unavailable", cause: "lanes", lanes: { down: 2 } });
    const families = parseMetrics(report.brokenMetrics.text);
    expect(sampleOf(families, "pdfprompt_healthy")).toBe(0);
    expect(sampleOf(families, 'pdfprompt_lanes{state="down"}')).toBe(2);
    expect(sampleOf(families, 'pdfprompt_lane_restarts_total{cause="crash"}')).toBeGreaterThanOrEqual(4);
  });

  it("is good again when windows open again, and documents are printed", () => {
    expect(report.mended.status).toBe(200);
    expect(report.doneAfter).toBe(2);
  });
});

it("the memory of the app is that of all its processes, as Chromium knows it", () => {
  const { engineMb, chromiumMb, engine, chromium } = report.memory;
  expect(engine).toEqual(chromium);
  expect(engine.length).toBeGreaterThan(2);
  expect(Math.abs(engineMb - chromiumMb)).toBeLessThan(chromiumMb / 10);
});
