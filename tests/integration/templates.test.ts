import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, ROOT, runCli } from "../support/cli";
import {
  isPdfTagged,
  pdfFonts,
  pdfInkRows,
  pdfOutlineTitles,
  pdfPageSize,
  pdfPages,
  pdfPixels,
  pdfText,
} from "../support/pdf";

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

/** Words of 300 letters, a table of 14 columns and one of 80 rows, a picture larger than any page. */
const LONG = "W".repeat(300);
const WIDE_TABLE = ["Column ", "-", "value "]
  .map((cell, row) => `| ${Array.from({ length: 14 }, (_, at) => (row === 1 ? "---" : `${cell}${at}`)).join(" | ")} |`)
  .join("\n");
const LONG_TABLE = `| Headword | b |\n|---|---|\n${Array.from({ length: 80 }, (_, at) => `| row ${at} | ${"some words ".repeat(at % 9)} |`).join("\n")}`;
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="6000" height="9000"><rect width="6000" height="9000"/></svg>`;
const HOSTILE = `## ${LONG}\n\n${LONG}\n\n| a | b |\n|---|---|\n| ${LONG} | short |\n\n${WIDE_TABLE}\n\n${LONG_TABLE}\n\n![p](p.svg)\n\n\`${LONG}\`\n\n> ${LONG}\n\nThe end.`;
const HOSTILE_DATA = {
  name: LONG,
  ...Object.fromEntries(
    ["kicker", "subtitle", "author", "date", "summary", "place", "closing"].map((key) => [key, LONG]),
  ),
  sender: { name: LONG, address: [LONG], email: LONG },
  recipient: { name: LONG, company: LONG, address: [LONG] },
  number: LONG,
  payment: [{ label: LONG, value: LONG }],
  items: [{ description: LONG, detail: LONG, quantity: "123456789.25", price: "9999999.99", unit: LONG, tax: 19 }],
  labels: [LONG, Array(40).fill(LONG), ""],
};

describe("what fits on no page", () => {
  const templates = ["plain", "report", "letter", "invoice", "slides", "certificate", "invitation", "labels"];
  let hostile: CliResult;
  let folder: string;

  beforeAll(async () => {
    folder = join(home, "hostile");
    mkdirSync(folder);
    writeFileSync(join(folder, "p.svg"), PICTURE);
    const prompts = templates.map((template) => ({ prompt: HOSTILE, template, output: template, data: HOSTILE_DATA }));
    writeFileSync(join(folder, "h.jsonl"), prompts.map((prompt) => JSON.stringify(prompt)).join("\n"));
    hostile = await runCli(["render", join(folder, "h.jsonl"), "--out", join(folder, "out"), "--json"], { home });
  }, TIMEOUT_MS);

  it("makes no template print all smaller, or cut something off", () => {
    expect(hostile.json).toMatchObject({ total: 8, done: 8, failed: 0 });
    // Those for one page, or one a slide, say that they have become more; nothing is too wide.
    const warned = hostile.json.warnings.map(({ line, message }: { line: number; message: string }) => [
      templates[line - 1],
      /is made for 1 page and became \d+/.test(message),
    ]);
    expect(warned).toEqual(["slides", "certificate", "invitation"].map((template) => [template, true]));
  });

  it("loses no text, and tables have their heads on each page", () => {
    for (const template of templates.filter((name) => name !== "labels")) {
      const text = pdfText(join(folder, "out", `${template}.pdf`));
      expect(text).toContain("The end.");
      expect(text).toContain("row 79");
    }
    expect(pdfText(join(folder, "out", "plain.pdf")).match(/Headword/g)?.length).toBeGreaterThan(1);
  });
});

describe("a cover of slides", () => {
  it("shows its title where nothing stands above it", async () => {
    const folder = join(home, "cover");
    const input = JSON.stringify({ template: "slides", title: "Title", prompt: "# One", output: "cover" });
    mkdirSync(folder);
    writeFileSync(join(folder, "c.jsonl"), input);
    await runCli(["render", join(folder, "c.jsonl"), "--out", folder], { home });
    const white = pdfPixels(join(folder, "cover.pdf"), 1).filter((value) => value > 240);
    expect(white.length).toBeGreaterThan(300);
  });
});

describe("a slide that needs a second page", () => {
  it("has its margin there, too", async () => {
    const folder = join(home, "long-slide");
    const prompt = `# One\n\n${Array.from({ length: 30 }, (_, at) => `- item ${at}`).join("\n")}`;
    mkdirSync(folder);
    writeFileSync(join(folder, "s.jsonl"), JSON.stringify({ template: "slides", prompt, output: "s" }));
    await runCli(["render", join(folder, "s.jsonl"), "--out", folder], { home });
    // Ten millimetres at 60 dots an inch, 800 dots wide, behind the picture's header.
    const top = pdfPixels(join(folder, "s.pdf"), 2).subarray(20, 20 + 24 * 800 * 3);
    expect(top.filter((value) => value < 200)).toHaveLength(0);
  });
});

describe("a heading at the top of a page", () => {
  it.each(["plain", "report", "letter", "invoice"])("keeps its accents in %s", async (template) => {
    const folder = join(home, `accents-${template}`);
    const pages = ["#", "##", "###"].flatMap((level) => [`&nbsp;\n\n${level} Ấ Åg`, `${level} Ấ Åg`]);
    const prompt = ["", ...pages].join("\n\n\\pagebreak\n\n");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.jsonl"), JSON.stringify({ template, prompt: `First.${prompt}`, output: "a" }));
    await runCli(["render", join(folder, "a.jsonl"), "--out", folder], { home });
    const rows = pages.map((_, index) => pdfInkRows(join(folder, "a.pdf"), index + 2));
    const [h1Within, h1AtTop, h2Within, h2AtTop, h3Within, h3AtTop] = rows;
    expect([h1AtTop, h2AtTop, h3AtTop]).toEqual([h1Within, h2Within, h3Within]);
  });
});

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
