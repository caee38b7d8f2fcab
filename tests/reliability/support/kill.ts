import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "../../../main/queue";
import { runScenario, startScenario } from "./child";
import { type Violation, violationsAfterCrash, violationsAtEnd } from "./invariants";
import { progress } from "./scale";
import type { ScenarioOptions } from "./scenario-options";

const CONCURRENCY = 3;
const RENDER_MS = 2;
/** How many kills come before the process has opened the queue at all. */
const EARLY_SHARE = 0.05;
const START_MS = 150;
const PROGRESS_KILLS = 50;

export interface KillRun {
  kills: number;
  violations: Violation[];
  /** From before the queue was opened to the first claim, for every process that got so far, in milliseconds. */
  firstClaimMs: number[];
  /** Jobs that were failed because their process died too often, and that were then retried by hand. */
  condemned: number;
}

/**
 * Works on one batch with one process after the other, each killed at a random moment, and then lets one come to an end.
 * Each process takes on so few jobs that the batch lasts for all the kills.
 */
export async function killAgainAndAgain(
  folder: string,
  place: { queueFile: string; outDir: string },
  { jobs, kills, random }: { jobs: number; kills: number; random: () => number },
): Promise<KillRun> {
  const base: ScenarioOptions = { ...place, jobs, onConflict: "unique", concurrency: CONCURRENCY, renderMs: RENDER_MS };
  const run: KillRun = { kills: 0, violations: [], firstClaimMs: [], condemned: 0 };
  let spanMs = START_MS;
  let isQueued = false;
  while (run.kills < kills) {
    const maxJobs = 1 + Math.floor(random() * 2 * (jobs / kills) * 0.9);
    const life = startScenario(folder, { ...base, maxJobs, isLingering: true });
    let drainedMs: number | undefined;
    if (random() < EARLY_SHARE) await sleep(random() * START_MS);
    else {
      await life.event("opening");
      const openedAt = performance.now();
      void life.event("drained").then((event) => {
        if (event) drainedMs = performance.now() - openedAt;
      });
      await sleep(random() * spanMs);
    }
    life.process.kill("SIGKILL");
    const { signal, events, stderr } = await life.ended;
    if (signal !== "SIGKILL") throw new Error(`the process ended before it was killed: ${stderr}`);
    run.kills += 1;
    // The moments of the kills follow the machine's speed: from opening to a little after the work is done.
    spanMs = drainedMs === undefined ? spanMs * 1.02 : 0.8 * spanMs + 0.2 * 1.1 * drainedMs;
    run.firstClaimMs.push(...events.flatMap((event) => (event.event === "first-claim" ? [event.ms] : [])));
    isQueued ||= run.firstClaimMs.length > 0;
    run.violations.push(...violationsAfterCrash({ ...place, jobs: isQueued ? jobs : undefined }));
    if (run.kills % PROGRESS_KILLS === 0)
      progress(`${run.kills} of ${kills} kills, ${run.violations.length} violations`);
  }
  await finish(folder, base, run);
  run.violations.push(...violationsAtEnd({ ...place, jobs }));
  return run;
}

/** Works undisturbed until all is done; what was failed for its many deaths is retried, as a user would. */
async function finish(folder: string, base: ScenarioOptions, run: KillRun): Promise<void> {
  await runScenario(folder, base);
  const queue = new Queue(base.queueFile);
  const condemned = queue.requeue("all");
  queue.close();
  run.condemned += condemned;
  if (condemned > 0) await runScenario(folder, base);
}

/** The p-th percentile of some times, as text with its unit. */
export function timesText(timesMs: readonly number[]): string {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms`;
}

/** The two paths of a scenario below a folder. */
export function placeIn(folder: string): { queueFile: string; outDir: string } {
  return { queueFile: join(folder, "queue.db"), outDir: join(folder, "out") };
}
