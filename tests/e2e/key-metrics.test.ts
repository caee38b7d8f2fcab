import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type Finish, Queue } from "../../main/queue";
import { exposition } from "../../main/worker/metrics/exposition";
import { keyFamilies } from "../../main/worker/metrics/queue-figures";
import { formatDuration } from "../../renderer/format/duration";
import { formatPercent } from "../../renderer/format/rate";
import { BYTES_PER_MB, keyMetrics } from "../../shared/key-metrics";
import { runCli } from "../support/cli";
import { newJob } from "../support/jobs";
import { parseMetrics, sampleOf } from "../support/prometheus";
import { tempFolder } from "../support/temp";
import { type OpenWindow, openWindow, shownNumber } from "../support/window";

/** More than the window's own processes take. */
const PEAK_MB = 9876;
const TIMES = { composeMs: 10, loadMs: 20, signalMs: 0, fontsMs: 5, imagesMs: 8, printMs: 50, publishMs: 3 };
let open: OpenWindow | undefined;

afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

/** A queue on which five jobs were done, one failed, and two wait: it is paused, so that the window leaves them. */
function workedOnQueue(home: string): Queue {
  mkdirSync(join(home, ".config", "PDFPrompt"), { recursive: true });
  const queue = new Queue(join(home, ".config", "PDFPrompt", "queue.db"));
  const { id } = queue.openBatch({ callKey: "k", label: "k", outDir: join(home, "out"), settings: "{}" });
  queue.addJobs(
    id,
    Array.from({ length: 8 }, (_, index) => newJob(`job${index}`)),
  );
  const workerId = queue.addWorker();
  const { claimed } = queue.tick({ workerId, finished: [], slots: 6, held: 0, rssMb: PEAK_MB });
  const result = { output: "a.pdf", pages: 1, bytes: 1, sha256: "0", dependencies: {}, warnings: [], times: TIMES };
  const problem = { code: "print-failed" as const, message: "no" };
  const finished = claimed.map(
    (job, index): Finish => ({
      job,
      outcome: index === 5 ? { kind: "fail", problem } : { kind: "complete", result },
      elapsedMs: index === 4 ? 3456 : 123,
    }),
  );
  queue.tick({ workerId, finished, slots: 0, held: 0 });
  queue.pause("finish");
  queue.removeWorker(workerId);
  return queue;
}

it("the key metrics are the same in the window, in status and for Prometheus", async () => {
  const home = tempFolder();
  const queue = workedOnQueue(home);
  open = await openWindow(home);
  const { page } = open;
  const [text, json] = await Promise.all([runCli(["status"], { home }), runCli(["status", "--json"], { home })]);
  const families = parseMetrics(exposition(keyFamilies(queue.stats())));
  queue.close();
  const { depth, pdfsPerMinute, p50Ms, p95Ms, errorRate, peakRssMb } = keyMetrics(json.json);

  // What was done is known, so the figures are right, and not only the same.
  expect([depth, pdfsPerMinute, errorRate, peakRssMb]).toEqual([2, 5, 1 / 6, PEAK_MB]);
  expect(Math.abs((p50Ms ?? 0) / 123 - 1)).toBeLessThan(0.05);
  expect(Math.abs((p95Ms ?? 0) / 3456 - 1)).toBeLessThan(0.05);

  expect(sampleOf(families, "pdfprompt_queue_depth")).toBe(depth);
  expect(sampleOf(families, "pdfprompt_recent_pdfs")).toBe(pdfsPerMinute);
  expect(sampleOf(families, "pdfprompt_recent_p50_seconds")).toBe((p50Ms ?? 0) / 1000);
  expect(sampleOf(families, "pdfprompt_recent_p95_seconds")).toBe((p95Ms ?? 0) / 1000);
  expect(sampleOf(families, "pdfprompt_recent_error_ratio")).toBe(errorRate);
  expect(sampleOf(families, "pdfprompt_recent_peak_memory_bytes")).toBe((peakRssMb ?? 0) * BYTES_PER_MB);

  const shown = async (testId: string) => (await page.getByTestId(testId).textContent()) ?? "";
  expect(await shownNumber(page, "queue-depth")).toBe(depth);
  expect(await shown("throughput-note")).toContain(`${pdfsPerMinute} in 60 s`);
  expect(await shown("latency")).toBe(`p50 ${formatDuration(p50Ms ?? 0)} · p95 ${formatDuration(p95Ms ?? 0)}`);
  expect(await shown("failed-count-note")).toBe(`${formatPercent(errorRate)} lately`);
  expect(await shown("peak-memory")).toBe("peak 9,876 MB");

  expect(text.stdout).toContain("2 in the queue: 2 queued, 0 running\n");
  expect(text.stdout).toContain("5 PDFs in the last minute\n");
  expect(text.stdout).toContain("16.7 % of the jobs of the last hour failed\n");
  expect(text.stdout).toMatch(new RegExp(`claim to done +${p50Ms} ms +${p95Ms?.toLocaleString("en")} ms`));
  expect(text.stdout).toContain("peak memory 9,876 MB\n");
});
