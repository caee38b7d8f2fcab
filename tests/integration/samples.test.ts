import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, ROOT, runCli } from "../support/cli";
import { pdfFonts, pdfPageSize, pdfPages, pdfText } from "../support/pdf";

const TIMEOUT_MS = 60_000;
const A4 = [210, 297];
const A5 = [148, 210];

let home: string;
let outDir: string;
let result: CliResult;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "pdfprompt-samples-"));
  outDir = join(home, "out");
  result = await runCli(["render", join(ROOT, "examples", "quickstart"), "--out", outDir, "--json"], { home });
}, TIMEOUT_MS);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const pdfsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".pdf"));

describe("the bundled samples", () => {
  it("are all rendered", () => {
    expect(result.json).toMatchObject({ total: 13, done: 13, failed: 0, failures: [] });
    expect(result.code).toBe(0);
    expect(pdfsIn(outDir)).toHaveLength(13);
  });

  it.each([
    ["letter.pdf", 1, A4, "Dear Ms Kowalczyk"],
    ["report.pdf", 6, A4, "Measure from the first day"],
    ["note.pdf", 1, A4, "CREW NOTE, NIGHT FERRY"],
    ["page.pdf", 1, A4, "An Evening of Water and Wood"],
    ["invitations-3.pdf", 1, [210, 148], "Søren Bjørklund"],
    ["packing-list.pdf", 1, A5, "Dark chocolate"],
    ["quarter-landscape.pdf", 1, [297, 210], "busiest month since the reopening"],
    ["bread.pdf", 1, A5, "500 g strong flour"],
    ["certificate-Maëlle Öztürk.pdf", 1, [297, 210], "Maëlle Öztürk"],
  ])("%s has its pages, its size and its text", (name, pages, size, text) => {
    const file = join(outDir, name);
    expect(pdfPages(file)).toBe(pages);
    if (size) expect(pdfPageSize(file)).toEqual(size);
    expect(pdfText(file)).toContain(text);
  });

  it("embed all their fonts, the templates' own among them", () => {
    const fonts = pdfsIn(outDir).flatMap((name) => pdfFonts(join(outDir, name)));
    expect(fonts.length).toBeGreaterThan(20);
    expect(fonts.filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
    expect(fonts.map(({ name }) => name).join()).toMatch(/SourceSerif4/);
    expect(fonts.map(({ name }) => name).join()).toMatch(/Inter/);
  });
});
