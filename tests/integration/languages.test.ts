import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, ROOT, runCli } from "../support/cli";
import { pdfFonts, pdfOutlineTitles, pdfPages, pdfText, pdfWord } from "../support/pdf";

const TIMEOUT_MS = 60_000;
const A4_WIDTH_PT = 595;

let home: string;
let outDir: string;
let result: CliResult;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "pdfprompt-languages-"));
  outDir = join(home, "out");
  result = await runCli(["render", join(ROOT, "examples", "languages"), "--out", outDir, "--json"], { home });
}, TIMEOUT_MS);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const fontsOf = (name: string) => [
  ...new Set(pdfFonts(join(outDir, name)).map((font) => font.name.replace(/^[A-Z]{6}\+/, ""))),
];

describe("documents in many languages", () => {
  it("have a glyph for every character", () => {
    expect(result.json).toMatchObject({ total: 4, done: 4, failed: 0, warnings: [], warningCount: 0 });
    expect(result.code).toBe(0);
  });

  it("are set in the fonts that are embedded, and in no others that a machine may have", () => {
    const own = /^(?:SourceSerif4|Inter|JetBrainsMono|DejaVu(?:Serif|Sans|SansMono)|Noto[A-Za-z]+)(?:-|$)/;
    for (const name of ["scripts.pdf", "arabic-report.pdf", "hebrew-letter.pdf", "chinese.pdf"]) {
      expect(pdfFonts(join(outDir, name)).filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
      expect(pdfPages(join(outDir, name))).toBe(1);
      // The page number of the report, which is in its margin, is in a machine's font.
      if (name !== "arabic-report.pdf") expect(fontsOf(name).filter((font) => !own.test(font))).toEqual([]);
    }
    expect(fontsOf("arabic-report.pdf").filter((font) => !own.test(font)).length).toBeLessThan(2);
    const families = fontsOf("scripts.pdf").join(" ");
    for (const family of ["NotoSansSC", "NotoSansJP", "NotoSansKR", "NaskhArabic", "SerifHebrew", "Devanagari"]) {
      expect(families).toContain(family);
    }
    for (const family of ["NotoSansThai", "NotoEmoji", "DejaVuSerif", "DejaVuSansMono"])
      expect(families).toContain(family);
    expect(fontsOf("chinese.pdf").join(" ")).not.toMatch(/JP|KR|Arabic/);
  });

  it("keep their text", () => {
    const text = pdfText(join(outDir, "scripts.pdf"));
    for (const part of ["繁體中文", "東京の図書館", "다람쥐", "दुष्ट", "ψυχοφθόρα", "👍🏽", "🏳️‍🌈", "├── src"]) {
      expect(text).toContain(part);
    }
  });

  it("have bookmarks whose words stand in their order", () => {
    expect(pdfOutlineTitles(join(outDir, "arabic-report.pdf"))).toContain("لماذا قمنا بالقياس");
  });

  it("run from right to left in Arabic and Hebrew", () => {
    const isLeft = (name: string, word: string) => {
      const { left, right } = pdfWord(join(outDir, name), word);
      return left > 0 && right < A4_WIDTH_PT / 2;
    };
    expect(isLeft("hebrew-letter.pdf", "gardens@example.com")).toBe(true);
    // The last column of the table, which would be the rightmost one.
    expect(isLeft("arabic-report.pdf", "21\\.3")).toBe(true);
  });
});
