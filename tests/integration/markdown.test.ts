import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, ROOT, runCli } from "../support/cli";
import { pdfFonts, pdfPages, pdfText } from "../support/pdf";

let home: string;
let file: string;
let result: CliResult;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "pdfprompt-markdown-"));
  file = join(home, "out", "field-guide.pdf");
  const input = join(ROOT, "examples", "markdown");
  result = await runCli(["render", input, "--out", join(home, "out"), "--json"], { home });
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the Markdown sample", () => {
  it("is rendered without a warning", () => {
    expect(result.json).toMatchObject({ total: 1, done: 1, failures: [], warnings: [] });
  });

  it("begins a page where it says so, and has no empty one", () => {
    expect(pdfPages(file)).toBe(3);
    expect(execFileSync("pdftotext", ["-f", "3", file, "-"], { encoding: "utf8" })).toMatch(/^A page for your own/);
  });

  it("shows boxes, money and formulas, whose fonts are embedded", () => {
    const text = pdfText(file);
    for (const part of ["If you have only a balcony", "Important", "$90 and one for $900"])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\[!|:::|\\frac|\\pagebreak|\[toc\]/);
    const fonts = pdfFonts(file);
    expect(fonts.filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
    expect(fonts.map(({ name }) => name).join()).toMatch(
      /KaTeX_Math-Italic.*KaTeX_Main-Regular|KaTeX_Main.*KaTeX_Math/,
    );
  });

  it("tells readers what its formulas say", () => {
    expect(readFileSync(file, "latin1")).toContain(String.raw`/Alt (T_d = \\frac{243.12 \\cdot`);
  });

  it("has contents whose links lead to the headings", () => {
    const links = execFileSync("pdfinfo", ["-dests", file], { encoding: "utf8" });
    for (const id of ["what-the-numbers-mean", "a-page-for-your-own-readings"]) expect(links).toContain(id);
  });
});
