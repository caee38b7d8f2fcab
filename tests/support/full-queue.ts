import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Queue } from "../../main/queue";
import { newJob } from "./jobs";

const CHUNK = 5000;
const NO_TIMES = { composeMs: 0, loadMs: 0, signalMs: 0, fontsMs: 0, imagesMs: 0, printMs: 0, publishMs: 0 };

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

/** Leaves the queue of a window of this user as a kill leaves it: so many jobs, the first few of which were running. */
export function leaveInterrupted(home: string, { jobs, running }: { jobs: number; running: number }): void {
  const config = join(home, ".config", "PDFPrompt");
  mkdirSync(config, { recursive: true });
  const file = join(config, "queue.db");
  const queue = new Queue(file);
  const settings = JSON.stringify({ onConflict: "unique", allowScripts: false, timeoutMs: 30_000, retries: 3 });
  const { id } = queue.openBatch({ callKey: "cut", label: "Offers", outDir: join(home, "out"), settings });
  queue.addJobs(
    id,
    Array.from({ length: jobs }, (_, index) => newJob(`offer-${index + 1}`)),
  );
  queue.sealBatch(id);
  queue.tick({ workerId: queue.addWorker(), finished: [], slots: running, held: 0 });
  queue.close();
  const database = new Database(file);
  database.prepare("UPDATE worker SET pid = ?, process_start = 'long ago'").run(process.pid);
  database.close();
}

/** Leaves a batch that has ended, `many`, for the window of this user: so many PDFs, `job1.pdf` and on, in a folder. */
export function leaveDoneBatch(home: string, { folder, jobs }: { folder: string; jobs: number }): void {
  const config = join(home, ".config", "PDFPrompt");
  mkdirSync(config, { recursive: true });
  const queue = new Queue(join(config, "queue.db"));
  const { id } = queue.openBatch({ callKey: "many", label: "many", outDir: folder, settings: "{}" });
  queue.addJobs(
    id,
    Array.from({ length: jobs }, (_, index) => newJob(`job${index + 1}`)),
  );
  queue.sealBatch(id);
  const content = "%PDF-1.4\n".padEnd(20_000, "words and ");
  const sha256 = createHash("sha256").update(content).digest("hex");
  const workerId = queue.addWorker();
  const { claimed } = queue.tick({ workerId, finished: [], slots: jobs, held: 0 });
  const finished = claimed.map((job) => {
    writeFileSync(join(folder, job.output), content);
    const result = {
      output: job.output,
      sha256,
      bytes: content.length,
      pages: 1,
      dependencies: {},
      warnings: [],
      times: NO_TIMES,
    };
    return { job, outcome: { kind: "complete" as const, result }, elapsedMs: 1 };
  });
  queue.tick({ workerId, finished, slots: 0, held: 0 });
  queue.removeWorker(workerId);
  queue.close();
}
