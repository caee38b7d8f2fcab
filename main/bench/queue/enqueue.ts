import { batchSettingsSchema } from "../../../shared/batch";
import { submit } from "../../worker";
import { perSecond } from "../figures";
import { benchItems, benchJobs, OUT_DIR } from "./jobs";
import { newBatch, type Scratch } from "./scratch";

/** Rows put into a new queue, per second. */
export interface EnqueueFigures {
  rows: number;
  /** `queue.addJobs` alone, in the transactions that `submit` makes; the jobs were made before. */
  inChunksOf500: number;
  inChunksOf5000: number;
  /** The whole of `submit`: names, digests, what is there already. Prompts come from memory. */
  submit: number;
}

/** Measures how fast jobs are added. */
export async function measureEnqueue(scratch: Scratch, rows: number): Promise<EnqueueFigures> {
  return {
    rows,
    inChunksOf500: await addJobs(scratch, rows, 500),
    inChunksOf5000: await addJobs(scratch, rows, 5000),
    submit: await submitAll(scratch, rows),
  };
}

function addJobs(scratch: Scratch, rows: number, chunk: number): Promise<number> {
  const jobs = benchJobs(0, rows);
  const chunks = Array.from({ length: Math.ceil(rows / chunk) }, (_, index) =>
    jobs.slice(index * chunk, (index + 1) * chunk),
  );
  return scratch.withQueue({}, async (queue) => {
    const batchId = newBatch(queue, "enqueue");
    return await perSecond(rows, () => chunks.forEach((some) => void queue.addJobs(batchId, some)));
  });
}

function submitAll(scratch: Scratch, rows: number): Promise<number> {
  const settings = batchSettingsSchema.parse({});
  return scratch.withQueue({}, async (queue) => {
    const submission = { items: benchItems(rows), label: "bench", inputs: ["bench"], outDir: OUT_DIR, settings };
    return await perSecond(rows, () => submit(queue, submission));
  });
}
