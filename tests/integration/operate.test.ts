import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { Queue } from "../../main/queue";
import { runCli, startCli } from "../support/cli";
import { tempFolder } from "../support/temp";

let home: string;
let inDir: string;
let outDir: string;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "in");
  outDir = join(home, "out");
  mkdirSync(inDir);
});

const cli = (args: string[]) => runCli(args, { home });
const write = (name: string, text: string) => writeFileSync(join(inDir, name), text);

/** Two prompts that fail with two codes, and one that is done. */
async function renderSome(): Promise<string> {
  write("good.md", "# Good\n");
  write("late.html", "<!doctype html><html><body><script>for (;;);</script></body></html>");
  write("lost.md", "---\ntemplate: nosuch\n---\nx\n");
  const flags = ["--out", outDir, "--allow-scripts", "--timeout", "4000", "--retries", "0", "--json"];
  const { json } = await cli(["render", inDir, ...flags]);
  expect(json).toMatchObject({ done: 1, failed: 2 });
  return json.batch;
}

describe("status", () => {
  it("of batches, of a batch, of what failed and of jobs", async () => {
    const batch = await renderSome();
    const list = (await cli(["status", "--batches", "--json"])).json;
    expect(list).toMatchObject({
      total: 1,
      batches: [{ batch, label: "in", outDir, done: 1, failed: 2, queued: 0, isFinished: true }],
    });
    expect((await cli(["status", "--batches"])).stdout).toContain(`${batch}  2`);
    const one = (await cli(["status", "--batch", batch, "--json"])).json;
    expect(one.failures.map(({ code }: { code: string }) => code).sort()).toEqual(["load-timeout", "template-failed"]);
    expect((await cli(["status", "--batch", batch])).stdout).toMatch(/1 of 3 done, 2 failed\n .*late\.html:1: /);

    const failed = (await cli(["status", "--failed", "--code", "load-timeout", "--json"])).json;
    expect(failed).toMatchObject({ total: 1, jobs: [{ state: "failed", error: { code: "load-timeout" } }] });
    const number = failed.jobs[0].id;
    expect((await cli(["status", "--failed", "--limit", "1"])).stdout).toContain("… and 1 more");
    expect((await cli(["status", String(number), "--json"])).json).toMatchObject({
      jobs: [{ id: number, batchId: batch, source: join(inDir, "late.html"), outDir }],
    });
    expect((await cli(["status", String(number)])).stdout).toMatch(new RegExp(`^job ${number}: failed\n`));
  });

  it("refuses what is not there, and calls that ask for two things", async () => {
    const missing = await cli(["status", "99"]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("There is no job 99")]);
    expect((await cli(["status", "--batch", "nosuch"])).stderr).toContain("There is no batch nosuch");
    expect((await cli(["status", "1", "--batches"])).code).toBe(2);
    expect((await cli(["status", "--code", "internal"])).stderr).toContain("add --failed");
    expect((await cli(["status", "--failed", "--code", "nosuch"])).stderr).toContain("Allowed choices are");
  });

  it("watches a batch until it has ended, and says by its code how", async () => {
    write("a.md", "# A\n");
    write("b.md", "---\ntemplate: nosuch\n---\nx\n");
    const { batch } = (await cli(["submit", inDir, "--out", outDir, "--json"])).json;
    const child = startCli(["status", "--batch", batch, "--watch", "--json"], { home });
    let lines = "";
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    child.stdout?.on("data", (piece) => {
      lines += piece;
    });
    while (!lines.includes("\n")) await sleep(50);
    await cli(["drain"]);
    expect(await ended).toBe(1);
    const seen = lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(seen[0]).toMatchObject({ queued: 2, isFinished: false });
    expect(seen.at(-1)).toMatchObject({ queued: 0, done: 1, failed: 1, isFinished: true });
  });

  it("watches the queue until it is interrupted", async () => {
    const child = startCli(["status", "--watch"], { home });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(130);
  });
});

describe("retry and cancel", () => {
  it("take jobs by code, and jobs by number, of which they say what they leave alone", async () => {
    const batch = await renderSome();
    expect((await cli(["retry", "--code", "load-timeout", "--batch", batch, "--json"])).json).toEqual({ retried: 1 });
    expect((await cli(["status", "--json"])).json).toMatchObject({ queued: 1, failed: 1, done: 1 });
    const queue = new Queue(join(home, ".config", "PDFPrompt", "queue.db"));
    const jobs = queue.listJobs({ offset: 0, limit: 10 }).jobs;
    queue.close();
    const number = (state: string) => String(jobs.find((job) => job.state === state)?.id);
    const again = await cli(["retry", number("failed"), number("done"), "--json"]);
    expect(again.json).toEqual({ retried: 1 });
    expect(again.stderr).toContain(`job ${number("done")} is done: nothing to retry`);
    const stopped = await cli(["cancel", number("queued"), number("done"), "--json"]);
    expect(stopped.json).toEqual({ cancelled: 1 });
    expect((await cli(["retry", number("queued"), "--json"])).json, "cancelled, and wanted after all").toEqual({
      retried: 1,
    });
    expect(stopped.stderr).toContain(`job ${number("done")} is done: nothing to cancel`);
    const missing = await cli(["cancel", number("failed"), "999"]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("There is no job 999")]);
    // Nothing was done with the others either.
    expect((await cli(["status", number("failed"), "--json"])).json.jobs[0].state).toBe("queued");
    expect((await cli(["retry", "1", "--code", "internal"])).code).toBe(2);
  });
});

describe("completion and man", () => {
  it("are printed by the program, and refuse a shell they do not know", async () => {
    expect((await cli(["completion", "bash"])).stdout).toContain("complete -F _pdfprompt pdfprompt");
    expect((await cli(["completion", "tcsh"])).code).toBe(2);
    expect((await cli(["man"])).stdout).toMatch(/^\.\\" Made by/);
  });
});
