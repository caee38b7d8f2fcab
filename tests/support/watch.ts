import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "../../main/queue";
import { type Overrides, type PutAway, WatchService } from "../../main/watch";
import { Worker } from "../../main/worker";
import { writeResults } from "../../main/worker/results";
import { type FakeRender, fakeStages } from "./fake-stages";
import { tempFolder } from "./temp";

export interface WatchRig {
  home: string;
  folder: string;
  queue: Queue;
  worker: Worker;
  service: WatchService;
  /** What was put away so far. */
  away: PutAway[];
  notices: string[];
  rendered: string[];
  /** Files in the watched folder and beneath it that people see, by name. */
  files(): string[];
  /** Ends the service and the worker; the queue stays open. */
  stop(): Promise<void>;
  /** Waits until something holds. */
  until(holds: () => boolean): Promise<void>;
}

export interface WatchRigOptions {
  /** Where an earlier rig worked; default a new folder. */
  home?: string;
  overrides?: Partial<Overrides>;
  settleMs?: number;
  isOnce?: boolean;
  render?: FakeRender;
}

/** A watched folder with a queue and a worker whose lanes are fake. */
export function watchRig(options: WatchRigOptions = {}): WatchRig {
  const home = options.home ?? tempFolder();
  const folder = join(home, "in");
  mkdirSync(folder, { recursive: true });
  const queue = new Queue(join(home, "queue.db"));
  const { stages, seen } = fakeStages(2, options.render);
  const worker = new Worker({
    ...stages,
    queue,
    settings: { pollMs: 20 },
    concurrency: () => 2,
    writeResults: (batch, signal) => writeResults(queue, batch, signal),
  });
  const away: PutAway[] = [];
  const notices: string[] = [];
  const service = new WatchService({
    queue,
    folders: [folder],
    overrides: { epochSeconds: 0, ...options.overrides },
    settleMs: options.settleMs ?? 0,
    isOnce: options.isOnce ?? false,
    onQueued: () => worker.wake(),
    onPutAway: (file) => away.push(file),
    notice: (line) => notices.push(line),
  });
  const working = new AbortController();
  const loop = worker.runLoop(working.signal);
  return {
    home,
    folder,
    queue,
    worker,
    service,
    away,
    notices,
    rendered: seen.rendered,
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith(".pdfprompt-watch."))
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort(),
    stop: async () => {
      await service.stop();
      working.abort();
      await loop;
    },
    until: async (holds) => {
      while (!holds()) await sleep(20);
    },
  };
}
