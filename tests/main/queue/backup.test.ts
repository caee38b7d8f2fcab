import { spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { backUp, checkDatabase, listBackups, Queue, restoreDatabase } from "../../../main/queue";
import { MIGRATIONS } from "../../../main/queue/migrations";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const JOBS = 400;
const HOUR_MS = 3_600_000;
let home: string;
let file: string;

beforeEach(() => {
  home = tempFolder();
  file = join(home, "queue.db");
});

/** A queue with jobs in all states, of about a hundred pages. */
function fill(): Queue {
  const queue = new Queue(file);
  const { id } = queue.openBatch({ callKey: "call", label: "in", outDir: "/out", settings: "{}" });
  queue.addJobs(
    id,
    Array.from({ length: JOBS }, (_, number) => newJob(`${"x".repeat(1000)} ${number}`)),
  );
  queue.sealBatch(id);
  queue.cancel({ ids: [1, 2, 3] });
  return queue;
}

const contents = () => {
  const files = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(home, name), "base64")]));
};

/** Bytes in the middle of pages from the second on, turned over. */
function damage(path: string, pages: readonly number[]): void {
  const descriptor = openSync(path, "r+");
  for (const page of pages) writeSync(descriptor, Buffer.alloc(3000, 0xa5), 0, 3000, page * 8192 + 8);
}

describe("a check", () => {
  it("finds a whole queue healthy, while it is in use and after a kill, and changes nothing", () => {
    const queue = fill();
    expect(checkDatabase(file)).toMatchObject({
      state: "healthy",
      problems: [],
      jobs: JOBS,
      schema: MIGRATIONS.length,
    });
    // As a killed process leaves it: with a long log.
    const killed = join(home, "killed.db");
    for (const ending of ["", "-wal"]) copyFileSync(file + ending, killed + ending);
    queue.close();
    const wal = readFileSync(`${killed}-wal`);
    expect(wal.length).toBeGreaterThan(100_000);
    const before = readFileSync(killed);
    expect(checkDatabase(killed)).toMatchObject({ state: "healthy", jobs: JOBS });
    expect(readFileSync(killed).equals(before)).toBe(true);
    expect(readFileSync(`${killed}-wal`).equals(wal)).toBe(true);
  });

  it("tells a missing file from one that is empty, none, cut off, or has damaged pages", () => {
    expect(checkDatabase(file)).toMatchObject({ state: "missing", bytes: null });
    writeFileSync(file, "");
    expect(checkDatabase(file)).toMatchObject({ state: "broken", problems: [expect.stringContaining("is empty")] });
    writeFileSync(file, "This is a letter and no database at all. ".repeat(100));
    expect(checkDatabase(file)).toMatchObject({ state: "broken", problems: ["File is not a database."] });
    unlinkSync(file);
    fill().close();
    const whole = readFileSync(file);
    truncateSync(file, whole.length >> 1);
    expect(checkDatabase(file).state).toBe("broken");
    for (const page of [1, 60, 70, 80]) {
      writeFileSync(file, whole);
      damage(file, [page]);
      expect(checkDatabase(file).state, `page ${page}`).toBe("broken");
    }
    writeFileSync(file, Buffer.concat([Buffer.alloc(100, 1), whole.subarray(100)]));
    expect(checkDatabase(file).state).toBe("broken");
  });

  it("does not take for damaged what cannot be opened", () => {
    fill().close();
    mkdirSync(`${file}-wal`);
    expect(checkDatabase(file)).toMatchObject({
      state: "unreadable",
      problems: [expect.stringContaining("permissions")],
    });
  });

  it("finds what SQLite itself does not: wrong counts, unreadable prompts, a database of somebody else", () => {
    fill().close();
    const spoil = (sql: string) => {
      const copy = join(home, "copy.db");
      copyFileSync(file, copy);
      const db = new Database(copy);
      db.exec(sql);
      db.close();
      return checkDatabase(copy).problems;
    };
    expect(spoil("UPDATE total SET jobs = jobs + 1 WHERE state = 'queued'")).toHaveLength(1);
    expect(spoil("UPDATE tally SET jobs = jobs + 1 WHERE state = 'queued'")).toEqual([
      expect.stringContaining("counts"),
    ]);
    expect(spoil("UPDATE job SET found = '{' WHERE id = 7")).toEqual(["The prompts of 1 jobs cannot be read."]);
    expect(spoil("DROP TABLE setting")).toEqual(["Tables are missing: setting."]);
    expect(spoil("PRAGMA user_version = 99")).toEqual([expect.stringContaining("newer version")]);
    const other = join(home, "other.db");
    const db = new Database(other);
    db.exec("CREATE TABLE t (x)");
    db.close();
    expect(checkDatabase(other)).toMatchObject({ state: "broken", problems: [expect.stringContaining("no queue")] });
  });
});

describe("a backup", () => {
  it("holds everything that was committed, also what is in the log alone", () => {
    const queue = fill();
    const { backup } = backUp(file);
    expect(checkDatabase(backup.file)).toMatchObject({ state: "healthy", jobs: JOBS });
    expect(backup.bytes).toBe(statSync(backup.file).size);
    queue.cancel("all");
    queue.close();
    const copy = new Queue(backup.file);
    expect(copy.stats()).toMatchObject({ queued: JOBS - 3, cancelled: 3 });
    copy.close();
  });

  it("is made while another process writes", async () => {
    fill().close();
    const writing = `
      const Database = require(${JSON.stringify(process.env.PDFPROMPT_TEST_SQLITE ?? "better-sqlite3")});
      const db = new Database(${JSON.stringify(file)}, { timeout: 5000 });
      const move = db.transaction(() => {
        db.exec("UPDATE job SET priority = priority + 1; UPDATE setting SET value = value");
      });
      console.log("ready");
      for (;;) move.immediate();`;
    const child = spawn(process.execPath, ["-e", writing], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    for (let round = 0; round < 5; round += 1) {
      const { backup } = backUp(file, { target: join(home, `backup-${round}.db`) });
      const db = new Database(backup.file, { readonly: true });
      // Each of its commits counts all of them up: one state, and not parts of two.
      expect(db.prepare("SELECT count(DISTINCT priority) FROM job").pluck().get()).toBe(1);
      db.close();
    }
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
  });

  it("keeps the newest, and touches no other file", () => {
    fill().close();
    mkdirSync(join(home, "backups"));
    writeFileSync(join(home, "backups", "queue-mine.db"), "mine");
    const at = (day: number) => new Date(Date.UTC(2026, 0, day));
    for (let day = 1; day <= 5; day += 1) backUp(file, { keep: 3, now: at(day) });
    expect(readdirSync(join(home, "backups")).sort()).toEqual([
      "queue-2026-01-03T00-00-00.db",
      "queue-2026-01-04T00-00-00.db",
      "queue-2026-01-05T00-00-00.db",
      "queue-mine.db",
    ]);
    expect(listBackups(file)[0]?.file).toContain("01-05");
  });

  it("never replaces a file, is not made of a damaged queue, and leaves nothing behind then", () => {
    fill().close();
    const target = join(home, "there.db");
    writeFileSync(target, "mine");
    expect(() => backUp(file, { target })).toThrow("There is a file");
    expect(readFileSync(target, "utf8")).toBe("mine");
    damage(file, [70]);
    expect(() => backUp(file)).toThrow(expect.objectContaining({ code: "internal" }));
    expect(readdirSync(join(home, "backups"))).toEqual([]);
    expect(() => backUp(join(home, "none.db"))).toThrow("There is no queue");
  });

  it("is not made of a queue that SQLite finds whole and that is not", () => {
    fill().close();
    const db = new Database(file);
    db.exec("UPDATE tally SET jobs = jobs + 1 WHERE state = 'queued'");
    db.close();
    expect(() => backUp(file)).toThrow(expect.objectContaining({ code: "internal" }));
    expect(readdirSync(join(home, "backups"))).toEqual([]);
  });

  it("clears what a killed one left, and nothing that somebody else may be writing", () => {
    fill().close();
    const folder = join(home, "backups");
    mkdirSync(folder);
    const here = hostname().replace(/[^A-Za-z0-9-]/g, "_");
    const name = "queue-2026-01-01T00-00-00.db";
    const part = (part: string, ageMs = 0) => {
      const at = new Date(Date.now() - ageMs);
      writeFileSync(join(folder, part), "half");
      utimesSync(join(folder, part), at, at);
      return part;
    };
    part(`.${name}.${here}.999999999.part`);
    part(`.${name}.elsewhere.1.part`, 25 * HOUR_MS);
    const kept = [
      part(`.${name}.${here}.${process.ppid}.part`),
      part(`.${name}.elsewhere.999999999.part`, 23 * HOUR_MS),
      part(`.queue-mine.db.${here}.999999999.part`, 25 * HOUR_MS),
    ];
    const { backup } = backUp(file);
    expect(readdirSync(folder).sort()).toEqual([...kept, basename(backup.file)].sort());
  });

  it("clears beside a target only what was to get its name", () => {
    fill().close();
    const here = hostname().replace(/[^A-Za-z0-9-]/g, "_");
    for (const name of ["mine.db", "mine.db.old"]) writeFileSync(join(home, `.${name}.${here}.999999999.part`), "half");
    backUp(file, { target: join(home, "mine.db") });
    const parts = readdirSync(home).filter((name) => name.endsWith(".part"));
    expect(parts).toEqual([`.mine.db.old.${here}.999999999.part`]);
  });
});

describe("a restore", () => {
  it.each([
    ["damaged pages", () => damage(file, [1, 2, 70])],
    ["a file cut off", () => truncateSync(file, 20_000)],
    ["an empty file", () => truncateSync(file, 0)],
    ["no file", () => unlinkSync(file)],
    ["a log of another time", () => writeFileSync(`${file}-wal`, Buffer.alloc(50_000, 7))],
  ])("mends %s, and keeps what was there as it was", (_what, spoil) => {
    fill().close();
    const { backup } = backUp(file);
    spoil();
    const before = contents();
    const { aside, jobs } = restoreDatabase(file, backup.file);
    expect(jobs).toBe(JOBS);
    expect(checkDatabase(file)).toMatchObject({ state: "healthy", jobs: JOBS });
    expect(aside === null).toBe(before["queue.db"] === undefined);
    for (const ending of ["", "-wal"]) {
      if (aside !== null && before[`queue.db${ending}`] !== undefined) {
        expect(readFileSync(aside + ending, "base64")).toBe(before[`queue.db${ending}`]);
      }
    }
    const queue = new Queue(file);
    expect(queue.stats()).toMatchObject({ queued: JOBS - 3, cancelled: 3 });
    queue.close();
  });

  it("takes nothing over from the log of a queue whose process was killed", () => {
    const queue = fill();
    const long = readFileSync(`${file}-wal`);
    queue.cancel("all");
    const { backup } = backUp(file);
    queue.close();
    writeFileSync(`${file}-wal`, long);
    const { aside } = restoreDatabase(file, backup.file);
    const restored = new Queue(file);
    expect(restored.stats()).toMatchObject({ queued: 0, cancelled: JOBS });
    restored.close();
    expect(readFileSync(`${aside}-wal`).equals(long)).toBe(true);
  });

  it("lets jobs that were held when the backup was made wait again, without blame", () => {
    const queue = fill();
    const workerId = queue.addWorker();
    expect(queue.tick({ workerId, finished: [], slots: 5, held: 0 }).claimed).toHaveLength(5);
    const { backup } = backUp(file);
    queue.removeWorker(workerId);
    queue.close();
    restoreDatabase(file, backup.file);
    const restored = new Queue(file);
    expect(restored.stats()).toMatchObject({ queued: JOBS - 3, claimed: 0 });
    expect(restored.remains().workers).toEqual([]);
    const worker = restored.addWorker();
    const { claimed } = restored.tick({ workerId: worker, finished: [], slots: 5, held: 0 });
    expect(claimed.map(({ isSuspect }) => isSuspect)).toEqual(Array(5).fill(false));
    restored.close();
  });

  it("is refused while a worker is there, and for what is no whole backup; nothing is changed", () => {
    const queue = fill();
    const { backup } = backUp(file);
    const workerId = queue.addWorker();
    expect(() => restoreDatabase(file, backup.file)).toThrow(`in use by process ${process.pid}`);
    queue.removeWorker(workerId);
    queue.close();
    damage(backup.file, [70]);
    const before = contents();
    expect(() => restoreDatabase(file, backup.file)).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => restoreDatabase(file, join(home, "none.db"))).toThrow("There is no backup");
    expect(contents()).toEqual(before);
    expect(existsSync(`${file}.aside`)).toBe(false);
  });
});
