import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ClaimedJob, type Finish, Queue } from "../../../main/queue";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let queue: Queue;
let worker: string;
let batchId: string;

beforeEach(() => {
  queue = new Queue(join(tempFolder(), "queue.db"));
  worker = queue.addWorker();
  batchId = queue.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" }).id;
});
afterEach(() => queue.close());

function work(count: number, pages: number, elapsedMs: number): void {
  const times = { composeMs: 1, loadMs: 2, signalMs: 0, fontsMs: 0, imagesMs: 0, printMs: 3, publishMs: 4 };
  const finish = (job: ClaimedJob): Finish => ({
    job,
    outcome: {
      kind: "complete",
      result: { output: job.output, pages, bytes: 1, sha256: "a", dependencies: {}, warnings: [], times },
    },
    elapsedMs,
  });
  const { claimed } = queue.tick({ workerId: worker, slots: count, held: 0, finished: [] });
  expect(claimed).toHaveLength(count);
  queue.tick({ workerId: worker, slots: 0, held: 0, finished: claimed.map(finish) });
}

const figures = (isEnded: boolean) =>
  queue.requests.figuresOf(batchId, { done: queue.batchCounts(batchId).done, isEnded });
const add = (count: number) =>
  queue.addJobs(
    batchId,
    Array.from({ length: count }, (_, index) => newJob(`job ${index}`)),
  );

it("are the pages of what is done, and how long it took", () => {
  add(5);
  expect(figures(false)).toEqual({ pages: 0, ms: [] });
  work(2, 3, 7);
  expect(figures(false)).toMatchObject({ pages: 6, ms: [7, 7] });
});

it("are exact when the batch has ended, whatever was told a moment ago", () => {
  add(5);
  work(2, 3, 7);
  figures(false);
  work(3, 1, 9);
  expect(figures(true)).toMatchObject({ pages: 9, ms: [7, 7, 9, 9, 9] });
});

it("do not look at more jobs than are needed to say how long they take", () => {
  add(10_050);
  work(50, 1, 7);
  work(10_000, 1, 9);
  const { pages, ms } = figures(true);
  expect([pages, ms.length, ms.filter((each) => each === 7).length]).toEqual([10_050, 10_000, 50]);
});
