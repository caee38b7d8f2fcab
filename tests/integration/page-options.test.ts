import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { PageOptions } from "../../shared/prompt";
import { type CliResult, runCli } from "../support/cli";
import { isPdfTagged, pdfPagePoints, pdfPages, pdfShade, pdfText, pdfWord } from "../support/pdf";
import { tempFolder, temporaryFolderOfRun } from "../support/temp";

// Every option is looked at in a PDF that real lanes have made. One call makes all of them.

const TIMEOUT_MS = 120_000;
const POINTS_PER_MM = 72 / 25.4;
const page = (body: string, head = "") =>
  `<!doctype html><html><head><title>Title</title><style>body{margin:0}</style>${head}</head><body>${body}</body></html>`;
const CORNERS = page(
  '<div>first</div><div style="position:fixed;right:0;top:0">edge</div><div style="position:fixed;left:0;bottom:0">last</div>',
);
const TWO_PAGES = page('<h1>One</h1><p style="break-before:page">Two</p>');
const A5_OF_ITS_OWN = page("<p>own</p>", "<style>@page{size:A5}</style>");
const GREY = page('<div style="height:100vh;background:#333">.</div>');

const NAMED = {
  A0: [841, 1189],
  A1: [594, 841],
  A2: [420, 594],
  A3: [297, 420],
  A4: [210, 297],
  A5: [148, 210],
  A6: [105, 148],
  Letter: [215.9, 279.4],
  Legal: [215.9, 355.6],
  Tabloid: [279.4, 431.8],
  Ledger: [431.8, 279.4],
} as const;

const PROMPTS: Record<string, { html: string; options: PageOptions }> = {
  ...Object.fromEntries(
    Object.keys(NAMED).map((name) => [name, { html: CORNERS, options: { pageSize: name as keyof typeof NAMED } }]),
  ),
  custom: { html: CORNERS, options: { pageSize: { width: "100mm", height: "6in" } } },
  landscape: { html: CORNERS, options: { pageSize: "A5", landscape: true } },
  margins: { html: CORNERS, options: { margins: { top: "10mm", right: "20mm", bottom: "1in", left: "72pt" } } },
  "no-margins": { html: CORNERS, options: { margins: "0mm" } },
  scale: { html: CORNERS, options: { scale: 0.5, margins: "0mm" } },
  background: { html: GREY, options: {} },
  "no-background": { html: GREY, options: { background: false } },
  plain: { html: TWO_PAGES, options: {} },
  ranges: { html: TWO_PAGES, options: { pageRanges: "2" } },
  "ranges-past-the-end": { html: TWO_PAGES, options: { pageRanges: "2-9" } },
  "no-tags": { html: TWO_PAGES, options: { tagged: false } },
  "no-outline": { html: TWO_PAGES, options: { outline: false } },
  "own-size": { html: A5_OF_ITS_OWN, options: {} },
  "own-size-off": { html: A5_OF_ITS_OWN, options: { cssPageSize: false } },
  "own-size-and-option": { html: A5_OF_ITS_OWN, options: { pageSize: "A6" } },
  header: {
    html: TWO_PAGES,
    options: {
      margins: "20mm",
      header: '<div style="font-size:9px">H <span class="title"></span> <span class="date"></span></div>',
      footer: '<div style="font-size:9px">F <span class="pageNumber"></span>of<span class="totalPages"></span></div>',
    },
  },
};

let outDir: string;
let result: CliResult;
const pdf = (name: string) => join(outDir, `${name}.pdf`);

beforeAll(async () => {
  const home = temporaryFolderOfRun();
  outDir = join(home, "out");
  const lines = Object.entries(PROMPTS).map(([name, { html, options }]) =>
    JSON.stringify({ prompt: html, format: "html", output: name, options }),
  );
  result = await runCli(["render", "-", "--out", outDir, "--json"], { home, input: `${lines.join("\n")}\n` });
}, TIMEOUT_MS);

/** Chromium prints pages of whole points, in steps of 0.24: half a point and half a step. */
const MOST_OFF = 0.62;

/** Whether points are so many millimetres, as exactly as Chromium can have it. */
function expectMm(points: number, mm: number): void {
  expect(Math.abs(points - mm * POINTS_PER_MM)).toBeLessThanOrEqual(MOST_OFF);
}

describe("page options in real PDFs", () => {
  it("are all printed, without warnings", () => {
    expect(result.json).toMatchObject({ done: Object.keys(PROMPTS).length, failed: 0, warnings: [] });
  });

  it.each(Object.entries(NAMED))("%s has its size", (name, [width, height]) => {
    const points = pdfPagePoints(pdf(name));
    expectMm(points[0], width);
    expectMm(points[1], height);
  });

  it("a size may be given in any unit", () => {
    const points = pdfPagePoints(pdf("custom"));
    expectMm(points[0], 100);
    expectMm(points[1], 6 * 25.4);
  });

  it("landscape turns the page", () => {
    const points = pdfPagePoints(pdf("landscape"));
    expectMm(points[0], 210);
    expectMm(points[1], 148);
  });

  it("each margin is kept on its own side", () => {
    const [width, height] = pdfPagePoints(pdf("margins"));
    const without = pdfWord(pdf("no-margins"), "first");
    const first = pdfWord(pdf("margins"), "first");
    expect(first.left - without.left).toBeCloseTo(72, 0);
    expect(first.top - without.top).toBeCloseTo(10 * POINTS_PER_MM, 0);
    expect(width - pdfWord(pdf("margins"), "edge").right).toBeCloseTo(20 * POINTS_PER_MM, 0);
    const lastWithout = height - pdfWord(pdf("no-margins"), "last").bottom;
    expect(height - pdfWord(pdf("margins"), "last").bottom - lastWithout).toBeCloseTo(72, 0);
  });

  it("scale makes the content smaller and leaves the page", () => {
    const full = pdfWord(pdf("no-margins"), "first");
    const half = pdfWord(pdf("scale"), "first");
    expect((half.right - half.left) / (full.right - full.left)).toBeCloseTo(0.5, 2);
    expect(pdfPagePoints(pdf("scale"))).toEqual(pdfPagePoints(pdf("background")));
  });

  it("backgrounds are printed unless they are switched off", () => {
    expect(pdfShade(pdf("background"))).toBeLessThan(80);
    expect(pdfShade(pdf("no-background"))).toBe(255);
  });

  it("page ranges keep those pages", () => {
    expect(pdfPages(pdf("plain"))).toBe(2);
    expect(pdfPages(pdf("ranges"))).toBe(1);
    expect(pdfText(pdf("ranges"))).toContain("Two");
    expect(pdfPages(pdf("ranges-past-the-end"))).toBe(1);
  });

  it("a document's own page size counts, unless that is switched off or an option names one", () => {
    expectMm(pdfPagePoints(pdf("own-size"))[0], 148);
    expect(pdfPagePoints(pdf("own-size-off"))).toEqual(pdfPagePoints(pdf("plain")));
    expectMm(pdfPagePoints(pdf("own-size-and-option"))[0], 105);
  });

  it("header and footer know title, date and pages", () => {
    const text = pdfText(pdf("header"));
    expect(text).toMatch(/H Title \S*\d/);
    expect(text).toContain("F 1of2");
    expect(text).toContain("F 2of2");
  });

  it("tags and outline are there unless they are switched off", () => {
    const hasOutline = (name: string) => readFileSync(pdf(name), "latin1").includes("/Outlines");
    expect([isPdfTagged(pdf("plain")), hasOutline("plain")]).toEqual([true, true]);
    expect(isPdfTagged(pdf("no-tags"))).toBe(false);
    expect([isPdfTagged(pdf("no-outline")), hasOutline("no-outline")]).toEqual([true, false]);
  });
});

describe("page options that cannot be", () => {
  const cli = (args: string[], input = '{"prompt":"x"}\n') =>
    runCli(["render", "-", "--out", join(tempFolder(), "out"), "--json", ...args], { home: tempFolder(), input });

  it("are refused by the command line, which names the flag", async () => {
    const { code, stderr } = await cli(["--page-size", "100x150mm", "--margin", "-5mm", "--page-ranges", "5-3"]);
    expect(code).toBe(2);
    expect(stderr).toContain('--page-size: "pageSize.width" must be a length');
    expect(stderr).toContain("100 has no unit, write 100mm or 100px");
    expect(stderr).toContain("not less than zero");
    expect(stderr).toContain("5-3 ends before it begins");
  });

  it("are failures with a reason where only the document shows it", async () => {
    const prompts = [
      { prompt: "wide", options: { margins: "120mm" } },
      { prompt: "high", options: { pageSize: "A6", margins: { top: "80mm", bottom: "70mm" } } },
      { prompt: "short", options: { pageRanges: "4" } },
    ];
    const { code, json } = await cli([], prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(""));
    expect(code).toBe(1);
    const [wide, high, short] = json.failures.map(({ code, line, message }: Record<string, unknown>) => {
      return `${line} ${code} ${message}`;
    });
    expect(wide).toMatch(/^1 input-invalid The margins leave no room: left and right are 240 mm together/);
    expect(high).toMatch(/^2 input-invalid The margins leave no room: top and bottom are 150 mm together/);
    expect(short).toMatch(/^3 input-invalid The document ends before the pages "4"/);
  });
});
