import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Queue } from "../../main/queue";
import { newJob } from "./jobs";

/** More than any disk that tests run on has free. */
const NEED_BYTES = 900_000_000_000_000;

/**
 * Leaves the user's queue as a worker leaves it that found no room for a PDF: one prompt waits, and the queue is paused.
 * @returns where the PDF is to go
 */
export function leaveDiskFull(home: string, { folder = join(home, "out"), needBytes = NEED_BYTES } = {}): string {
  mkdirSync(folder, { recursive: true });
  const queue = new Queue(join(home, ".config", "PDFPrompt", "queue.db"));
  try {
    const settings = JSON.stringify({ onConflict: "unique", allowScripts: false, timeoutMs: 30_000, retries: 3 });
    const { id } = queue.openBatch({ callKey: "full", label: "full", outDir: folder, settings });
    queue.addJobs(id, [newJob("waits")]);
    queue.sealBatch(id);
    const workerId = queue.addWorker();
    const { claimed } = queue.tick({ workerId, finished: [], slots: 1, held: 0 });
    const outcome = { kind: "release" as const, noRoom: { folder, needBytes } };
    const finished = claimed.map((job) => ({ job, outcome, elapsedMs: 1 }));
    queue.tick({ workerId, finished, slots: 0, held: 0 });
    queue.removeWorker(workerId);
  } finally {
    queue.close();
  }
  return folder;
}
