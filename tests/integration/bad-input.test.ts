import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
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

const write = (name: string, text: string) => {
  writeFileSync(join(inDir, name), text);
  return join(inDir, name);
};
const render = (...inputs: string[]) => runCli(["render", ...inputs, "--out", outDir, "--json"], { home });

describe("bad input", () => {
  it("is reported with its place while everything good is rendered", async () => {
    write("good.md", "# Good\n");
    write("broken.md", '---\ntitle: "open\n---\ntext\n');
    write("unknown.md", "---\ntitel: Typo\n---\ntext\n");
    write("people.csv", "name,prompt\nAda,hello\nBob\nZoë,hi\n");
    write("lines.jsonl", '{"prompt":"one"}\n{"prompt":\n{"prompt":"three"}\n');
    const missing = join(home, "nowhere.md");

    const { code, json } = await render(inDir, missing);
    expect(code).toBe(1);
    expect(readdirSync(outDir).sort()).toEqual([
      "failures.jsonl",
      "good.pdf",
      "lines-1.pdf",
      "lines-3.pdf",
      "manifest.jsonl",
      "people-1.pdf",
      "people-3.pdf",
    ]);
    expect(json).toMatchObject({ total: 10, done: 5, failed: 5 });
    const byFile = Object.fromEntries(
      json.failures.map((failure: { source: string }) => [failure.source.split("/").at(-1), failure]),
    );
    expect(byFile["nowhere.md"]).toMatchObject({ code: "input-unreadable" });
    expect(byFile["broken.md"]).toMatchObject({ code: "input-invalid", line: expect.any(Number) });
    expect(byFile["unknown.md"]).toMatchObject({
      code: "input-invalid",
      line: 2,
      message: expect.stringMatching(/titel.*title/),
    });
    expect(byFile["people.csv"]).toMatchObject({ code: "input-invalid", line: 3 });
    expect(byFile["lines.jsonl"]).toMatchObject({ code: "input-invalid", line: 2 });
  });

  it("is told with file, line and column, in words, in JSON and in what is given back", async () => {
    write("good.md", "# Good\n");
    const file = write("lines.jsonl", '{"prompt":"one"}\n{"prompt":"two","priority":"high"}\n[1]\n');
    const { stdout } = await runCli(["render", inDir, "--out", outDir], { home });
    expect(stdout).toContain(`${file}:2:17: `);
    expect(stdout).toContain(`${file}:3:1: `);
    const failed = readFileSync(join(outDir, "failures.jsonl"), "utf8").trimEnd().split("\n");
    expect(failed.map((line) => JSON.parse(line).error)).toMatchObject([
      { line: 2, column: 17 },
      { line: 3, column: 1 },
    ]);
    const { json } = await render(inDir);
    expect(json.failures).toMatchObject([
      { source: file, line: 2, column: 17 },
      { source: file, line: 3, column: 1 },
    ]);
  });

  it("says which file is read as Windows-1252", async () => {
    writeFileSync(join(inDir, "old.txt"), Buffer.from("caf\u00e9", "latin1"));
    const { code, stderr } = await render(inDir, "--dry-run");
    expect(stderr).toContain(`${join(inDir, "old.txt")}: not UTF-8, so it is read as Windows-1252.`);
    expect(code).toBe(0);
  });

  it("refuses a template that there is not, before anything is queued", async () => {
    const { code, stderr } = await render(write("good.md", "# Good\n"), "--template", "invoce");
    expect(code).toBe(2);
    expect(stderr).toContain('--template: there is no template "invoce". Did you mean "invoice"?');
    expect(existsSync(outDir)).toBe(false);
  });

  it("exits with 2 when nothing could be queued", async () => {
    const { code, json } = await render(join(home, "nowhere"));
    expect(code).toBe(2);
    expect(json).toMatchObject({ total: 1, failed: 1, failures: [{ code: "input-unreadable" }] });
  });

  it("says that a folder has no prompts, and what would be one", async () => {
    const { code, json } = await render(inDir);
    expect(code).toBe(2);
    expect(json.failures[0].message).toMatch(/\.md/);
  });

  it("says that a file cannot be read", async () => {
    symlinkSync(join(inDir, "gone"), join(inDir, "dangling.md"));
    write("good.md", "# Good\n");
    const { code, json } = await render(inDir);
    expect(code).toBe(1);
    expect(json).toMatchObject({ done: 1, failures: [{ code: "input-unreadable" }] });
  });

  it("fails only the job whose template does not exist, and names those that do", async () => {
    write("good.md", "# Good\n");
    write("bad.md", "---\ntemplate: leter\n---\ntext\n");
    const { code, json } = await render(inDir);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      done: 1,
      failed: 1,
      failures: [{ code: "template-failed", source: join(inDir, "bad.md") }],
    });
    expect(json.failures[0].message).toMatch(/leter.*letter/);
  });

  it.each([
    [["render"], /There is no input: name files or folders/],
    [["rendr", "x"], /unknown command 'rendr'/],
    [["render", "x", "--on-conflict", "perhaps"], /--on-conflict.*unique, skip, replace, fail/],
    [["render", "x", "--page-size", "A99"], /--page-size: "pageSize" must be one of A0/],
    [["render", "x", "--language", "bad_x"], /--language: .*must be a language tag such as en-GB; "bad_x" is none/],
    [["submit", "x", "--language", "bad_x"], /--language: .*must be a language tag such as en-GB; "bad_x" is none/],
    [["watch", "x", "--language", "bad_x"], /--language: .*must be a language tag such as en-GB; "bad_x" is none/],
    [["render", "x", "--data", "rows.csv"], /--data needs --template/],
    [["cancel"], /which jobs/],
  ])("exits with 2 and says why for %j", async (args, why) => {
    const { code, stderr } = await runCli(args, { home });
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
  });

  it.each([
    ["PDFPROMPT_WORKER_CONCURRENCY", "many"],
    ["MAX_PDF_CONCURRENCY", "0"],
    ["PDFPROMPT_POLL_MS", "-5"],
  ])("exits with 2 and names %s when it is %j", async (name, value) => {
    const { code, stderr } = await runCli(["status"], { home, env: { [name]: value } });
    expect(code).toBe(2);
    expect(stderr).toContain(name);
    expect(stderr).toContain(`"${value}"`);
  });
});
