import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, ROOT, runCli } from "../support/cli";
import { isPdfTagged, pdfFonts, pdfOutlineTitles, pdfPageSize, pdfPages, pdfText } from "../support/pdf";

const TIMEOUT_MS = 60_000;
const A4 = [210, 297];
const A4_LANDSCAPE = [297, 210];
const A5_LANDSCAPE = [210, 148];
const WIDE = [339, 191];

let home: string;
let outDir: string;
let result: CliResult;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "pdfprompt-templates-"));
  outDir = join(home, "out");
  result = await runCli(["render", join(ROOT, "examples", "templates"), "--out", outDir, "--json"], { home });
}, TIMEOUT_MS);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the samples of the built-in templates", () => {
  it("are all rendered, without a warning", () => {
    expect(result.json).toMatchObject({ total: 9, done: 9, failed: 0, warningCount: 0 });
    expect(result.code).toBe(0);
  });

  it.each([
    ["plain", 1, A4, ["Reading lamps for the gallery", "brass, 1931"], ["What we saw"]],
    ["report", 8, A4, ["Contents", "Why we measured", "Version 1.2", "2/8", "8/8"], ["Why we measured"]],
    [
      "letter",
      1,
      A4,
      ["Dear Ms Kowalczyk", "Enclosed: Plan of the Orchard Garden"],
      ["Your bench in the Orchard Garden"],
    ],
    [
      "invoice-2026-0142",
      1,
      A4,
      ["18.5 h £64.00 20% £1,184.00", "Tax 20% on £1,593.96 £318.79", "Total £2,161.50", "Invoice 2026-0142 · 1 / 1"],
      ["Invoice"],
    ],
    ["certificate", 1, A4_LANDSCAPE, ["Maëlle Öztürk", "Senior Conservator"], ["Certificate of Attendance"]],
    ["labels", 1, A4, ["José Ángel Muñoz", "千代田区", "FRAGILE"], []],
    [
      "slides",
      9,
      WIDE,
      ["A Library Heated by the Sea", "Balance the old radiators", "8/8"],
      ["Two promises", "Lessons"],
    ],
    ["invitations-1", 1, A5_LANDSCAPE, ["Zoë Żurawska", "Half past six"], ["Zoë Żurawska"]],
  ])("%s has its pages, their size, its text, tags and outline", (name, pages, size, texts, headings) => {
    const file = join(outDir, `${name}.pdf`);
    expect(pdfPages(file)).toBe(pages);
    expect(pdfPageSize(file)).toEqual(size);
    const text = pdfText(file);
    for (const part of texts) expect(text).toContain(part);
    expect(isPdfTagged(file)).toBe(true);
    expect(pdfOutlineTitles(file)).toEqual(expect.arrayContaining(headings));
  });

  it("embed all their fonts, by name", () => {
    for (const name of ["plain", "report", "letter", "invoice-2026-0142", "certificate", "labels", "slides"]) {
      const fonts = pdfFonts(join(outDir, `${name}.pdf`));
      expect(fonts.length).toBeGreaterThan(0);
      expect(fonts.filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
      expect(fonts.filter(({ name: font }) => !/^[A-Z]{6}\+[A-Za-z0-9]+/.test(font))).toEqual([]);
      expect(fonts.map(({ name: font }) => font).join()).toMatch(/Inter|SourceSerif4/);
    }
  });
});
