import { join } from "node:path";
import pLimit from "p-limit";
import {
  CONCURRENCY_PRESETS,
  type ConcurrencyChoice,
  type ConcurrencyState,
  DEFAULT_LANES,
  LANE_REASONS,
} from "../../shared/concurrency";
import type { EndedAttempt } from "../../shared/log";
import type { WorkerSettings } from "../../shared/settings";
import type { ComposedDocument } from "../../shared/stages";
import { Composer } from "../compose";
import { Publisher } from "../publish";
import type { Queue } from "../queue";
import { type DeadlineOptions, LanePool, residentMb } from "../render";
import { AutoLanes } from "./auto-lanes";
import { type LaneControl, SteadyLanes } from "./lane-control";
import { LaneDriver } from "./lane-driver";
import { defaultBudgetMb, ThisMachine, usableCores } from "./machine";
import { MemoryLimit } from "./memory-limit";
import { writeResults } from "./results";
import { Worker } from "./worker";

export interface EngineOptions {
  queue: Queue;
  settings: WorkerSettings;
  /** Folder of the built main process: the compose thread's file and the fonts lie there. */
  mainFolder: string;
  /** Receives the lines of the log; `step` are those about the beginning of jobs. */
  log?: (line: string, kind?: "step") => void;
  /** Receives what people should see even where they asked for no log. */
  notice?: (line: string) => void;
  /** Told how each attempt ended, once that is in the queue. */
  onEnded?: (ended: EndedAttempt) => void;
  /** What composes instead of a thread. For benchmarks. */
  composer?: Pick<Composer, "compose" | "warmUp" | "close">;
  /** Whether rendering leaves the processors to whoever else wants them, such as a window. Default: no. */
  givesWay?: boolean;
  /** Lanes get their windows once this has resolved, or when a document comes. Default: at once. */
  begin?: Promise<void>;
}

/** A worker with all it works with. */
export interface Engine {
  worker: Worker;
  lanes: LanePool;
  /** How many lanes there are to be now, and why. */
  readonly concurrency: ConcurrencyState;
  /**
   * Has other lanes from now on. Nothing that is rendered is given up: lanes that are too many go when they are free.
   * @param most lanes of the whole process, whatever is asked for
   */
  setConcurrency(asked: ConcurrencyChoice, most: number): void;
  /** Resolves when all lanes have their windows. */
  ready: Promise<void>;
  /** Resident memory of all the app's processes together, in MB. */
  residentMb(): number;
  /** Renders a document for somebody to look at. It takes its turn among those of the jobs, and is no job. */
  preview(document: ComposedDocument, options: DeadlineOptions): Promise<Uint8Array>;
  /** Ends threads and windows. */
  close(): Promise<void>;
}

/** Opens compose threads and lanes and puts a worker on them. `app` must be ready. */
export function openEngine(options: EngineOptions): Engine {
  const { queue, settings, mainFolder, log, notice, onEnded, begin = Promise.resolve() } = options;
  const asked = settings.workerConcurrency ?? DEFAULT_LANES;
  let mode = modeOf(asked);
  const control = laneControl(asked, settings.maxPdfConcurrency);
  const composer = options.composer ?? new Composer({ threads: 1, workerFile: join(mainFolder, "compose-worker.cjs") });
  const publisher = new Publisher({ threads: 1, workerFile: join(mainFolder, "publish-worker.cjs") });
  const semaphore = pLimit(control.choice.lanes);
  const lanes = new LanePool({
    lanes: control.choice.lanes,
    fontFolder: join(mainFolder, "fonts"),
    givesWay: options.givesWay ?? false,
    limits: { pages: settings.maxPages, pdfMb: settings.maxPdfMb, rendererMb: settings.maxRendererMb },
    onVerdict: ({ reason }) => {
      if (reason !== null) notice?.(fastLaneOff(reason));
    },
    onCapacity: (capacity) => {
      semaphore.concurrency = capacity;
      worker.wake();
    },
  });
  const driver = new LaneDriver({
    control,
    lanes,
    machine: new ThisMachine(),
    waiting: () => semaphore.pendingCount,
    residentMb,
    onChoice: (choice) => log?.(`[worker] concurrency ${mode}, now ${choice.lanes} (${LANE_REASONS[choice.reason]})`),
  });
  const worker = new Worker({
    queue,
    composer,
    publisher,
    lanes: {
      render: (document, options) => {
        const render = () => lanes.render(document, options);
        // A plain number is kept whatever happens: nothing needs to be watched.
        return mode === "fixed" ? render() : driver.watch(render);
      },
    },
    semaphore,
    settings,
    concurrency: () => semaphore.concurrency,
    describeConcurrency: () =>
      mode === "fixed" ? String(semaphore.concurrency) : `${mode}, now ${semaphore.concurrency}`,
    residentMb,
    health: () => lanes.health,
    writeResults: (batch, signal) => writeResults(queue, batch, signal),
    ...(log ? { log } : {}),
    ...(notice ? { notice } : {}),
    ...(onEnded ? { onEnded } : {}),
  });
  const warmUp = () => Promise.all([composer.warmUp(), lanes.warmUp()]);
  const ready = begin.then(warmUp).then(() => undefined);
  ready.catch(() => undefined);
  return {
    worker,
    lanes,
    get concurrency() {
      return { mode, ...driver.choice };
    },
    setConcurrency(wanted, most) {
      mode = modeOf(wanted);
      driver.use(laneControl(wanted, most));
      if (mode === "fixed") driver.stop();
    },
    ready,
    residentMb,
    preview: (document, options) => semaphore(async () => (await lanes.render(document, options)).pdf),
    async close() {
      driver.stop();
      await Promise.all([composer.close(), publisher.close(), lanes.close()]);
    },
  };
}

/** What people are told where documents cannot be injected. */
function fastLaneOff(reason: string): string {
  return `[worker] the fast lane is off: ${reason} Every document is navigated to instead: PDFs are the same, but slower.`;
}

function modeOf(asked: ConcurrencyChoice): ConcurrencyState["mode"] {
  return typeof asked === "number" ? "fixed" : asked;
}

/** @param most lanes of the whole process, whatever was asked for */
function laneControl(asked: ConcurrencyChoice, most: number): LaneControl {
  if (asked === "auto") return new AutoLanes({ most, cores: usableCores(), budgetMb: defaultBudgetMb() });
  const { lanes, memoryMb } =
    typeof asked === "number" ? { lanes: asked, memoryMb: Number.POSITIVE_INFINITY } : CONCURRENCY_PRESETS[asked];
  const allowed = Math.min(lanes, most);
  return new SteadyLanes(allowed, new MemoryLimit(memoryMb, allowed));
}
