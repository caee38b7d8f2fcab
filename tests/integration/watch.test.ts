import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { processTree, runCli, startCli } from "../support/cli";
import { pdfPageSize, pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

let home: string;
let inbox: string;

beforeEach(() => {
  home = tempFolder();
  inbox = join(home, "inbox");
  mkdirSync(join(inbox, "images"), { recursive: true });
});

const write = (name: string, text: string) => writeFileSync(join(inbox, name), text);
const watchOnce = (...args: string[]) =>
  runCli(["watch", inbox, "--once", "--settle", "0", "--json", ...args], { home });
const files = (folder: string) => readdirSync(join(inbox, folder)).sort();

describe("watch --once", () => {
  it("renders with the folder's preset and the images beside the file, and puts everything away", async () => {
    write(
      "images/dot.svg",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    write("report.md", "# A report\n\n![dot](images/dot.svg)\n");
    write("broken.md", "---\ntitle: [\n---\n");
    write("rows.csv", "prompt,title\nfirst row,One\nsecond row,Two\n");
    write("pdfprompt.json", '{"name": "{title|slug}", "strict": true, "options": {"pageSize": "A6"}}');
    const log = join(home, "watch.log");
    const { code, json, stderr } = await watchOnce("--log-file", log);
    expect(code).toBe(1);
    const logged = readFileSync(log, "utf8").trim().split("\n");
    expect(logged.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome === "done")).toHaveLength(3);
    expect(stderr).not.toContain("[worker]");
    expect(json).toMatchObject({
      folders: [inbox],
      done: 2,
      failed: 1,
      pdfs: 3,
      unchanged: 0,
      failures: [{ source: join(inbox, "broken.md"), line: 2, code: "input-invalid" }],
    });
    expect(stderr).toMatch(/\[watch\] broken\.md:2(:\d+)? failed: .*\(input-invalid\) → .*failed\/broken\.md/);
    expect(files("done")).toEqual(["report.md", "rows.csv"]);
    expect(files("failed")).toEqual(["broken.md", "broken.md.error.json"]);
    // Images stay: others may use them.
    expect(files("images")).toEqual(["dot.svg"]);
    expect(files("pdfs")).toEqual(["manifest.jsonl", "one.pdf", "report.pdf", "two.pdf"]);
    expect(pdfText(join(inbox, "pdfs", "report.pdf"))).toContain("A report");
    expect(pdfPageSize(join(inbox, "pdfs", "one.pdf"))).toEqual([105, 148]);

    const again = await watchOnce();
    expect(again.code).toBe(0);
    expect(again.json).toMatchObject({ done: 0, failed: 0, pdfs: 0 });
  });

  it("says what is wrong with the call, the folder or its preset, and does nothing", async () => {
    write("a.md", "text");
    write("pdfprompt.json", '{\n  "tempalte": "letter"\n}');
    const wrong = await watchOnce();
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Unknown key "tempalte" (did you mean "template"?)');
    expect(wrong.stderr).toContain("pdfprompt.json:2");
    const none = await runCli(["watch", join(home, "nowhere"), "--once"], { home });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("There is no folder")]);
    const into = await watchOnce("--out", inbox);
    expect(into.code).toBe(2);
    const badName = await watchOnce("--name", "{nmae}");
    expect([badName.code, badName.stderr]).toEqual([2, expect.stringContaining("--name")]);
    const noTemplate = await watchOnce("--template", "nope");
    expect([noTemplate.code, noTemplate.stderr]).toEqual([2, expect.stringContaining('no template "nope"')]);
    expect(readdirSync(inbox).filter((name) => !name.startsWith("."))).toEqual(["a.md", "images", "pdfprompt.json"]);
  });

  it("takes what the call says before what the preset says", async () => {
    write("a.md", "text");
    write("pdfprompt.json", '{"out": "there", "options": {"pageSize": "A6", "landscape": true}}');
    const outDir = join(home, "elsewhere");
    const { code } = await watchOnce("--out", outDir, "--page-size", "A5");
    expect(code).toBe(0);
    expect(pdfPageSize(join(outDir, "a.pdf"))).toEqual([210, 148]);
    expect(existsSync(join(inbox, "there"))).toBe(false);
  });
});

describe("watch", () => {
  it("renders what arrives until it is stopped, and refuses a second process on the folder", async () => {
    const child = startCli(["watch", inbox, "--settle", "100", "--json"], { home });
    let stdout = "";
    child.stdout?.on("data", (chunk) => {
      stdout += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const isDone = (name: string) => existsSync(join(inbox, "done", name));
    write("first.md", "one");
    while (!isDone("first.md")) await sleep(50);
    const second = await runCli(["watch", inbox, "--once"], { home });
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/is watched already, by process \d+\. End that one first/);
    write("second.md", "two");
    while (!isDone("second.md")) await sleep(50);
    child.kill("SIGTERM");
    expect(await ended).toBe(130);
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ done: 2, failed: 0, pdfs: 2 });
    // The folder is free again.
    expect((await watchOnce()).code).toBe(0);
  });

  it("goes on after kill -9 of everything: all files are put away, each with one PDF", async () => {
    const count = 120;
    for (let number = 1; number <= count; number += 1) write(`p${number}.md`, `# Prompt ${number}`);
    const child = startCli(["watch", inbox, "--settle", "0"], { home });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const pdfs = () => (existsSync(join(inbox, "pdfs")) ? files("pdfs").filter((name) => name.endsWith(".pdf")) : []);
    while (pdfs().length < 20) await sleep(5);
    for (const pid of await processTree(child.pid ?? 0)) process.kill(pid, "SIGKILL");
    await ended;
    const before = pdfs().length;
    expect(before).toBeLessThan(count);
    const { code, json } = await watchOnce();
    expect(code).toBe(0);
    expect(json).toMatchObject({ done: count, failed: 0 });
    expect(files("done")).toHaveLength(count);
    expect(pdfs()).toHaveLength(count);
    expect(readdirSync(inbox).filter((name) => name.endsWith(".md"))).toEqual([]);
    expect(pdfText(join(inbox, "pdfs", "p57.pdf"))).toContain("Prompt 57");
    expect(
      readFileSync(join(inbox, "pdfs", "manifest.jsonl"), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(count);
  });
});
