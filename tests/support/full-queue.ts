import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Queue } from "../../main/queue";
import { newJob } from "./jobs";

const CHUNK = 5000;

/** Leaves a paused queue for the window of this user: so many jobs, `job1.pdf` and on, the first few of which failed. */
export function leaveFullQueue(home: string, { jobs, failed }: { jobs: number; failed: number }): void {
  const folder = join(home, ".config", "PDFPrompt");
  mkdirSync(folder, { recursive: true });
  const queue = new Queue(join(folder, "queue.db"));
  const { id } = queue.openBatch({ callKey: "full", label: "full", outDir: join(home, "out"), settings: "{}" });
  for (let first = 1; first <= jobs; first += CHUNK) {
    const count = Math.min(CHUNK, jobs - first + 1);
    queue.addJobs(
      id,
      Array.from({ length: count }, (_, index) => newJob(`job${first + index}`)),
    );
  }
  const workerId = queue.addWorker();
  const { claimed } = queue.tick({ workerId, finished: [], slots: failed, held: 0 });
  const problem = { code: "template-failed" as const, message: "The template does not say what to do." };
  const finished = claimed.map((job) => ({ job, outcome: { kind: "fail" as const, problem }, elapsedMs: 1 }));
  queue.tick({ workerId, finished, slots: 0, held: 0 });
  queue.pause("finish");
  queue.removeWorker(workerId);
  queue.close();
}
