import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ManifestLine } from "../../../main/publish";
import { writeZip } from "../../../main/publish";
import { tempFolder } from "../../support/temp";

const PAGES = 300;

/** A folder of PDFs, each on a page of the manifest of its own. */
function folderOf(pdfs: number): { outDir: string; pages: ManifestLine[][] } {
  const outDir = tempFolder();
  const pages = Array.from({ length: pdfs }, (_, at): ManifestLine[] => {
    const content = `%PDF ${at}`;
    writeFileSync(join(outDir, `${at}.pdf`), content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const nothing = { batch: "b", source: "-", line: 1, row: null, pages: 1, times: null, warnings: [] };
    return [{ ...nothing, state: "done", output: `${at}.pdf`, sha256, bytes: content.length }];
  });
  return { outDir, pages };
}

it("tells of each PDF that is in it, and leaves others their turn between pages", async () => {
  const { outDir, pages } = folderOf(PAGES);
  const told: number[] = [];
  const meanwhile: number[] = [];
  let turns = 0;
  const turn = () => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  function* gathered() {
    const before = turns;
    yield* pages;
    meanwhile.push(turns - before);
  }
  const pdfs = await writeZip({
    file: join(outDir, "all.zip"),
    outDir,
    pages: gathered,
    onPdf: (count) => told.push(count),
  });
  clearImmediate(next);
  expect(pdfs).toBe(PAGES);
  expect(told).toEqual(Array.from({ length: PAGES }, (_, at) => at + 1));
  // The lines of the manifest are held up by the disk; names would not be by anything.
  expect(Math.max(...meanwhile)).toBeGreaterThan(PAGES / 2);
});

it("fails with the reason, and leaves nothing, where a PDF was changed", async () => {
  const { outDir, pages } = folderOf(PAGES);
  writeFileSync(join(outDir, "0.pdf"), "somebody else's");
  const file = join(outDir, "all.zip");
  await expect(writeZip({ file, outDir, pages: () => pages })).rejects.toThrow("0.pdf was changed since it was made");
  expect(existsSync(file)).toBe(false);
});

it.each([1, 2])("fails, and ends nothing else, where the lines cannot be read at reading %i", async (which) => {
  const { outDir, pages } = folderOf(PAGES);
  let readings = 0;
  function* broken() {
    readings += 1;
    if (readings === which) throw new Error("the lines are gone");
    yield* pages;
  }
  const file = join(outDir, "all.zip");
  await expect(writeZip({ file, outDir, pages: broken })).rejects.toThrow("the lines are gone");
  expect(existsSync(file)).toBe(false);
});
