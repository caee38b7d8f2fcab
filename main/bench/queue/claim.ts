import type { Queue } from "../../queue";
import { type Latency, latencyOf } from "./figures";
import { fill, type Scratch, withQueue } from "./scratch";

const SMALLEST = 1000;
const BATCHES = 8;
const PRIORITIES = 5;
const REPEATS = 600;
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

/** Measures single claims at three depths; `rows` is the middle one. */
export async function measureClaims(
  scratch: Scratch,
  rows: number,
  onDepth: (queued: number) => void,
): Promise<ClaimFigures> {
  const depths: ClaimAtDepth[] = [];
  for (const queued of [SMALLEST, rows, 10 * rows]) {
    onDepth(queued);
    depths.push(await claimAt(scratch, queued));
  }
  const [first, last] = [depths.at(0), depths.at(-1)];
  const ratio = (of: "of1" | "of5") => (last?.[of].p99Ms ?? Number.NaN) / (first?.[of].p99Ms ?? Number.NaN);
  return { depths, p99Ratio: { of1: ratio("of1"), of5: ratio("of5") } };
}

async function claimAt(scratch: Scratch, queued: number): Promise<ClaimAtDepth> {
  const file = scratch.newFile();
  const priorityOf = (index: number) => index % PRIORITIES;
  // Closing writes the log into the file and syncs it: no claim pays for the filling.
  await withQueue(file, { synchronous: "NORMAL" }, (queue) =>
    fill(queue, { rows: queued, batches: BATCHES, priorityOf }),
  );
  return withQueue(file, {}, (queue) => {
    const workerId = queue.addWorker();
    timeClaims(queue, workerId, 5, WARM_UP);
    return {
      queued,
      of1: latencyOf(timeClaims(queue, workerId, 1, REPEATS)),
      of5: latencyOf(timeClaims(queue, workerId, 5, REPEATS)),
    };
  });
}

/** Claims and puts back, again and again. @returns the times of the claims alone */
function timeClaims(queue: Queue, workerId: string, slots: number, repeats: number): number[] {
  return Array.from({ length: repeats }, () => {
    const startedAt = performance.now();
    const { claimed } = queue.tick({ workerId, finished: [], slots, held: 0 });
    const elapsed = performance.now() - startedAt;
    const finished = claimed.map((job) => ({ job, outcome: { kind: "release" as const }, elapsedMs: 0 }));
    queue.tick({ workerId, finished, slots: 0, held: 0 });
    return elapsed;
  });
}
