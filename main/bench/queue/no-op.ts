import pLimit from "p-limit";
import type { ComposedDocument } from "../../../shared/stages";
import type { DoneResult, Finish, Queue } from "../../queue";
import type { Printed } from "../../render";
import { type Stages, Worker } from "../../worker";
import { perSecond } from "../figures";
import { fill, type Scratch } from "./scratch";

/** The smallest text that counts as a PDF of one page. */
const ONE_PAGE = Buffer.from("%PDF-1.4\n1 0 obj\n<</Type /Pages\n/Count 1>>\nendobj\n");
const SHA256 = "0".repeat(64);

const IN_FLIGHT = [1, 64] as const;
const SYNCHRONOUS = ["FULL", "NORMAL"] as const;
/** One in flight is one commit a job: a quarter of the jobs shows its rate as well. */
const SHARE_OF_SINGLES = 4;

type BySynchronous = Record<(typeof SYNCHRONOUS)[number], number>;
/** Jobs per second by jobs in flight and by `synchronous`. The product always uses `FULL`. */
type ByFlight = Record<`${(typeof IN_FLIGHT)[number]}`, BySynchronous>;

/** Jobs whose work is nothing, per second: what the queue itself allows. */
export interface NoOpFigures {
  jobs: number;
  /** Claimed and completed through `queue.tick` alone. */
  queue: ByFlight;
  /** Through a worker whose stages do nothing. */
  worker: ByFlight;
}

/** Measures jobs that do nothing. */
export async function measureNoOp(scratch: Scratch, jobs: number): Promise<NoOpFigures> {
  const measure = async (drain: (queue: Queue, flight: number) => Promise<unknown> | unknown): Promise<ByFlight> => {
    const figures: ByFlight = { 1: { FULL: 0, NORMAL: 0 }, 64: { FULL: 0, NORMAL: 0 } };
    for (const flight of IN_FLIGHT) {
      const rows = flight === 1 ? Math.ceil(jobs / SHARE_OF_SINGLES) : jobs;
      for (const synchronous of SYNCHRONOUS) {
        figures[flight][synchronous] = await scratch.withQueue({ synchronous }, async (queue) => {
          fill(queue, { rows });
          return await perSecond(rows, () => drain(queue, flight));
        });
      }
    }
    return figures;
  };
  return { jobs, queue: await measure(drainByTick), worker: await measure(drainByWorker) };
}

/** Claims and completes everything, `flight` jobs a transaction. */
export function drainByTick(queue: Queue, flight: number): void {
  const workerId = queue.addWorker();
  let finished: Finish[] = [];
  do {
    const { claimed } = queue.tick({ workerId, finished, slots: flight, held: 0 });
    finished = claimed.map((job) => ({
      job,
      outcome: { kind: "complete", result: resultOf(job.output) },
      elapsedMs: 1,
    }));
  } while (finished.length > 0);
  queue.removeWorker(workerId);
}

/** Has a worker with `flight` places do everything. */
export async function drainByWorker(queue: Queue, flight: number, stages: Stages = noOpStages()): Promise<void> {
  const worker = new Worker({ queue, ...stages, settings: { pollMs: 1000 }, concurrency: () => flight });
  await worker.drain();
}

/** Stages that do nothing and say so at once. */
export function noOpStages(): Stages {
  return {
    composer: { compose: async () => EMPTY_DOCUMENT },
    lanes: { render: async () => PRINTED },
    publisher: {
      publish: async ({ output }) => ({ output, bytes: ONE_PAGE.length, sha256: SHA256, proof: undefined }),
      settle: async () => undefined,
      retract: async () => undefined,
      sweep: async () => undefined,
      hasRoom: async () => true,
    },
    semaphore: pLimit(Number.POSITIVE_INFINITY),
  };
}

const PRINTED: Printed = {
  pdf: ONE_PAGE,
  loadMs: 0,
  printMs: 0,
  readiness: { signalMs: 0, fontsMs: 0, imagesMs: 0 },
  noticed: [],
};

const EMPTY_DOCUMENT: ComposedDocument = {
  html: "",
  lane: "fast",
  scripts: false,
  layout: "always",
  fonts: [],
  assets: {},
  title: "",
  headings: [],
  dependencies: [],
  print: {
    widthIn: 8.27,
    heightIn: 11.69,
    landscape: false,
    marginsIn: { top: 0, right: 0, bottom: 0, left: 0 },
    scale: 1,
    background: true,
    cssPageSize: true,
    tagged: true,
    outline: true,
  },
  warnings: [],
};

function resultOf(output: string): DoneResult {
  const times = { composeMs: 1, loadMs: 1, signalMs: 0, fontsMs: 1, imagesMs: 0, printMs: 1, publishMs: 1 };
  return { output, pages: 1, bytes: ONE_PAGE.length, sha256: SHA256, dependencies: {}, warnings: [], times };
}
