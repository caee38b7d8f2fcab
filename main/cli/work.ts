import { type ConcurrencyChoice, DEFAULT_LANES } from "../../shared/concurrency";
import type { Log } from "../log";
import { Queue } from "../queue";
import { openEngine } from "../worker";
import { type CommandContext, EXIT, note, print } from "./command-context";
import { workerSettings } from "./concurrency";
import { commandLog, type LogFlags } from "./log-options";
import { describePause } from "./pause-text";
import { queueFile } from "./submission";

interface WorkFlags extends LogFlags {
  concurrency?: ConcurrencyChoice;
  queue?: string;
}

interface DrainFlags extends WorkFlags {
  maxJobs?: number;
  maxMs?: number;
  json: boolean;
}

/** `drain`: work until the queue is empty or a limit is reached. */
export async function runDrain(context: CommandContext, flags: DrainFlags): Promise<number> {
  const startedAt = performance.now();
  return withEngine(context, flags, async (queue, engine) => {
    const pause = queue.pauseState();
    // Of a full disk the worker tells.
    if (pause && pause.kind !== "disk-full") note(`[pdfprompt] ${describePause(pause)}`);
    const { claimed, done, failed } = await engine.worker.drain({
      maxJobs: flags.maxJobs ?? context.environment.batchSize,
      maxMs: flags.maxMs ?? context.environment.maxMsPerInvocation,
      signal: context.interrupted,
    });
    const { queued } = queue.stats();
    const peakRssMb = engine.residentMb();
    const seconds = (performance.now() - startedAt) / 1000;
    if (flags.json) {
      await print(JSON.stringify({ claimed, done, failed, queued, seconds, peakRssMb }));
    } else {
      await print(`${done} done, ${failed} failed, ${queued} still queued, in ${seconds.toFixed(1)} s`);
    }
    return failed > 0 ? EXIT.someFailed : EXIT.allDone;
  });
}

/** `worker`: work until stopped. What runs then is put back: nothing is lost. */
export async function runWorker(context: CommandContext, flags: WorkFlags): Promise<number> {
  return withEngine(context, flags, async (queue, engine, { logger }) => {
    const pause = queue.pauseState();
    if (pause) logger.warn(`[worker] ${describePause(pause)}`);
    await engine.worker.runLoop(context.interrupted);
    logger.info("[worker] stopped");
    return EXIT.interrupted;
  });
}

async function withEngine(
  context: CommandContext,
  flags: WorkFlags,
  work: (queue: Queue, engine: ReturnType<typeof openEngine>, log: Log) => Promise<number>,
): Promise<number> {
  const log = commandLog(context, flags, "info");
  const queue = new Queue(queueFile(context, flags));
  const settings = workerSettings(context, flags.concurrency, DEFAULT_LANES);
  const engine = openEngine({ queue, settings, mainFolder: context.mainFolder, ...log.engine });
  try {
    return await work(queue, engine, log);
  } finally {
    await engine.close();
    queue.close();
    log.close();
  }
}
