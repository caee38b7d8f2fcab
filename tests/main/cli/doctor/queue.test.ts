import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { checkQueue, processesWith } from "../../../../main/cli/doctor/queue";
import { repairQueue } from "../../../../main/cli/doctor/repair";
import { backUp, checkDatabase, inspectQueue, Queue } from "../../../../main/queue";
import { MIGRATIONS } from "../../../../main/queue/migrations";
import { newJob } from "../../../support/jobs";
import { tempFolder } from "../../../support/temp";

let file: string;

beforeEach(() => {
  file = join(tempFolder(), "queue.db");
});

/** A queue with so many jobs, as a process leaves it that has ended. */
function fill(jobs: number): void {
  const queue = new Queue(file);
  const { id } = queue.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" });
  queue.addJobs(
    id,
    Array.from({ length: jobs }, (_, at) => newJob(`job ${at}`)),
  );
  queue.close();
}

/** Another process that has the queue open, does something with it, and stays. */
async function other(does: string): Promise<ChildProcess> {
  const sqlite = JSON.stringify(process.env.PDFPROMPT_TEST_SQLITE ?? "better-sqlite3");
  const script = `const db = new (require(${sqlite}))(process.argv[1]); ${does}; console.log("done"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["-e", script, file], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

function change(sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

const codes = () => {
  const { problems, warnings } = checkQueue(file, inspectQueue(file));
  return [...problems, ...warnings].map(({ code }) => code);
};

describe("a queue", () => {
  it("that is well, or not there yet, is left as it is", () => {
    expect(inspectQueue(file)).toMatchObject({ state: "none", schema: null });
    expect(existsSync(file)).toBe(false);
    fill(100);
    expect(inspectQueue(file)).toMatchObject({ state: "well", schema: MIGRATIONS.length, deadWorkers: 0 });
    expect(codes()).toEqual([]);
  });

  it("that is damaged in the middle is found out, and set aside without losing anything of it", () => {
    fill(2000);
    const size = statSync(file).size;
    const handle = openSync(file, "r+");
    for (let at = Math.floor(size / 2); at < size / 2 + 80_000; at += 4096) {
      writeSync(handle, Buffer.alloc(4096, 0xaa), 0, 4096, at);
    }
    expect(inspectQueue(file)).toMatchObject({ state: "damaged", detail: expect.stringMatching(/\w/) });
    expect(codes()).toEqual(["queue-damaged"]);
    const before = readFileSync(file);
    const aside = repairQueue(file)?.aside;
    expect(aside).toMatch(/queue\.db\.aside-[\dT-]+$/);
    expect(readFileSync(aside ?? "").equals(before)).toBe(true);
    expect(existsSync(file)).toBe(false);
    fill(1);
    expect(codes()).toEqual([]);
  });

  it("that was cut short is found out", () => {
    fill(2000);
    truncateSync(file, statSync(file).size / 2);
    expect(codes()).toEqual(["queue-damaged"]);
  });

  it("that is no database at all is found out", () => {
    writeFileSync(file, "These are my notes, and nobody's queue. ".repeat(100));
    expect(codes()).toEqual(["queue-damaged"]);
  });

  it.each([
    ["counts that do not match", () => change("UPDATE tally SET jobs = jobs + 1 WHERE state = 'queued'")],
    ["jobs of no batch", () => change("PRAGMA foreign_keys = off; DELETE FROM batch")],
    ["a prompt that cannot be read", () => change("UPDATE job SET found = '{'")],
    ["nothing in it", () => truncateSync(file, 0)],
  ])("of which no backup is made is damaged, and is mended: %s", (_what, spoil) => {
    fill(1);
    const { backup } = backUp(file);
    spoil();
    const spoiled = readFileSync(file);
    expect(() => backUp(file)).toThrow(/damaged|There is a file/);
    expect(codes()).toEqual(["queue-damaged"]);
    const repaired = repairQueue(file);
    expect(repaired?.backup).toBe(backup.file);
    expect(readFileSync(repaired?.aside ?? "").equals(spoiled)).toBe(true);
    expect(codes()).toEqual([]);
    expect(checkDatabase(file)).toMatchObject({ state: "healthy", jobs: 1 });
  });

  it("that is well is not set aside", () => {
    fill(1);
    expect(repairQueue(file)).toBeUndefined();
    expect(codes()).toEqual([]);
  });

  it("of a newer version is named as such", () => {
    fill(1);
    const db = new Database(file);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    expect(codes()).toEqual(["queue-newer"]);
  });

  it("of an older version is well: it is upgraded when it is opened", () => {
    const db = new Database(file);
    db.exec(MIGRATIONS[0] ?? "");
    db.pragma("user_version = 1");
    db.close();
    expect(codes()).toEqual([]);
    expect(checkQueue(file, inspectQueue(file)).found).toContain("of an older version");
  });

  it("that another process does not let go of is locked, and that process is named", async () => {
    fill(1);
    const child = await other('db.exec("BEGIN IMMEDIATE")');
    try {
      expect(codes()).toEqual(["queue-locked"]);
      const [problem] = checkQueue(file, inspectQueue(file)).problems;
      expect(problem?.fix).toContain(`These processes have it open: ${child.pid}.`);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it.runIf(process.platform === "linux")("that is named by way of a link is held by the same processes", async () => {
    fill(1);
    const link = join(tempFolder(), "link");
    symlinkSync(dirname(file), link);
    const child = await other('db.prepare("SELECT count(*) FROM job").get()');
    try {
      expect(processesWith(join(link, "queue.db"))).toEqual([child.pid]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("that another process reads is well", async () => {
    fill(1);
    const child = await other('db.exec("BEGIN"); db.prepare("SELECT count(*) FROM job").get()');
    try {
      expect(codes()).toEqual([]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("of workers that are gone says what they hold, and mends itself", () => {
    fill(3);
    const queue = new Queue(file);
    const workerId = queue.addWorker();
    queue.tick({ workerId, slots: 2, held: 0, finished: [] });
    queue.close();
    const db = new Database(file);
    db.exec("UPDATE worker SET pid = 999999999");
    db.close();
    expect(inspectQueue(file)).toMatchObject({ state: "well", deadWorkers: 1, heldByDead: 2 });
    expect(checkQueue(file, inspectQueue(file)).found).toContain("2 jobs of 1 ended workers");
    expect(codes()).toEqual([]);
  });

  it("that is paused is one that does nothing", () => {
    const queue = new Queue(file);
    queue.pause();
    queue.close();
    expect(codes()).toEqual(["queue-paused"]);
  });

  it("tells when its newest batch was begun", () => {
    const queue = new Queue(file, { now: () => 4_000_000_000_000 });
    queue.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" });
    queue.close();
    expect(inspectQueue(file).newestMs).toBe(4_000_000_000_000);
  });

  it("whose log is not copied home is told of", () => {
    fill(1);
    writeFileSync(`${file}-wal`, "");
    truncateSync(`${file}-wal`, 300e6);
    expect(codes()).toEqual(["log-large"]);
  });
});
