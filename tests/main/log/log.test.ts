import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLog } from "../../../main/log";
import { RotatingFile } from "../../../main/log/rotating-file";
import type { EndedAttempt, LogSettings } from "../../../shared/log";
import { readLogEnvironment } from "../../../shared/log";
import { tempFolder } from "../../support/temp";

const NONCE = "xyzzy-7261";
const ENDED: EndedAttempt = {
  job: 12,
  batch: "b-1",
  attempt: 2,
  outcome: "done",
  code: null,
  elapsedMs: 132.400000001,
  times: { composeMs: 1.26, loadMs: 20, signalMs: 0, fontsMs: 1, imagesMs: 2, printMs: 90, publishMs: 5 },
  pages: 3,
  bytes: 14_000,
  warnings: 1,
  retryInMs: null,
  source: "letter.md",
  line: 4,
  words: { output: `${NONCE}.pdf`, message: `not ${NONCE}`, prompt: { prompt: NONCE, data: { name: NONCE } } },
};

let folder: string;
let stderr: string;

beforeEach(() => {
  folder = tempFolder();
  stderr = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const NOTHING_SAID: LogSettings = { level: undefined, format: undefined, file: undefined, hasPrompts: false };
const file = () => join(folder, "logs", "app.log");

/** Writes one line of each kind. */
function write(settings: Partial<LogSettings>, stderrLevel: "info" | "warn" = "info") {
  const log = openLog({ ...NOTHING_SAID, ...settings }, { stderrLevel });
  log.engine.log("[worker] starting loop (poll 2000ms, concurrency 5)");
  log.engine.log("[worker] processing job 12", "step");
  log.engine.onEnded(ENDED);
  log.engine.notice("[worker] the disk is full");
  log.close();
  return { lines: stderr.trimEnd().split("\n") };
}

const objects = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("the log on stderr", () => {
  it("is bare lines for people", () => {
    expect(write({}).lines).toEqual([
      "[worker] starting loop (poll 2000ms, concurrency 5)",
      "[worker] processing job 12",
      "[worker] job 12 done in 132 ms (attempt 2, letter.md:4, 3 pages, 14000 bytes; compose 1.3 ms, load 20 ms, print 90 ms, publish 5.0 ms)",
      "[worker] the disk is full",
    ]);
  });

  it("is only what people must see, where the command says so, and nothing where it is silent", () => {
    expect(write({}, "warn").lines).toEqual(["[worker] the disk is full"]);
    stderr = "";
    write({ level: "silent" });
    expect(stderr).toBe("");
  });

  it("is an object a line as json, with one line a job at info", () => {
    write({ format: "json" });
    const [start, job, notice, ...more] = objects(stderr);
    expect(more).toEqual([]);
    expect(start).toMatchObject({ level: "info", pid: process.pid, msg: expect.stringContaining("starting loop") });
    expect(Date.parse(start.time)).toBeGreaterThan(0);
    expect(notice.level).toBe("warn");
    const { words: _words, ...logged } = ENDED;
    expect(job).toMatchObject({ level: "info", event: "job", ...logged, elapsedMs: 132.4 });
    stderr = "";
    write({ format: "json", level: "debug" });
    expect(objects(stderr).map(({ level }) => level)).toEqual(["info", "step", "info", "warn"]);
  });

  it("does not let what it says steer a terminal or look like another line", () => {
    const log = openLog(NOTHING_SAID, { stderrLevel: "info" });
    log.engine.onEnded({ ...ENDED, source: "a\u001b[2J\nb\u202e.md" });
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain("a\ufffd[2J\ufffdb\ufffd.md");
  });
});

describe("what the user wrote", () => {
  it.each(["text", "json"] as const)("is in no line at any level, unless it was asked for (%s)", (format) => {
    write({ format, level: "trace", file: file() });
    expect(stderr + readFileSync(file(), "utf8")).not.toContain(NONCE);
    write({ format, level: "trace", file: file(), hasPrompts: true });
    for (const text of [stderr, readFileSync(file(), "utf8")]) {
      expect(text).toContain(`not ${NONCE}`);
      expect(text).toContain(`${NONCE}.pdf`);
      expect(text).toContain(`"data":{"name":"${NONCE}"}`);
    }
  });

  it("is hidden where it is a secret: tokens by name, and what was named to be hidden", () => {
    const log = openLog({ ...NOTHING_SAID, file: file() }, { stderrLevel: "info" });
    log.logger.info(
      { token: NONCE, api: { token: NONCE }, req: { headers: { authorization: `Bearer ${NONCE}` } } },
      "request",
    );
    log.hide("s3cret");
    log.logger.info({ url: "/?t=s3cret" }, "the token s3cret came");
    log.close();
    const text = stderr + readFileSync(file(), "utf8");
    expect(text).toContain("request");
    expect(text).toContain("the token [hidden] came");
    expect(text).not.toContain(NONCE);
    expect(text).not.toContain("s3cret");
  });
});

describe("the log in a file", () => {
  it("is written besides stderr, as json from info on, for nobody else to read", () => {
    write({ file: file() }, "warn");
    expect(objects(readFileSync(file(), "utf8"))).toHaveLength(3);
    expect(stderr).toBe("[worker] the disk is full\n");
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it("has time and level as text", () => {
    write({ file: file(), format: "text" });
    expect(readFileSync(file(), "utf8").split("\n")[3]).toMatch(/^\d{4}-\S+Z warn {2}\[worker\] the disk is full$/);
  });

  it("says at once that it cannot be opened", () => {
    writeFileSync(join(folder, "logs"), "");
    expect(() => write({ file: file() })).toThrow(`The log file ${file()} cannot be opened`);
  });
});

describe("a file that rotates", () => {
  const line = (text: string) => `${text.padEnd(99, ".")}\n`;
  const names = () => readdirSync(join(folder, "logs")).sort();

  it("is put aside when it is too large, four times, and loses no line before", () => {
    const log = new RotatingFile(file(), 1000);
    for (let number = 0; number < 40; number += 1) log.write(line(`line ${number}`));
    expect(names()).toEqual(["app.log", "app.log.1", "app.log.2", "app.log.3"]);
    const all = names()
      .reverse()
      .map((name) => readFileSync(join(folder, "logs", name), "utf8"));
    expect(all.join("").split("\n")).toHaveLength(41);
    for (let number = 40; number < 400; number += 1) log.write(line(`line ${number}`));
    log.close();
    expect(names()).toEqual(["app.log", "app.log.1", "app.log.2", "app.log.3", "app.log.4"]);
    for (const name of names()) expect(statSync(join(folder, "logs", name)).size).toBeLessThanOrEqual(1300);
    expect(readFileSync(file(), "utf8") + readFileSync(`${file()}.1`, "utf8")).toContain("line 399");
  });

  it("is followed when another process put it aside", () => {
    const log = new RotatingFile(file(), 1000);
    log.write(line("mine"));
    renameSync(file(), `${file()}.1`);
    writeFileSync(file(), line("theirs"));
    for (let number = 0; number < 6; number += 1) log.write(line(`line ${number}`));
    log.close();
    expect(readFileSync(file(), "utf8")).toContain("line 5");
    expect(names()).toEqual(["app.log", "app.log.1"]);
  });

  it("never holds the work up: a failed write is told once", () => {
    const log = new RotatingFile(file(), 100);
    mkdirSync(`${file()}.1`);
    mkdirSync(`${file()}.2`);
    writeFileSync(join(`${file()}.2`, "full"), "");
    log.close();
    expect([log.write("x"), log.write("x")]).toEqual([false, true]);
  });
});

describe("the environment of the log", () => {
  it("is read, and unset means what the command does", () => {
    expect(readLogEnvironment({ PDFPROMPT_LOG_LEVEL: "" })).toEqual(NOTHING_SAID);
    const all = { PDFPROMPT_LOG_LEVEL: "debug", PDFPROMPT_LOG_FORMAT: "json", PDFPROMPT_LOG_FILE: "a.log" };
    expect(readLogEnvironment({ ...all, PDFPROMPT_LOG_PROMPTS: "1" })).toEqual({
      level: "debug",
      format: "json",
      file: "a.log",
      hasPrompts: true,
    });
  });

  it.each([
    ["PDFPROMPT_LOG_LEVEL", "verbose"],
    ["PDFPROMPT_LOG_FORMAT", "xml"],
    ["PDFPROMPT_LOG_PROMPTS", "yes"],
  ])("names %s where its value is bad", (name, value) => {
    expect(() => readLogEnvironment({ [name]: value })).toThrow(`${name} must be one of`);
  });
});
