import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Publisher } from "../../publish";
import type { Queue } from "../../queue";
import { drainByTick, drainByWorker, noOpStages } from "./no-op";
import { fill, type Scratch } from "./scratch";

const ATTACH_TIMEOUT_MS = 10_000;

/** Calls of fsync and fdatasync per job, by jobs in flight. */
export interface FsyncFigures {
  jobs: number;
  /** Claimed and completed through `queue.tick` alone. */
  queue: Record<"1" | "64", number>;
  /** Through a worker that publishes a file for each job, without lanes. */
  published: Record<"1" | "64", number>;
}

/**
 * Counts real system calls of this process with strace.
 * @param mainFolder where the publish thread's file lies
 * @returns null where strace is missing or may not watch this process
 */
export async function measureFsyncs(scratch: Scratch, jobs: number, mainFolder: string): Promise<FsyncFigures | null> {
  const figures: FsyncFigures = { jobs, queue: { 1: 0, 64: 0 }, published: { 1: 0, 64: 0 } };
  const publisher = new Publisher({ threads: 1, workerFile: join(mainFolder, "publish-worker.cjs") });
  const stages = { ...noOpStages(), publisher };
  try {
    for (const flight of [1, 64] as const) {
      const alone = await countSyncs(scratch, jobs, (queue) => drainByTick(queue, flight));
      const whole = await countSyncs(scratch, jobs, (queue) => drainByWorker(queue, flight, stages));
      if (alone === null || whole === null) return null;
      figures.queue[flight] = alone / jobs;
      figures.published[flight] = whole / jobs;
    }
    return figures;
  } finally {
    await publisher.close();
  }
}

/** How often this process syncs while `drain` works off a queue of `jobs`. */
async function countSyncs(
  scratch: Scratch,
  jobs: number,
  drain: (queue: Queue) => Promise<unknown> | unknown,
): Promise<number | null> {
  const file = scratch.newFile();
  return scratch.withQueue({}, async (queue) => {
    fill(queue, { rows: jobs, outDir: `${file}.out` });
    const tracer = await attach(`${file}.strace`);
    if (!tracer) return null;
    try {
      await drain(queue);
    } finally {
      const gone = once(tracer, "exit");
      if (tracer.kill("SIGINT")) await gone;
    }
    return readFileSync(`${file}.strace`, "utf8").match(CALL)?.length ?? 0;
  });
}

/** A call in strace's output. One that another thread interrupts has a second line, which says `resumed`. */
const CALL = /\b(fsync|fdatasync)\(/g;

/** Has strace watch all threads of this process. @returns undefined where it cannot */
async function attach(outputFile: string): Promise<ChildProcess | undefined> {
  const args = ["-f", "-e", "trace=fsync,fdatasync", "-o", outputFile, "-p", String(process.pid)];
  const tracer = spawn("strace", args, { stdio: ["ignore", "ignore", "pipe"] });
  const attached = new Promise<boolean>((resolve) => {
    tracer.stderr.on("data", (text) => String(text).includes("attached") && resolve(true));
    tracer.on("error", () => resolve(false));
    tracer.on("exit", () => resolve(false));
    setTimeout(() => resolve(false), ATTACH_TIMEOUT_MS).unref();
  });
  if (await attached) return tracer;
  tracer.kill("SIGKILL");
  return undefined;
}
