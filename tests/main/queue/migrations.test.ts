import { createHash } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { Queue } from "../../../main/queue";
import { MIGRATIONS } from "../../../main/queue/migrations";
import { found } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

/** SHA-256 of every step that was released. A new step adds a line; a line that is here never changes. */
const FROZEN = [
  "b89db0dce5c31c4bde6da79efe769d73fce466b14d0b3e24cc6ae9660462576b",
  "0a3e3a331bd23d2eb6c4dd226dd048e495dd3d67c1c717fb844a0640955e901d",
  "e5278b051a74859766a33d2c1ee38e1c16a86bf5df807c7ddbffa08e92c0df6a",
  "af5cf4b73feb1c57322cc27ad4d63f767e2ccad62b55ba38e375e4d8c9c22269",
  "bf55326ad978b11d9f084da42c91e81ba14e3d64b283f8c6cc8bf347afd5ac30",
  "65b138e8396a0041c6b8fab9e54296e0a1ac01d92ce2024200db23394ab0dbc3",
];

const DAY_MS = 24 * 3_600_000;
const NOW_MS = 1_800_000_000_000;

let queue: Queue | undefined;
afterEach(() => queue?.close());

/** A database as the program of that schema version left it. */
function databaseOfVersion(version: number, fill: (db: Database.Database) => void): string {
  const file = join(tempFolder(), "queue.db");
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  for (const step of MIGRATIONS.slice(0, version)) db.exec(step);
  db.pragma(`user_version = ${version}`);
  fill(db);
  db.close();
  return file;
}

function fillVersion1(db: Database.Database): void {
  const batch = db.prepare(
    "INSERT INTO batch (id, call_key, label, out_dir, settings, is_sealed, unchanged, next_turn, created_at_ms) VALUES (?, ?, 'in', '/out', '{}', ?, ?, ?, 1)",
  );
  batch.run("batch-a", "call-a", 1, 4, 10);
  batch.run("batch-b", "call-b", 0, 0, 25);
  const job = db.prepare(`
    INSERT INTO job (id, batch_id, prompt_key, content_key, state, priority, turn, is_ready, run_at_ms, attempt, failures,
      interrupts, worker_id, found, source, line, output, output_key, pages, bytes, sha256, dependencies, warnings,
      elapsed_ms, error_code, error_message, error_line, created_at_ms, finished_at_ms)
    VALUES (@id, @batch, @key, @content, @state, @priority, @turn, @isReady, @runAtMs, @attempt, @failures, @interrupts,
      @worker, @found, '/in/a.csv', @line, @output, @outputKey, @pages, @bytes, @sha256, @dependencies, '[]', @elapsedMs,
      @code, @message, @errorLine, 5, @finishedAtMs)`);
  const rows = [
    { id: 1, state: "done", pages: 2, bytes: 99, sha256: "abc", dependencies: '{"/in/x.png":"1:2"}', elapsedMs: 12 },
    { id: 2, state: "failed", code: "template-failed", message: "no field", errorLine: 7, failures: 1 },
    { id: 3, state: "cancelled" },
    { id: 4, state: "claimed", worker: "gone", attempt: 2 },
    { id: 5, state: "queued", turn: 20, batch: "batch-b", key: "id:customer-5" },
    { id: 6, state: "queued", turn: 21, batch: "batch-b", priority: -1 },
    { id: 7, state: "queued", turn: 22, batch: "batch-b", isReady: 0, runAtMs: NOW_MS + 2000, failures: 1 },
    { id: 8, state: "queued", turn: 23, batch: "batch-b", interrupts: 1 },
  ];
  for (const row of rows) {
    job.run({
      batch: "batch-a",
      key: `key-${row.id}`,
      content: `content-${row.id}`,
      priority: 0,
      turn: row.id,
      isReady: 1,
      runAtMs: 0,
      attempt: 1,
      failures: 0,
      interrupts: 0,
      worker: null,
      found: JSON.stringify(found(`text ${row.id}`)),
      line: row.id,
      output: `${row.id}.pdf`,
      outputKey: `/out/${row.id}.pdf`,
      pages: null,
      bytes: null,
      sha256: null,
      dependencies: null,
      elapsedMs: null,
      code: null,
      message: null,
      errorLine: null,
      finishedAtMs: row.state === "done" ? NOW_MS - DAY_MS : null,
      ...row,
    });
  }
  db.exec("INSERT INTO worker VALUES ('gone', 999999999, '1', 5)");
  db.exec("INSERT INTO rejection VALUES (1, 'batch-a', 'input-invalid', 'ragged', '/in/a.csv', 9, 2)");
  db.exec("INSERT INTO setting VALUES ('paused', 'by hand')");
}

describe("the steps of the schema", () => {
  it("never change once they were released", () => {
    const hashes = MIGRATIONS.map((step) => createHash("sha256").update(step).digest("hex"));
    expect(hashes).toEqual(FROZEN);
  });

  it("1 makes an empty queue", () => {
    const file = databaseOfVersion(1, () => undefined);
    queue = new Queue(file);
    expect(queue.stats()).toMatchObject({ queued: 0, claimed: 0, done: 0, failed: 0, cancelled: 0, paused: false });
  });

  it("2 keeps every job, whatever its state, with its batch, and goes on with it", () => {
    queue = new Queue(databaseOfVersion(1, fillVersion1), { now: () => NOW_MS });
    expect(queue.batchCounts("batch-a")).toEqual({
      queued: 0,
      claimed: 1,
      done: 1,
      failed: 1,
      cancelled: 1,
      unchanged: 4,
      rejected: 1,
    });
    expect(queue.batchCounts("batch-b")).toMatchObject({ queued: 4 });
    expect(queue.pauseState()).toEqual({ kind: "finish" });
    expect(queue.batchFailures("batch-a")).toMatchObject([
      { code: "input-invalid", message: "ragged", line: 9, column: 2 },
      { code: "template-failed", message: "no field", line: 7 },
    ]);
    expect(queue.findDone("content-1", "batch-b")).toEqual([
      { output: "1.pdf", bytes: 99, sha256: "abc", dependencies: { "/in/x.png": "1:2" }, pages: 2, warnings: "[]" },
    ]);
    expect(queue.isOutputTaken("/out/2.pdf", "batch-a")).toBe(true);
    expect(queue.job(1)).toMatchObject({ state: "done", batchId: "batch-a", outDir: "/out", pages: 2, elapsedMs: 12 });

    queue.resume();
    expect(queue.recover()).toBe(1);
    expect(queue.nextDelayMs()).toBe(2000);
    const worker = queue.addWorker();
    const { claimed } = queue.tick({ workerId: worker, finished: [], slots: 9, held: 0 });
    // By priority and turn; what waits for its time or had its process die comes later.
    expect(claimed.map(({ id }) => id)).toEqual([6, 5]);
    expect(claimed[1]).toMatchObject({ batchId: "batch-b", outDir: "/out", found: { prompt: { prompt: "text 5" } } });
  });

  it("2 knows prompts again that were queued before, by place and by id", () => {
    queue = new Queue(databaseOfVersion(1, fillVersion1), { now: () => NOW_MS });
    expect(queue.jobOf("batch-b", "id:customer-5")).toMatchObject({ found: { prompt: { prompt: "text 5" } } });
    expect(queue.jobOf("batch-b", "/in/a.csv:000000006:key-6")).toMatchObject({
      found: { prompt: { prompt: "text 6" } },
    });
  });

  it("2 gives new prompts the turn that is being worked on", () => {
    queue = new Queue(databaseOfVersion(1, fillVersion1), { now: () => NOW_MS });
    queue.resume();
    const late = queue.openBatch({ callKey: "late", label: "late", outDir: "/out", settings: "{}" });
    const job = { promptKey: "z", contentKey: "z", priority: 0, found: found("z"), output: "z.pdf", outputKey: "z" };
    queue.addJobs(late.id, [job]);
    const claimed = queue.tick({ workerId: queue.addWorker(), finished: [], slots: 3, held: 0 }).claimed;
    expect(claimed.map(({ output }) => output)).toEqual(["6.pdf", "5.pdf", "z.pdf"]);
  });

  it("4 has no results written of batches that had ended before, and those of the others when they end", () => {
    queue = new Queue(
      databaseOfVersion(3, (db) => {
        const batch = db.prepare(
          "INSERT INTO batch (id, call_key, label, out_dir, settings, is_sealed, created_at_ms) VALUES (?, ?, 'in', '/out', '{}', 1, 1)",
        );
        batch.run("ended", "call-a");
        batch.run("unfinished", "call-b");
        db.exec("INSERT INTO tally VALUES (1, 'done', 1), (2, 'queued', 1)");
      }),
    );
    expect(queue.results.stateOf("ended").state).toBe("written");
    expect(queue.results.stateOf("unfinished").state).toBe("due");
    expect(queue.results.claim(queue.addWorker())).toBeUndefined();
  });

  it("keeps nothing of a step that fails half way", () => {
    const file = databaseOfVersion(1, (db) => {
      fillVersion1(db);
      // A table in the way of the second step.
      db.exec("CREATE TABLE standing (x)");
    });
    expect(() => new Queue(file)).toThrow(/cannot be opened: table standing already exists/);
    const db = new Database(file);
    expect(db.pragma("user_version", { simple: true })).toBe(1);
    expect(db.prepare("SELECT count(*) FROM job WHERE batch_id = 'batch-b'").pluck().get()).toBe(4);
    db.close();
  });
});
