import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Queue } from "../../../main/queue";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let queue: Queue;

beforeEach(() => {
  queue = new Queue(join(tempFolder(), "queue.db"));
});
afterEach(() => queue.close());

/** A batch with so many waiting jobs. */
function batch(name: string, jobs = 0): string {
  const { id } = queue.openBatch({ callKey: name, label: name, outDir: `/out/${name}`, settings: "{}" });
  queue.addJobs(
    id,
    Array.from({ length: jobs }, (_, at) => newJob(`${name}${at}`)),
  );
  return id;
}

it("lists batches page by page, newest first, each of them once", () => {
  const ids = Array.from({ length: 7 }, (_, at) => batch(`b${at}`)).reverse();
  const pages = [0, 3, 6, 9].map((offset) => queue.overview.batches(3, offset));
  expect(pages.map(({ total }) => total)).toEqual([7, 7, 7, 7]);
  expect(pages.map(({ batches }) => batches.length)).toEqual([3, 3, 1, 0]);
  expect(pages.flatMap(({ batches }) => batches.map(({ id }) => id))).toEqual(ids);
});

it("lists the jobs of one batch alone, in the order of its input, in the states that are wanted", () => {
  batch("one", 2);
  const two = batch("two", 5);
  batch("three", 3);
  const names = (query: { offset?: number; limit?: number; states?: ("queued" | "cancelled")[] }) => {
    const { total, jobs } = queue.listJobs({ offset: 0, limit: 10, batch: two, ...query });
    return [total, ...jobs.map(({ name }) => name)];
  };
  expect(names({})).toEqual([5, "two0.pdf", "two1.pdf", "two2.pdf", "two3.pdf", "two4.pdf"]);
  expect(names({ offset: 3, limit: 1 })).toEqual([5, "two3.pdf"]);
  const { id } = queue.listJobs({ offset: 1, limit: 1, batch: two }).jobs[0] ?? { id: 0 };
  queue.cancel({ ids: [id] });
  expect(names({ states: ["queued"] })).toEqual([4, "two0.pdf", "two2.pdf", "two3.pdf", "two4.pdf"]);
  expect(names({ states: ["cancelled"] })).toEqual([1, "two1.pdf"]);
  expect(() => queue.listJobs({ offset: 0, limit: 1, batch: "nosuch" })).toThrow(/no batch nosuch/);
});

it("cancels what waits of one batch: what runs goes on, and other batches are left alone", () => {
  const one = batch("one", 3);
  const two = batch("two", 4);
  const workerId = queue.addWorker();
  const { claimed } = queue.tick({ workerId, slots: 1, held: 0, finished: [] });
  expect(claimed.map(({ batchId }) => batchId)).toEqual([one]);
  expect(queue.cancel({ queuedOf: one })).toBe(2);
  expect(queue.batchCounts(one)).toMatchObject({ claimed: 1, queued: 0, cancelled: 2 });
  expect(queue.cancelRequests(workerId), "nobody stops what runs").toEqual([]);
  expect(queue.batchCounts(two)).toMatchObject({ queued: 4, cancelled: 0 });
  expect(queue.stats()).toMatchObject({ claimed: 1, queued: 4, cancelled: 2 });
  expect(queue.cancel({ queuedOf: one })).toBe(0);
  queue.removeWorker(workerId);
});
