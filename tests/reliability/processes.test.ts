import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Queue } from "../../main/queue";
import { tempFolder } from "../support/temp";
import { GUARDS } from "./guards";
import { recordResult } from "./record";
import { bundleScenario } from "./support/bundle";
import { startScenario } from "./support/child";
import { overlaps, readStays, shares } from "./support/intervals";
import { summarize, type Violation, violationsAtEnd } from "./support/invariants";
import { placeIn } from "./support/kill";
import { queueBatch } from "./support/queue-batch";
import { isFull, progress, scaled } from "./support/scale";

const PROCESSES = 4;
const JOBS = scaled(4000, 300);
const RENDER_MS = 10;
/** Less than SQLite waits for a lock: the stopped process may hold it. */
const STOPPED_MS = scaled(3000, 1000);
const CONTROL_TRIES = 5;

type Disturbance = "none" | "kill" | "stop";

interface Shared {
  violations: Violation[];
  /** Jobs rendered by each process, in the order the processes were started. */
  shares: number[];
}

/** Lets several processes work on one batch that they begin together, and kills or stops one of them on the way. */
async function workTogether(
  folder: string,
  processes: number,
  jobs: number,
  disturbance: Disturbance,
): Promise<Shared> {
  const home = tempFolder();
  const place = placeIn(home);
  const intervalsFile = join(home, "intervals.txt");
  const startFile = join(home, "start");
  const work = { concurrency: 3, renderMs: RENDER_MS, intervalsFile, startFile };
  const options = { ...place, jobs, onConflict: "unique", ...work } as const;
  const queue = new Queue(place.queueFile);
  queueBatch(queue, options);
  queue.close();
  const all = Array.from({ length: processes }, () => startScenario(folder, options));
  // On a busy machine one process may start when the others have already done everything.
  await Promise.all(all.map(({ event }) => event("opening")));
  writeFileSync(startFile, "");
  const killed = new Map<number, bigint>();
  const [chosen] = all;
  if (disturbance !== "none" && chosen) {
    // Its own share may stay small: what counts is that it and the others are at work.
    const isAtWork = () => {
      const stays = readStays(intervalsFile);
      return stays.length >= jobs / 4 && (shares(stays).get(chosen.pid) ?? 0) > leastShare(jobs, processes);
    };
    while (!isAtWork()) {
      if (chosen.process.exitCode !== null) throw new Error("the process to be disturbed had nothing left to do");
      await sleep(5);
    }
    if (disturbance === "stop") {
      chosen.process.kill("SIGSTOP");
      await sleep(STOPPED_MS);
      chosen.process.kill("SIGCONT");
    } else {
      chosen.process.kill("SIGKILL");
      await chosen.ended;
      killed.set(chosen.pid, process.hrtime.bigint());
    }
  }
  const ends = await Promise.all(all.map(({ ended }) => ended));
  for (const [index, { code, stderr }] of ends.entries()) {
    if (code !== 0 && !killed.has(all[index]?.pid ?? 0)) throw new Error(`a process failed: ${stderr}`);
  }
  const stays = readStays(intervalsFile);
  const counts = shares(stays);
  return {
    violations: [...overlaps(stays, killed), ...violationsAtEnd({ ...place, jobs })],
    shares: all.map(({ pid }) => counts.get(pid) ?? 0),
  };
}

/** What a process must have rendered not to count as starved. */
function leastShare(jobs: number, processes: number): number {
  return jobs / processes / 10;
}

describe("several processes on one queue", () => {
  const results: string[] = [];
  let control = "";

  it.each([
    ["work", "none"],
    ["work while one of them is killed", "kill"],
    ["work while one of them is stopped and continued", "stop"],
  ] as const)("%s: no job twice, all done, none starved", async (name, disturbance) => {
    const folder = await bundleScenario("work");
    const run = await workTogether(folder, PROCESSES, JOBS, disturbance);
    expect(run.violations).toEqual([]);
    for (const share of run.shares) expect(share).toBeGreaterThan(leastShare(JOBS, PROCESSES));
    results.push(`${name}: ${run.shares.join(" + ")} jobs`);
    progress(results.at(-1) ?? "");
  });

  it("take each other's jobs when they do not ask whether a process lives", async () => {
    const folder = await bundleScenario("work", GUARDS.askAlive);
    let overlapping: Violation[] = [];
    // Whether two stays meet is chance: a try may miss it.
    for (let tries = 0; tries < CONTROL_TRIES && overlapping.length === 0; tries += 1) {
      const { violations } = await workTogether(folder, 2, 300, "none");
      overlapping = violations.filter(({ kind }) => kind === "overlap");
    }
    expect(overlapping).not.toEqual([]);
    control = summarize(overlapping);
  });

  it.runIf(isFull)("is written down", () => {
    expect(results).toHaveLength(3);
    recordResult({
      test: "Several processes on one queue, one of them killed, one stopped and continued",
      scale: `${PROCESSES} processes, ${JOBS} jobs, three runs, stopped for ${STOPPED_MS} ms`,
      result: `no job in two lanes at once, none published twice, all done; shares: ${results.join("; ")}`,
      control: `where nothing ${GUARDS.askAlive.name}: ${control}`,
    });
  });
});
