// A process that works on a batch with every step on the disk known by name, and that can end itself at one of them.
// Publishing runs in the process's own thread here, so that one sequence of steps is all there is.
import { Queue } from "../../../main/queue";
import { Worker } from "../../../main/worker";
import { fakeStages } from "../../support/fake-stages";
import { printed } from "../../support/printed";
import { instrument } from "../support/disk-points";
import { documentOf } from "../support/documents";
import { queueBatch } from "../support/queue-batch";
import { readOptions, report } from "../support/scenario-options";

async function main(): Promise<void> {
  const options = readOptions();
  const end = instrument(options);
  const { stages } = fakeStages(options.concurrency);
  const lanes: typeof stages.lanes = {
    render: async ({ html: name }) => printed(documentOf(name)),
  };
  const queue = new Queue(options.queueFile, { now: () => Date.now() + (options.aheadMs ?? 0) });
  const batchId = queueBatch(queue, options);
  const settings = { pollMs: 20 };
  const { concurrency } = options;
  await new Worker({ ...stages, lanes, queue, settings, concurrency: () => concurrency }).drain({ batchId });
  queue.close();
  report({ event: "points", points: end() });
}

void main();
