import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";

let home: string;
let queue: string;

beforeEach(() => {
  home = tempFolder();
  queue = join(home, "queue.db");
  mkdirSync(join(home, "in"));
  writeFileSync(join(home, "in", "rows.jsonl"), '{"prompt":"one"}\n{"prompt":"two"}\n{"prompt":"three"}\n');
});

const cli = (...args: string[]) => runCli([...args, "--queue", queue, "--json"], { home, cwd: home });

describe("backup and restore", () => {
  it("bring the queue back after its file was damaged", async () => {
    await cli("submit", "in", "--out", "out");
    const backup = await cli("backup", "--keep", "2");
    expect(backup.code).toBe(0);
    expect(backup.json).toMatchObject({ file: expect.stringMatching(/backups\/queue-.*\.db$/), removed: [] });
    truncateSync(queue, 10_000);
    expect((await cli("status")).code).toBe(2);
    const damaged = readFileSync(queue);
    if (process.platform === "linux") {
      const held = openSync(queue, "r+");
      const link = join(tempFolder(), "link");
      symlinkSync(home, link);
      const byLink = ["restore", "--queue", join(link, "queue.db")];
      const refused = [await cli("restore"), await runCli(byLink, { home, cwd: home })];
      closeSync(held);
      for (const { code, stderr } of refused)
        expect([code, stderr]).toEqual([2, expect.stringContaining("is open in another process")]);
    }
    const restored = await cli("restore");
    expect(restored.code).toBe(0);
    expect(restored.json).toMatchObject({ queue, backup: backup.json.file, jobs: 3 });
    expect(readFileSync(restored.json.aside).equals(damaged)).toBe(true);
    expect((await cli("status")).json).toMatchObject({ queued: 3 });
  });

  it("say what is wrong", async () => {
    const none = await cli("backup");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("There is no queue")]);
    const noBackup = await cli("restore");
    expect([noBackup.code, noBackup.stderr]).toEqual([2, expect.stringContaining("There is no whole backup")]);
    await cli("submit", "in", "--out", "out");
    const there = await cli("backup", join(home, "in", "rows.jsonl"));
    expect([there.code, there.stderr]).toEqual([2, expect.stringContaining("There is a file")]);
    expect(existsSync(join(home, "backups"))).toBe(false);
  });
});

describe("export and import", () => {
  it("take a batch to another queue, with what is done of it", async () => {
    const rendered = await cli("render", "in", "--out", "out");
    const { batch } = rendered.json;
    const file = join(home, "batch.jsonl");
    const exported = await cli("export", batch.slice(0, 8), "--to", file);
    expect(exported.json).toEqual({ batch, file, jobs: 3, rejected: 0, unchanged: 0 });
    const other = join(home, "other.db");
    const there = (...args: string[]) => runCli([...args, "--queue", other, "--json"], { home, cwd: home });
    const imported = await there("import", file, "--out", "out");
    expect(imported.code).toBe(0);
    expect(imported.json).toMatchObject({ batch, jobs: 3, done: 3, queued: 0, missing: 0 });
    const twice = await there("import", file, "--out", "out");
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining("--again")]);
    const again = await there("import", file, "--out", "elsewhere", "--again");
    expect(again.json).toMatchObject({ queued: 3, done: 0, missing: 3 });
    const drained = await there("drain");
    expect(drained.json).toMatchObject({ done: 3, failed: 0 });
    expect(readdirSync(join(home, "elsewhere")).filter((name) => name.endsWith(".pdf"))).toHaveLength(3);
  });

  it("say what is wrong, with the line, and change nothing", async () => {
    const file = join(home, "batch.jsonl");
    const unknown = await cli("export", "nothing", "--to", file);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("There is no batch nothing")]);
    const empty = await cli("export", "", "--to", file);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("An id of a batch is needed")]);
    const { json } = await cli("submit", "in", "--out", "out");
    await cli("export", json.batch, "--to", file);
    writeFileSync(file, readFileSync(file, "utf8").replace('"output":"rows-2.pdf"', '"output":"../../rows-2.pdf"'));
    const other = join(home, "other.db");
    const wrong = await runCli(["import", file, "--queue", other, "--json"], { home, cwd: home });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("batch.jsonl:3:");
    expect(wrong.json).toMatchObject({ batch: null, failureCount: 1, failures: [{ line: 3, code: "input-invalid" }] });
    expect(existsSync(other)).toBe(false);
  });
});
