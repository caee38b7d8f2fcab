import { join } from "node:path";
import { expect, it } from "vitest";
import { BatchWatch } from "../../../main/desktop/batch-watch";
import { Queue } from "../../../main/queue";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

it("tells of each batch once, when nothing of it is left", () => {
  const queue = new Queue(join(tempFolder(), "queue.db"));
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

  // What was there before is found, what is given is looked after, and nothing else.
  const first = begin("first");
  const single = begin("a prompt that a program asked for");
  queue.results.waive(single);
  const watch = new BatchWatch(queue);
  queue.addJobs(first, [newJob("a"), newJob("b")]);
  expect(watch.ended(), "it is still read").toEqual([]);
  for (const id of [first, single]) queue.sealBatch(id);
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

  const [second, others] = [begin("second"), begin("others")];
  watch.watch({ id: second, label: "second", outDir: "/out" });
  queue.addJobs(second, [newJob("c")]);
  queue.addJobs(others, [newJob("d")]);
  for (const id of [second, others]) queue.sealBatch(id);
  expect(watch.ended()).toEqual([]);
  fail(claim(2));
  expect(watch.ended().map(({ id }) => id)).toEqual([second]);
  queue.close();
});
