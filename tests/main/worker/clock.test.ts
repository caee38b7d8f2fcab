import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Queue } from "../../../main/queue";
import { Worker } from "../../../main/worker";
import { batchSettingsSchema } from "../../../shared/batch";
import { PdfPromptError } from "../../../shared/errors";
import { recordResult } from "../../reliability/record";
import { ROOT } from "../../support/cli";
import { fakeStages } from "../../support/fake-stages";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const HOUR_MS = 3_600_000;
const JOBS = 60;

let queue: Queue;
let outDir: string;
/** How far the wall clock is off. */
let offMs: number;

beforeEach(() => {
  offMs = 0;
  outDir = join(tempFolder(), "out");
  mkdirSync(outDir);
  queue = new Queue(join(outDir, "..", "queue.db"), { now: () => Date.now() + offMs });
});
afterEach(() => queue.close());

describe("a clock that is set ten hours ahead and back while jobs run", () => {
  it("makes nothing time out, run twice, or wait for hours", async () => {
    const { id } = queue.openBatch({
      callKey: "clock",
      label: "clock",
      outDir,
      settings: JSON.stringify(batchSettingsSchema.parse({})),
    });
    const names = Array.from({ length: JOBS }, (_, index) => `job${index}`);
    queue.addJobs(
      id,
      names.map((name) => newJob(name)),
    );
    queue.sealBatch(id);
    const runs = new Map<string, number>();
    const { stages } = fakeStages(3, async (text) => {
      runs.set(text, (runs.get(text) ?? 0) + 1);
      const run = [...runs.values()].reduce((sum, count) => sum + count, 0);
      offMs = [10 * HOUR_MS, -10 * HOUR_MS, 0][run % 3] ?? 0;
      await sleep(1);
      // Every tenth fails once and waits for its second try: the time to wait for is given by the clock.
      if (Number(text.slice(3)) % 10 === 0 && runs.get(text) === 1) throw new PdfPromptError("print-failed", "once");
    });
    const settings = { pollMs: 20 };
    await new Worker({ ...stages, queue, settings, concurrency: () => 3 }).drain({ batchId: id });
    expect(queue.batchCounts(id)).toMatchObject({ done: JOBS, failed: 0, queued: 0, claimed: 0 });
    expect(readdirSync(outDir)).toHaveLength(JOBS);
    for (const name of names) expect([name, runs.get(name)]).toEqual([name, Number(name.slice(3)) % 10 === 0 ? 2 : 1]);
    recordResult({
      test: "clock set 10 h ahead and back at every job",
      scale: `${JOBS} jobs, ${JOBS / 10} of them failing once`,
      result: "time-outs 0, runs too many 0, all done",
      control: "without the rule for retries that another clock put off, the model and the queue's own test fail",
    });
  });

  it("has no say in deadlines: where documents are rendered and jobs are run, nobody asks for the time of day", () => {
    const folders = ["main/render", "main/worker", "main/publish", "main/compose"];
    const files = folders.flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true })
        .map((name) => join(folder, String(name)))
        .filter((name) => name.endsWith(".ts")),
    );
    const askers = files.filter((file) => /Date\.now|new Date\(\)/.test(readFileSync(join(ROOT, file), "utf8")));
    // What templates print for "now", the date in a combined PDF or in names that are shown, the time of the last crash,
    // when the process began: for people to read.
    const forPeople = [
      "main/compose/moment.ts",
      "main/render/health.ts",
      "main/worker/combined.ts",
      "main/worker/looker.ts",
      "main/worker/metrics/process-figures.ts",
    ];
    expect(askers.filter((file) => !forPeople.includes(file))).toEqual([]);
  });
});
