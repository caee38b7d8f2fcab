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
/** Up to this share they come from the moment it opens the queue; the others once it has claimed. */
const OPENING_SHARE = 0.3;
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
  const spans = { opening: START_MS, "first-claim": START_MS };
  let isQueued = false;
  while (run.kills < kills) {
    const maxJobs = 1 + Math.floor(random() * 2 * (jobs / kills) * 0.9);
    const life = startScenario(folder, { ...base, maxJobs, isLingering: true });
    const moment = random();
    const from = moment < EARLY_SHARE ? undefined : moment < OPENING_SHARE ? "opening" : "first-claim";
    let isDrained = false;
    if (from === undefined) await sleep(random() * START_MS);
    else {
      const drained = life.event("drained");
      // Where nothing is left to claim, the process is drained at once.
      await Promise.race([life.event(from), drained]);
      const fromAt = performance.now();
      void drained.then((event) => {
        if (!event) return;
        isDrained = true;
        // The moments follow the machine's speed: up to a little after the work is done.
        spans[from] = 0.8 * spans[from] + 0.2 * 1.1 * (performance.now() - fromAt);
      });
      await sleep(random() * spans[from]);
    }
    life.process.kill("SIGKILL");
    const { signal, events, stderr } = await life.ended;
    if (signal !== "SIGKILL") throw new Error(`the process ended before it was killed: ${stderr}`);
    run.kills += 1;
    if (from !== undefined && !isDrained) spans[from] *= 1.02;
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
