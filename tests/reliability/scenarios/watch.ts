// A process that works off what lies in a watched folder, with every step on the disk known by name, and that can end
// itself at one of them.
import { appendFileSync } from "node:fs";
import { Queue } from "../../../main/queue";
import { WatchService } from "../../../main/watch";
import { Worker } from "../../../main/worker";
import { writeResults } from "../../../main/worker/results";
import { fakeStages } from "../../support/fake-stages";
import { instrumentWatch } from "../support/watch-points";

/** What the scenario is told, as JSON in its first argument. */
export interface WatchScenarioOptions {
  queueFile: string;
  folder: string;
  /** Gets a line whenever a prompt is rendered. */
  renderedFile: string;
  renderMs?: number | undefined;
  crashAt?: string | undefined;
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? "") as WatchScenarioOptions;
  const end = instrumentWatch(options.folder, options.crashAt);
  const { stages } = fakeStages(2, async (text) => {
    appendFileSync(options.renderedFile, `${text.trim()}\n`);
    if (options.renderMs) await new Promise((resolve) => setTimeout(resolve, options.renderMs));
  });
  const queue = new Queue(options.queueFile);
  const worker = new Worker({
    ...stages,
    queue,
    settings: { pollMs: 20 },
    concurrency: () => 2,
    writeResults: (batch, signal) => writeResults(queue, batch, signal),
  });
  const service = new WatchService({
    queue,
    folders: [options.folder],
    overrides: { epochSeconds: 0 },
    settleMs: 0,
    isOnce: true,
    onQueued: () => worker.wake(),
    notice: (line) => process.stderr.write(`${line}\n`),
  });
  service.start();
  const working = new AbortController();
  const loop = worker.runLoop(working.signal);
  await service.ended;
  working.abort();
  await loop;
  queue.close();
  process.stdout.write(`${JSON.stringify(end())}\n`);
}

void main();
