import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { processTree, runCli, startCli } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { recordResult } from "./record";
import { readQueue, type Violation, violationsAfterCrash, violationsOfOutputs } from "./support/invariants";
import { randomFrom, SEED } from "./support/random";
import { isFull, progress, scaled } from "./support/scale";

const MINUTE_MS = 60_000;
const PROMPTS = scaled(600, 120);
/** A full run kills for so long; a bounded one makes so many kills. */
const KILLING_MS = 10 * MINUTE_MS;
const BOUNDED_KILLS = 2;
/** Kills come within so many milliseconds of the start, from before the app has opened anything to well into the work. */
const SPAN_MS = scaled(2500, 1200);
/** Of each batch, how many PDFs are read. */
const READ_PDFS = 3;
const TIMEOUT_MS = scaled(2 * KILLING_MS, 180_000);

interface AppRun {
  kills: number;
  batches: number;
  condemned: number;
  violations: Violation[];
}

const textOf = (number: number) => `This is prompt ${number} of the batch.`;

/** Renders one batch with one app after the other, each killed with all its processes, until one comes to its end. */
async function renderUnderFire(run: AppRun, random: () => number, mayKill: () => boolean): Promise<void> {
  const home = tempFolder();
  const place = { queueFile: join(home, "queue.db"), outDir: join(home, "out") };
  mkdirSync(join(home, "in"));
  for (let number = 1; number <= PROMPTS; number += 1) {
    writeFileSync(join(home, "in", `p${number}.md`), `# Prompt ${number}\n\n${textOf(number)}\n`);
  }
  const args = ["render", join(home, "in"), "--out", place.outDir, "--queue", place.queueFile, "--json"];
  let isDone = false;
  while (!isDone && mayKill()) {
    const app = startCli(args, { home });
    const ended = new Promise<void>((resolve) => app.on("close", () => resolve()));
    await Promise.race([sleep(random() * SPAN_MS), ended]);
    isDone = app.exitCode !== null;
    if (isDone) break;
    for (const pid of await processTree(app.pid ?? 0)) tryKill(pid);
    await ended;
    run.kills += 1;
    run.violations.push(...violationsAfterCrash({ ...place, jobs: undefined }));
    if (run.kills % 20 === 0) progress(`${run.kills} kills of the app, ${run.violations.length} violations`);
  }
  await runCli(args, { home });
  const failed = readQueue(place.queueFile).jobs.filter(({ state }) => state === "failed");
  if (failed.length > 0) {
    await runCli(["retry", "--queue", place.queueFile], { home });
    await runCli(args, { home });
  }
  run.condemned += failed.length;
  run.batches += 1;
  const stored = readQueue(place.queueFile);
  expect(stored.jobs).toHaveLength(PROMPTS);
  run.violations.push(...violationsOfOutputs(stored, place.outDir, (_job, content) => isPdf(content)));
  for (let read = 0; read < READ_PDFS; read += 1) {
    const number = 1 + Math.floor(random() * PROMPTS);
    expect(pdfText(join(place.outDir, `p${number}.pdf`))).toContain(textOf(number));
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

function isPdf(content: Buffer): boolean {
  return content.subarray(0, 5).toString() === "%PDF-" && content.subarray(-7).toString().includes("%%EOF");
}

describe(`kill -9 of the whole app at random moments (seed ${SEED})`, () => {
  it("loses nothing, doubles nothing, tears nothing", { timeout: TIMEOUT_MS }, async () => {
    const random = randomFrom(SEED);
    const run: AppRun = { kills: 0, batches: 0, condemned: 0, violations: [] };
    const endsAt = performance.now() + KILLING_MS;
    const mayKill = () => (isFull ? performance.now() < endsAt : run.kills < BOUNDED_KILLS);
    while (mayKill()) await renderUnderFire(run, random, mayKill);
    expect(run.violations).toEqual([]);
    expect(run.kills).toBeGreaterThan(0);
    recordResult({
      test: "SIGKILL of the whole app (`pdfprompt render`: launcher, main process, renderers) at random moments",
      scale: `${run.kills} kills over ${run.batches} batches of ${PROMPTS} prompts, seed ${SEED}`,
      result: `lost 0, duplicates 0, torn 0, leftovers 0, integrity_check ok after each; ${run.condemned} jobs failed after their third kill and were retried`,
      control: "the controls of the test above: the same queue, worker and publishing",
    });
  });
});
