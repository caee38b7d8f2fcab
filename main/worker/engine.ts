import { join } from "node:path";
import pLimit from "p-limit";
import type { WorkerSettings } from "../../shared/settings";
import { Composer } from "../compose";
import { Publisher } from "../publish";
import type { Queue } from "../queue";
import { LanePool, residentMb } from "../render";
import { Worker } from "./worker";

export interface EngineOptions {
  queue: Queue;
  settings: WorkerSettings;
  /** Folder of the built main process: the compose thread's file and the fonts lie there. */
  mainFolder: string;
  log?: (line: string) => void;
  /** Receives what people should see even where they asked for no log. */
  notice?: (line: string) => void;
}

/** A worker with all it works with. */
export interface Engine {
  worker: Worker;
  lanes: LanePool;
  /** Resolves when all lanes have their windows. */
  ready: Promise<void>;
  /** Resident memory of all the app's processes together, in MB. */
  residentMb(): number;
  /** Ends threads and windows. */
  close(): Promise<void>;
}

/** Opens compose threads and lanes and puts a worker on them. `app` must be ready. */
export function openEngine({ queue, settings, mainFolder, log, notice }: EngineOptions): Engine {
  const concurrency = Math.min(settings.workerConcurrency, settings.maxPdfConcurrency);
  const composer = new Composer({ threads: 1, workerFile: join(mainFolder, "compose-worker.cjs") });
  const publisher = new Publisher({ threads: 1, workerFile: join(mainFolder, "publish-worker.cjs") });
  const lanes = new LanePool({ lanes: concurrency, fontFolder: join(mainFolder, "fonts") });
  const worker = new Worker({
    queue,
    composer,
    publisher,
    lanes,
    semaphore: pLimit(lanes.size),
    settings: { ...settings, workerConcurrency: concurrency },
    residentMb,
    ...(log ? { log } : {}),
    ...(notice ? { notice } : {}),
  });
  const ready = Promise.all([composer.warmUp(), lanes.warmUp()]).then(() => undefined);
  ready.catch(() => undefined);
  return {
    worker,
    lanes,
    ready,
    residentMb,
    async close() {
      await Promise.all([composer.close(), publisher.close(), lanes.close()]);
    },
  };
}
