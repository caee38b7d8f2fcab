import { join } from "node:path";
import { expect, it } from "vitest";
import { BatchWatch } from "../../../main/desktop/batch-watch";
import { Queue } from "../../../main/queue";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

it("tells of each batch once when nothing of it is left, and again after a retry", () => {
  const queue = new Queue(join(tempFolder(), "queue.db"));
  const watch = new BatchWatch(queue);
  const workerId = queue.addWorker();
  const begin = (label: string) => queue.openBatch({ callKey: label, label, outDir: "/out", settings: "{}" }).id;
  const claim = (slots: number) => queue.tick({ workerId, slots, held: 0, finished: [] }).claimed;
  const fail = (jobs: ReturnType<typeof claim>) =>
    queue.tick({
      workerId,
      slots: 0,
      held: 0,
      finished: jobs.map((job) => ({
        job,
        outcome: { kind: "fail", problem: { code: "internal", message: "x" } },
        elapsedMs: 1,
      })),
    });

  expect(watch.ended()).toEqual([]);
  const first = begin("first");
  queue.addJobs(first, [newJob("a"), newJob("b")]);
  expect(watch.ended(), "it is still read").toEqual([]);
  queue.sealBatch(first);
  fail(claim(1));
  expect(watch.ended(), "one is left").toEqual([]);
  fail(claim(1));
  expect(watch.ended()).toEqual([
    expect.objectContaining({
      id: first,
      label: "first",
      outDir: "/out",
      counts: expect.objectContaining({ failed: 2 }),
    }),
  ]);
  expect(watch.ended()).toEqual([]);

  queue.requeue("all");
  expect(watch.ended()).toEqual([]);
  fail(claim(2));
  expect(watch.ended().map(({ id }) => id)).toEqual([first]);
  queue.close();
});
