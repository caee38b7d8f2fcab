import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ManifestLine } from "../../../main/publish";
import { writeZip } from "../../../main/publish";
import { tempFolder } from "../../support/temp";
import { until } from "../../support/until";

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
  expect(meanwhile, "the lines are read once").toHaveLength(1);
  expect(meanwhile[0]).toBeGreaterThan(PAGES / 2);
});

it("fails with the reason, and leaves nothing, where a PDF was changed", async () => {
  const { outDir, pages } = folderOf(PAGES);
  writeFileSync(join(outDir, "0.pdf"), "somebody else's");
  const file = join(outDir, "all.zip");
  await expect(writeZip({ file, outDir, pages: () => pages })).rejects.toThrow("0.pdf was changed since it was made");
  expect(existsSync(file)).toBe(false);
});

it.each([0, 1, PAGES])("fails, and ends nothing else, where the lines cannot be read after %i pages", async (read) => {
  const { outDir, pages } = folderOf(PAGES);
  function* broken() {
    yield* pages.slice(0, read);
    throw new Error("the lines are gone");
  }
  const file = join(outDir, "all.zip");
  await expect(writeZip({ file, outDir, pages: broken })).rejects.toThrow("the lines are gone");
  expect(existsSync(file)).toBe(false);
});

it("leaves no file open where it is given up", async () => {
  const { outDir, pages } = folderOf(3);
  const content = randomBytes(5_000_000);
  writeFileSync(join(outDir, "1.pdf"), content);
  const giveUp = new AbortController();
  const file = join(outDir, "all.zip");
  const open = () => openFiles().filter((path) => path.startsWith(outDir));
  const seen: string[] = [];
  // Told of the first, when the second is opened soon.
  const onPdf = () => {
    const timer = setInterval(() => {
      if (open().every((path) => !path.endsWith("1.pdf"))) return;
      clearInterval(timer);
      seen.push(...open());
      giveUp.abort();
    });
  };
  await expect(writeZip({ file, outDir, pages: () => pages, signal: giveUp.signal, onPdf })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(seen).toContain(join(outDir, "1.pdf"));
  await until("all are closed", () => open().length === 0);
});

it.each([
  ["what is no ZIP file", "%PDF somebody else's"],
  ["another ZIP file", "PK somebody else's"],
])("does not replace %s that came to be while it was made", async (_what, content) => {
  const { outDir, pages } = folderOf(3);
  const file = join(outDir, "all.zip");
  const onPdf = (count: number) => count === 3 && writeFileSync(file, content);
  await expect(writeZip({ file, outDir, pages: () => pages, onPdf })).rejects.toMatchObject({
    code: "output-unwritable",
  });
  expect(readFileSync(file, "utf8")).toBe(content);
  expect(readdirSync(outDir).filter((name) => name.endsWith(".part"))).toEqual([]);
});

/** Paths of the files that this process has open. */
function openFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // It was that of the reading itself.
      return [];
    }
  });
}
