import { Queue } from "../../queue";
import { type Latency, latencyOf } from "../figures";
import { fill, type Scratch, withQueue } from "./scratch";

const SMALLEST = 1000;
const BATCHES = 8;
const PRIORITIES = 5;
/** Claims at each depth, at most. */
const MOST_REPEATS = 1500;
const WARM_UP = 20;

/** How long a claim takes, at one depth of the queue. Each is a transaction with its fsync. */
export interface ClaimAtDepth {
  queued: number;
  of1: Latency;
  of5: Latency;
}

export interface ClaimFigures {
  /** From 1,000 queued rows to ten times those of the bulk enqueue. */
  depths: ClaimAtDepth[];
  /** p99 at the deepest queue against p99 at 1,000 rows. */
  p99Ratio: { of1: number; of5: number };
}

/**
 * Measures single claims at three depths, `jobs` times each; `rows` is the middle depth. The depths take turns, so that
 * whatever else the disk does meanwhile hits all of them alike.
 */
export async function measureClaims(
  scratch: Scratch,
  { rows, jobs }: { rows: number; jobs: number },
  onFill: (queued: number) => void,
): Promise<ClaimFigures> {
  const repeats = Math.min(jobs, MOST_REPEATS);
  const open: { queued: number; queue: Queue; workerId: string }[] = [];
  try {
    for (const queued of [SMALLEST, rows, 10 * rows]) {
      onFill(queued);
      const queue = new Queue(await filledFile(scratch, queued));
      open.push({ queued, queue, workerId: queue.addWorker() });
    }
    const measure = (slots: number) => {
      const times = open.map((): number[] => []);
      for (let repeat = -WARM_UP; repeat < repeats; repeat++) {
        for (const [index, { queue, workerId }] of open.entries()) {
          const elapsed = timeClaim(queue, workerId, slots);
          if (repeat >= 0) times[index]?.push(elapsed);
        }
      }
      return times.map(latencyOf);
    };
    const of1 = measure(1);
    const of5 = measure(5);
    const depths = open.flatMap(({ queued }, index) => {
      const [one, five] = [of1[index], of5[index]];
      return one && five ? [{ queued, of1: one, of5: five }] : [];
    });
    return { depths, p99Ratio: { of1: ratioOfEnds(of1), of5: ratioOfEnds(of5) } };
  } finally {
    for (const { queue } of open) queue.close();
  }
}

function ratioOfEnds(latencies: readonly Latency[]): number {
  const [first, last] = [latencies.at(0), latencies.at(-1)];
  return first && last ? last.p99Ms / first.p99Ms : Number.NaN;
}

/** A queue of that depth, in several batches and priorities, with nothing of it still on the way to the disk. */
async function filledFile(scratch: Scratch, queued: number): Promise<string> {
  const file = scratch.newFile();
  const priorityOf = (index: number) => index % PRIORITIES;
  // Closing writes the log into the file and syncs it: no claim pays for the filling.
  await withQueue(file, { synchronous: "NORMAL" }, (queue) =>
    fill(queue, { rows: queued, batches: BATCHES, priorityOf }),
  );
  return file;
}

/** Claims and puts back. @returns the milliseconds of the claim alone */
function timeClaim(queue: Queue, workerId: string, slots: number): number {
  const startedAt = performance.now();
  const { claimed } = queue.tick({ workerId, finished: [], slots, held: 0 });
  const elapsed = performance.now() - startedAt;
  const finished = claimed.map((job) => ({ job, outcome: { kind: "release" as const }, elapsedMs: 0 }));
  queue.tick({ workerId, finished, slots: 0, held: 0 });
  return elapsed;
}
