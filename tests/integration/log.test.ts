import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli, startCli } from "../support/cli";
import { tempFolder } from "../support/temp";

/** In every prompt, its data, its title and with that in the name of its PDF. */
const NONCE = "quokka4711";
const JOBS = 6;
let home: string;
let logFile: string;

beforeEach(() => {
  home = tempFolder();
  logFile = join(home, "app.log");
  mkdirSync(join(home, "in"));
});

const cli = (args: string[], env: Record<string, string> = {}) => runCli(args, { home, env });
const logged = () =>
  readFileSync(logFile, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Queues prompts that are done, and one that fails with a message that quotes it. */
async function submitJobs(): Promise<void> {
  const rows = Array.from({ length: JOBS }, (_, index) =>
    JSON.stringify({ prompt: `# ${NONCE} ${index}`, title: `${NONCE} ${index}`, data: { key: NONCE } }),
  );
  rows.push(JSON.stringify({ prompt: "x", title: NONCE, template: `no-${NONCE}` }));
  writeFileSync(join(home, "in", "rows.jsonl"), rows.join("\n"));
  const out = ["--out", join(home, "out"), "--name", "{title}"];
  expect((await cli(["submit", join(home, "in"), ...out])).code).toBe(0);
}

describe("the log of a worker", () => {
  it("has the lines people know on stderr, and when the work is done how long it took", async () => {
    await submitJobs();
    const child = startCli(["worker", "--concurrency", "3"], { home });
    let stderr = "";
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk) => {
        stderr += chunk;
        if (stderr.includes("idle:")) resolve();
      });
    });
    child.kill("SIGTERM");
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toContain("[worker] starting loop (poll 2000ms, concurrency 3)\n");
    expect(stderr).toMatch(/^\[worker\] processing 3 jobs concurrently$/m);
    expect(stderr).toMatch(/^\[worker\] processing job 1$/m);
    expect(stderr).toMatch(/^\[worker\] job 1 done in \d+ ms \(attempt 1, rows\.jsonl:1, 1 page, \d+ bytes; compose /m);
    expect(stderr).toMatch(/^\[worker\] job 7 failed after [\d.]+ ms: template-failed \(attempt 1, rows\.jsonl:7\)$/m);
    expect(stderr).toMatch(/^\[worker\] idle: 6 done, 1 failed in [\d.]+ s, [\d.]+ PDFs\/s$/m);
    expect(stderr).toContain("[worker] stopped\n");
    expect(stderr).not.toContain(NONCE);
  });

  it("has one line a job as json, and at no level a prompt, its data, or the name of its PDF", async () => {
    await submitJobs();
    const flags = ["--max-jobs", "100", "--log-format", "json", "--log-file", logFile];
    const { code, stdout, stderr } = await cli(["drain", ...flags, "--log-level", "trace"]);
    expect(code).toBe(1);
    const jobs = logged().filter(({ event }) => event === "job");
    expect(jobs.map(({ job }) => job).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(jobs.find(({ job }) => job === 7)).toMatchObject({ outcome: "failed", code: "template-failed", attempt: 1 });
    const { batch, times, elapsedMs } = jobs.find(({ job }) => job === 1);
    expect(batch).toMatch(/^[0-9a-f-]{36}$/);
    const { composeMs, loadMs, printMs, publishMs } = times;
    for (const ms of [composeMs, loadMs, printMs, publishMs]) expect(ms).toBeGreaterThan(0);
    expect(composeMs + printMs).toBeLessThan(elapsedMs);
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => JSON.parse(line))).toEqual(logged());
    expect(stdout + stderr + readFileSync(logFile, "utf8")).not.toContain(NONCE);
  });

  it("has prompts and messages where PDFPROMPT_LOG_PROMPTS asks for them", async () => {
    await submitJobs();
    await cli(["drain", "--max-jobs", "100"], { PDFPROMPT_LOG_PROMPTS: "1", PDFPROMPT_LOG_FILE: logFile });
    const failed = logged().find(({ outcome }) => outcome === "failed");
    expect(failed.words.message).toContain(`no-${NONCE}`);
    expect(logged().find(({ job }) => job === 1).words.prompt.prompt).toBe(`# ${NONCE} 0`);
  });
});

describe("the log of render", () => {
  it("leaves stderr to the progress, and goes to a file where one is named", async () => {
    writeFileSync(join(home, "in", "a.md"), "# One");
    const { code, stderr } = await cli(["render", join(home, "in"), "--out", join(home, "out"), "--log-file", logFile]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("[worker]");
    expect(logged().filter(({ event }) => event === "job")).toHaveLength(1);
  });

  it.each([
    [{ PDFPROMPT_LOG_LEVEL: "loud" }, [], "PDFPROMPT_LOG_LEVEL must be one of"],
    [{}, ["--log-level", "loud"], "Allowed choices are silent"],
    [{}, ["--log-file", "/dev/null/x.log"], "The log file /dev/null/x.log cannot be opened"],
  ])("refuses a call that asks for what there is not: %o %o", async (env, flags, message) => {
    const { code, stderr } = await cli(
      ["render", join(home, "in"), "--out", join(home, "out"), ...flags],
      env as never,
    );
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
