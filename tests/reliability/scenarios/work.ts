// A process that works on a batch with the real queue, worker and publishing. Lanes are replaced by a function that
// returns a known document, so that the test can tell every file it finds.
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Publisher } from "../../../main/publish";
import { Queue } from "../../../main/queue";
import { Worker } from "../../../main/worker";
import { fakeStages } from "../../support/fake-stages";
import { printed } from "../../support/printed";
import { documentOf } from "../support/documents";
import { queueBatch } from "../support/queue-batch";
import { readOptions, report } from "../support/scenario-options";

async function main(): Promise<void> {
  const { concurrency, renderMs, maxJobs, isLingering, intervalsFile, startFile, ...batch } = readOptions();
  const note = (what: string, name: string) => {
    if (intervalsFile === undefined) return;
    appendFileSync(intervalsFile, `${what} ${process.pid} ${name} ${process.hrtime.bigint()}\n`);
  };
  const publisher = new Publisher({ threads: 1, workerFile: join(__dirname, "publish-worker.cjs") });
  const { stages } = fakeStages(concurrency);
  const lanes: typeof stages.lanes = {
    render: async ({ html: name }) => {
      note("begin", name);
      await sleep(renderMs * Math.random() * 2);
      note("end", name);
      return printed(documentOf(name));
    },
  };

  report({ event: "opening" });
  while (startFile !== undefined && !existsSync(startFile)) await sleep(1);
  const openedAt = performance.now();
  const queue = new Queue(batch.queueFile);
  const batchId = queueBatch(queue, batch);
  let isFirst = true;
  let refused = 0;
  const log = (line: string) => {
    if (line.includes("thrown away")) refused += 1;
    if (!isFirst || !line.includes("processing job")) return;
    isFirst = false;
    report({ event: "first-claim", ms: performance.now() - openedAt });
  };
  const settings = { pollMs: 20 };
  const worker = new Worker({ ...stages, lanes, publisher, queue, settings, concurrency: () => concurrency, log });
  const drained = await worker.drain({ batchId, maxJobs });
  report({ event: "drained", ...drained, refused });
  // Lingering: there is nothing more to do but to be killed.
  if (isLingering) setInterval(() => undefined, 1000);
  await publisher.close();
  queue.close();
}

void main();
