import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

let home: string;
let out: string;

beforeEach(() => {
  home = tempFolder();
  out = join(home, "out");
});

const write = (name: string, text: string) => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};
const call = (...args: string[]) => runCli(args, { home, cwd: home });
const pdfs = (folder = out) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".pdf"))
    .sort();
const textOf = (name: string) => pdfText(join(out, name)).trim();

describe("a row that failed and is given back", () => {
  it("keeps the number that its name is made of, so that it takes no other row's PDF", async () => {
    const rows = write("p.csv", "prompt,priority\nOne,1\nTwo,high\nThree,3\n");
    const names = ["--name", "{index|pad:2}", "--on-conflict", "replace", "--out", out];
    expect((await call("render", rows, ...names)).code).toBe(1);
    expect(pdfs()).toEqual(["01.pdf", "03.pdf"]);
    const failures = join(out, "failures.csv");
    writeFileSync(failures, readFileSync(failures, "utf8").replace("high", "2"));
    const again = await call("render", failures, ...names);
    expect(again.code, again.stderr).toBe(0);
    expect(pdfs().map((name) => [name, textOf(name)])).toEqual([
      ["01.pdf", "One"],
      ["02.pdf", "Two"],
      ["03.pdf", "Three"],
    ]);
  });
});

describe("a batch that is taken up again", () => {
  /** Two of four rows are done with the template as it was, as an interrupted call leaves them. */
  async function interrupted(): Promise<{ template: string; args: string[] }> {
    const template = write("t.liquid", "<p>Old {{ n }}</p>");
    const args = ["--template", template, "--data", write("r.csv", "n\n1\n2\n3\n4\n"), "--out", out];
    await call("submit", ...args);
    await call("drain", "--max-jobs", "2");
    expect(pdfs()).toHaveLength(2);
    return { template, args };
  }

  it("makes anew what is gone", async () => {
    const { args } = await interrupted();
    rmSync(join(out, pdfs()[0] ?? ""));
    const { json } = await call("render", ...args, "--json");
    expect(json).toMatchObject({ total: 4, done: 4 });
    expect(pdfs()).toEqual(["r-1.pdf", "r-2.pdf", "r-3.pdf", "r-4.pdf"]);
  });

  it("makes anew what was made with a template that was edited since", async () => {
    const { template, args } = await interrupted();
    writeFileSync(template, "<p>New template {{ n }}</p>");
    const { json } = await call("render", ...args, "--json");
    expect(json).toMatchObject({ total: 4, done: 4 });
    expect(json.outdated).toHaveLength(2);
    const lines = readFileSync(join(out, "manifest.jsonl"), "utf8").trim().split("\n");
    const texts = lines.map((line) => textOf(JSON.parse(line).output)).sort();
    expect(texts).toEqual([1, 2, 3, 4].map((n) => `New template ${n}`));
  });
});

describe("a folder that the output folder is in", () => {
  it("is rendered once, however often: what is written beside PDFs is no prompt", async () => {
    const folder = join(home, "in");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.md"), "# A\n");
    writeFileSync(join(folder, "broken.md"), "---\ntitel: x\n---\nB\n");
    writeFileSync(join(folder, "pdfprompt.json"), '{"template":"letter"}');
    const inside = join(folder, "out");
    const counts = [];
    for (let time = 0; time < 3; time += 1) {
      const { json } = await runCli(["render", ".", "--json"], { home, cwd: folder });
      counts.push([json.total, json.done + json.unchanged, json.failed]);
    }
    expect(counts).toEqual([
      [2, 1, 1],
      [2, 1, 1],
      [2, 1, 1],
    ]);
    expect(pdfs(inside)).toEqual(["a.pdf"]);
  });
});

describe("numbers in the data", () => {
  it("are printed as they are written", async () => {
    write("a.md", "---\ndata:\n  zip: 01067\n  big: 12345678901234567890\n  ver: 1.10\n  n: 5\n---\nx\n");
    write("b.jsonl", '{"prompt":"x","data":{"big":12345678901234567890,"huge":1e999,"n":5}}\n');
    const render = (file: string, name: string) => call("render", file, "--name", name, "--out", out);
    expect((await render("a.md", "{field:zip}_{field:big}_{field:ver}_{field:n}")).code).toBe(0);
    expect((await render("b.jsonl", "{field:big}_{field:huge}_{field:n}")).code).toBe(0);
    expect(pdfs()).toEqual(["01067_12345678901234567890_1.10_5.pdf", "12345678901234567890_1e999_5.pdf"]);
  });
});

describe("what is asked of one", () => {
  it("is refused where a timer cannot count so long, and where a file is no manifest", async () => {
    const prompt = write("a.md", "# A\n");
    const late = await call("render", prompt, "--timeout", "3000000000", "--out", out);
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining("from 1 to 2147483647")]);
    const none = await call("verify", prompt);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no line of this is one of a manifest")]);
  });

  it("replaces a file whose name differs in case only", async () => {
    mkdirSync(out);
    writeFileSync(join(out, "X.pdf"), "somebody's");
    const args = [write("x.md", "# New\n"), "--on-conflict", "replace", "--out", out];
    const { json } = await call("render", ...args, "--dry-run", "--json");
    expect(json.replaced).toBe(1);
    expect((await call("render", ...args)).code).toBe(0);
    expect(pdfs()).toEqual(["X.pdf"]);
    expect(textOf("X.pdf")).toBe("New");
  });

  it("marks one prompt by an id, also where that prompt is unchanged and many stand between", async () => {
    const line = (id: string | undefined, prompt: string) => JSON.stringify({ ...(id ? { id } : {}), prompt });
    const file = write("a.jsonl", `${line("x", "A")}\n${line("x", "B")}\n`);
    expect((await call("render", file, "--out", out)).code).toBe(1);
    const between = Array.from({ length: 40 }, (_, at) => line(undefined, `${at}`));
    writeFileSync(file, [line("x", "A"), ...between, line("x", "B")].join("\n"));
    const { json } = await call("render", file, "--out", out, "--json");
    expect(json).toMatchObject({ unchanged: 1, done: 40, failed: 1 });
  });

  it("says why nothing is done while the queue is paused", async () => {
    await call("submit", write("a.md", "# A\n"), "--out", out);
    await call("pause");
    const { stderr } = await call("drain", "--max-ms", "100");
    expect(stderr).toContain("paused: nothing new is started");
  });
});
