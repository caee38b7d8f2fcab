import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "../../worker";
import { type Latency, latencyOf } from "../figures";
import { benchJobs } from "./jobs";
import { noOpStages } from "./no-op";
import { newBatch, type Scratch } from "./scratch";

const REPEATS = 200;
/** Long enough for the worker to have written the last job back and to sleep again. */
const IDLE_MS = 15;
/** What a sync has to bring to the disk: one page. */
const PAGE_BYTES = 4096;

export interface AddToStartFigures extends Latency {
  /** Writing and syncing one page of a file on the same disk, in the same run. */
  fsync: Latency;
}

/** From the call of `addJobs` to the start of the job, by a worker that was idle and is woken. */
export async function measureAddToStart(scratch: Scratch): Promise<AddToStartFigures> {
  const fsync = latencyOf(timeSyncs(scratch.folder));
  const times = await scratch.withQueue({}, async (queue) => {
    let onStart = () => {};
    const stages = noOpStages();
    const { compose } = stages.composer;
    stages.composer = {
      compose: (...request) => {
        onStart();
        return compose(...request);
      },
    };
    const worker = new Worker({ queue, ...stages, settings: { pollMs: 60_000 }, concurrency: () => 3 });
    const stop = new AbortController();
    const loop = worker.runLoop(stop.signal);
    const batchId = newBatch(queue, "add to start");
    const timesMs: number[] = [];
    for (const job of benchJobs(0, REPEATS)) {
      await sleep(IDLE_MS);
      const started = new Promise<number>((resolve) => {
        onStart = () => resolve(performance.now());
      });
      const addedAt = performance.now();
      queue.addJobs(batchId, [job]);
      worker.wake();
      timesMs.push((await started) - addedAt);
    }
    stop.abort("stop");
    await loop;
    return timesMs;
  });
  return { ...latencyOf(times), fsync };
}

function timeSyncs(folder: string): number[] {
  const file = openSync(join(folder, "sync"), "w");
  try {
    const page = Buffer.alloc(PAGE_BYTES, "x");
    return Array.from({ length: REPEATS }, () => {
      const startedAt = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      return performance.now() - startedAt;
    });
  } finally {
    closeSync(file);
  }
}
