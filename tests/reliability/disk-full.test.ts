import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Queue } from "../../main/queue";
import { submit, Worker } from "../../main/worker";
import { batchSettingsSchema } from "../../shared/batch";
import type { IntakeItem } from "../../shared/stages";
import { fakeStages } from "../support/fake-stages";
import { found } from "../support/jobs";
import { tempFolder } from "../support/temp";
import { recordResult } from "./record";
import { scaled } from "./support/scale";

const MB = 1024 * 1024;
const JOBS = scaled(1000, 100);
/** The queue's own disk is filled while its log is still small: a long log has room in itself, which is used first. */
const QUEUE_JOBS = 100;

/** A file system of its own, so small that it can be filled. Only root may mount one. */
function mountSmallDisk(folder: string, megabytes: number): boolean {
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const canMount = (() => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const home = mkdtempSync(join(tmpdir(), "pdfprompt-test-"));
  const isMounted = mountSmallDisk(join(home, "disk"), 1);
  if (isMounted) execFileSync("umount", [join(home, "disk")]);
  rmSync(home, { recursive: true });
  return isMounted;
})();

describe.skipIf(!canMount)("a full disk", () => {
  let home: string;
  let disk: string;
  let queue: Queue;
  const notices: string[] = [];

  beforeEach(() => {
    home = tempFolder();
    disk = join(home, "disk");
    mountSmallDisk(disk, 8);
    notices.length = 0;
  });
  afterEach(() => {
    queue.close();
    execFileSync("umount", ["-l", disk]);
  });

  const filler = () => join(disk, "filler");

  /** Leaves so many bytes free on the disk. */
  function fillUp(bytesLeft: number): void {
    const { bavail, bsize } = statfsSync(disk);
    appendFileSync(filler(), Buffer.alloc(Math.max(0, bavail * bsize - bytesLeft)));
  }

  async function* prompts(count: number): AsyncGenerator<IntakeItem> {
    // Long enough that a disk which is nearly full takes some of them and not all.
    for (let line = 1; line <= count; line += 1) {
      yield {
        kind: "prompt",
        found: found(`job${line}`, { line, prompt: { prompt: `job${line} ${"x".repeat(6000)}` } }),
      };
    }
  }

  function startWorker() {
    const { stages, seen } = fakeStages(3, () => sleep(1));
    const settings = { pollMs: 50 };
    const worker = new Worker({
      ...stages,
      queue,
      settings,
      concurrency: () => 3,
      notice: (line) => notices.push(line),
    });
    const controller = new AbortController();
    const loop = worker.runLoop(controller.signal);
    return {
      seen,
      worker,
      stop: async () => {
        controller.abort();
        await loop;
      },
    };
  }

  const put = (outDir: string, count: number) =>
    submit(queue, {
      items: prompts(count),
      inputs: ["in"],
      label: "in",
      outDir,
      settings: batchSettingsSchema.parse({}),
      notice: (line) => notices.push(line),
    });

  async function untilDone(count: number): Promise<void> {
    while (queue.stats().done < count) await sleep(20);
  }

  const isCheckOk = () => {
    const connection = new Database(queue.file);
    const answer = connection.pragma("integrity_check", { simple: true });
    connection.close();
    return answer === "ok";
  };

  it("of the outputs pauses the queue with the reason, fails nothing, and the work goes on when there is room", async () => {
    queue = new Queue(join(home, "queue.db"));
    const outDir = join(disk, "out");
    mkdirSync(outDir);
    fillUp(200 * 1024);
    await put(outDir, JOBS);
    const { stop } = startWorker();
    while (queue.pauseState() === undefined) await sleep(10);
    expect(queue.pauseState()).toMatchObject({ kind: "disk-full", folder: outDir });
    while (queue.stats().claimed > 0) await sleep(10);
    // Whole files only, one for each job that is done.
    const { done, failed } = queue.stats();
    expect([failed, readdirSync(outDir).filter((name) => name.endsWith(".pdf")).length]).toEqual([0, done]);
    expect(done).toBeGreaterThan(0);
    await sleep(1500);
    expect(queue.pauseState()).toMatchObject({ kind: "disk-full" });
    expect(readdirSync(outDir).filter((name) => !name.endsWith(".pdf"))).toEqual([]);

    unlinkSync(filler());
    execFileSync("mount", ["-o", `remount,size=${Math.ceil((JOBS * 10_000) / MB) + 8}m`, disk]);
    await untilDone(JOBS);
    await stop();
    expect(queue.stats()).toMatchObject({ done: JOBS, failed: 0, queued: 0, paused: false });
    expect(readdirSync(outDir)).toHaveLength(JOBS);
    expect(notices).toEqual([
      expect.stringMatching(/The disk of .*out is full. The queue is paused and goes on when there is room/),
      expect.stringContaining("there is room again"),
    ]);
    recordResult({
      test: "full disk of the output folder",
      scale: `${JOBS} jobs`,
      result: "failed 0, partial files 0, paused with the reason, went on by itself",
      control: "without the pause, every job that found no room fails",
    });
  });

  it("of the queue itself fails nothing and loses nothing: what has ended is written down when there is room", async () => {
    queue = new Queue(join(disk, "queue.db"));
    const outDir = join(home, "out");
    mkdirSync(outDir);
    execFileSync("mount", ["-o", `remount,size=${Math.ceil((QUEUE_JOBS * 30_000) / MB) + 8}m`, disk]);
    await put(outDir, QUEUE_JOBS);
    const { seen, worker, stop } = startWorker();
    while (queue.stats().done < QUEUE_JOBS / 10) await sleep(5);
    // The queue finds some room in its own log first: it is taken, too, as another program would.
    while (!notices.some((line) => line.includes("no room left for the queue"))) {
      fillUp(0);
      await sleep(2);
    }
    const rendered = seen.rendered.length;
    await sleep(1500);
    // Nothing new was begun: what cannot be written down would be done twice.
    expect(seen.rendered.length - rendered).toBeLessThanOrEqual(5);
    expect(worker.trouble, "a health check tells it").toEqual({ kind: "disk-full" });

    unlinkSync(filler());
    await untilDone(QUEUE_JOBS);
    expect(worker.trouble).toBeUndefined();
    await stop();
    expect(queue.stats()).toMatchObject({ done: QUEUE_JOBS, failed: 0, queued: 0, claimed: 0 });
    expect(readdirSync(outDir)).toHaveLength(QUEUE_JOBS);
    expect(seen.rendered).toHaveLength(QUEUE_JOBS);
    expect(isCheckOk()).toBe(true);
    recordResult({
      test: "full disk of the queue's database",
      scale: `${QUEUE_JOBS} jobs`,
      result: "failed 0, rendered twice 0, database whole, went on by itself",
      control: "without the wait, the worker ends with an error",
    });
  });

  it("stops nobody from adding prompts for good: they wait for room", async () => {
    queue = new Queue(join(disk, "queue.db"));
    fillUp(300 * 1024);
    const adding = put(join(home, "out"), QUEUE_JOBS);
    while (!notices.some((line) => line.includes("no room left for the queue"))) {
      fillUp(0);
      await sleep(2);
    }
    unlinkSync(filler());
    execFileSync("mount", ["-o", `remount,size=${Math.ceil((QUEUE_JOBS * 30_000) / MB) + 8}m`, disk]);
    expect(await adding).toMatchObject({ queued: QUEUE_JOBS, rejected: 0 });
  });
});
