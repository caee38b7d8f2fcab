import { join } from "node:path";
import { Queue, type QueueOptions } from "../../queue";
import { benchJobs, OUT_DIR } from "./jobs";

/** Jobs added in one transaction while a queue is filled for a measurement that is not about filling. */
const FILL_CHUNK = 5000;

/** Where a measurement keeps its queues: each has a file of its own in `folder`. */
export class Scratch {
  readonly folder: string;
  #files = 0;

  /** @param folder absolute, on the disk that is measured */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** The path of a queue that does not exist yet. */
  newFile(): string {
    this.#files += 1;
    return join(this.folder, `queue-${this.#files}.db`);
  }

  /** Opens a new queue for the time of `use` and closes it whatever happens. */
  async withQueue<T>(options: QueueOptions, use: (queue: Queue) => Promise<T> | T): Promise<T> {
    return withQueue(this.newFile(), options, use);
  }
}

/** Opens the queue `file` for the time of `use`. */
export async function withQueue<T>(
  file: string,
  options: QueueOptions,
  use: (queue: Queue) => Promise<T> | T,
): Promise<T> {
  const queue = new Queue(file, options);
  try {
    return await use(queue);
  } finally {
    queue.close();
  }
}

/** A new batch without jobs. @returns its id */
export function newBatch(queue: Queue, callKey: string, outDir = OUT_DIR): string {
  return queue.openBatch({ callKey, label: "bench", outDir, settings: "{}" }).id;
}

interface Filling {
  rows: number;
  /** The rows are spread over so many batches. Default 1. */
  batches?: number;
  /** The priority of job number `index` of its batch. Default 0. */
  priorityOf?: (index: number) => number;
  /** Where the outputs go, should they ever be made. */
  outDir?: string;
}

/** Adds jobs to a queue. */
export function fill(queue: Queue, { rows, batches = 1, priorityOf, outDir }: Filling): void {
  for (let number = 0; number < batches; number++) {
    const batchId = newBatch(queue, `batch ${number}`, outDir);
    const size = Math.floor(rows / batches) + (number < rows % batches ? 1 : 0);
    for (let from = 0; from < size; from += FILL_CHUNK) {
      queue.addJobs(batchId, benchJobs(from, Math.min(FILL_CHUNK, size - from), priorityOf));
    }
  }
}
