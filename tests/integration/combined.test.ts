import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli, startCli } from "../support/cli";
import {
  isPdfTagged,
  pdfComplaints,
  pdfFonts,
  pdfLinks,
  pdfOutline,
  pdfPages,
  pdfPixels,
  pdfText,
  pdfWord,
} from "../support/pdf";
import { tempFolder } from "../support/temp";

/** So many that the combining can be interrupted. */
const MANY = 400;

let home: string;
let inDir: string;
let book: string;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "in");
  book = join(home, "books", "book.pdf");
  mkdirSync(inDir);
});

const write = (name: string, content: string) => writeFileSync(join(inDir, name), content);
const cli = (...args: string[]) => runCli(args, { home, cwd: home });

describe("render --combined", () => {
  it("says beforehand that templates have page numbers of their own, which an empty footer leaves out", async () => {
    write("a.md", "# Alpha\n\nText.\n");
    write("b.md", "# Beta\n\nText.\n");
    const call = ["render", "in", "--template", "report", "--combined", "books/book.pdf", "--combined-page-numbers"];
    const twice = await cli(...call);
    expect(twice.stderr.match(/numbers its own pages/g)).toHaveLength(1);
    expect(twice.stderr).toContain(`${join(inDir, "a.md")}:1: its PDF numbers its own pages`);
    const numbers = () =>
      pdfText(book)
        .replaceAll(" ", "")
        .match(/\d\/\d/g)
        ?.sort();
    expect(numbers()).toEqual(["1/1", "1/1", "1/2", "2/2"]);
    const once = await cli(...call, "--footer", "");
    expect(once.stderr).not.toContain("numbers its own pages");
    expect(numbers()).toEqual(["1/2", "2/2"]);
  });

  it("makes one PDF of all, in the order of the input, with outline, links, tags and page numbers", async () => {
    // The long one ends last, and stands first.
    const chapters = Array.from(
      { length: 40 },
      (_, index) => `## Chapter ${index + 1}\n\n${"Words and words. ".repeat(80)}\n`,
    );
    write("a.md", `# Alpha\n\n[to the end](#the-end)\n\n${chapters.join("\n")}\n## The end\n\n[back](#chapter-1)\n`);
    write("b.csv", "prompt,title\n# Row one,Row\n# Row two,Row\n");
    write("c.txt", "Plain text.");
    const { code, json, stderr } = await cli(
      "render",
      "in",
      "--combined",
      "books/book.pdf",
      "--combined-page-numbers",
      "--json",
    );
    expect([code, json.combined]).toEqual([0, book]);
    const alphaPages = pdfPages(join(home, "out", "a.pdf"));
    const pages = alphaPages + 3;
    expect(alphaPages).toBeGreaterThan(5);
    expect(stderr).toContain(`4 PDFs (${pages} pages) in ${book}`);
    expect(pdfPages(book)).toBe(pages);
    expect(pdfText(book)).toMatch(
      new RegExp(`^Alpha .*${alphaPages} / ${pages} Row one .*Row two .*Plain text\\. ${pages} / ${pages} $`),
    );
    const foot = pdfWord(book, "/");
    expect([foot.top > 810, foot.bottom < 830, Math.round((foot.left + foot.right) / 20)]).toEqual([true, true, 30]);
    expect(isPdfTagged(book)).toBe(true);
    expect(pdfComplaints(book)).toBe("");
    const outline = pdfOutline(book);
    expect(outline.filter((line) => !line.startsWith(" "))).toEqual([
      "Alpha → 1",
      `Row (b-1) → ${alphaPages + 1}`,
      `Row (b-2) → ${alphaPages + 2}`,
      `c → ${pages}`,
    ]);
    expect(outline).toContain(`  The end → ${alphaPages}`);
    expect(pdfLinks(book)).toMatchObject([
      { page: 1, text: "to the end", target: alphaPages },
      { page: alphaPages, text: "back", target: 1 },
    ]);
    const sum = ["a", "b-1", "b-2", "c"].reduce(
      (bytes, name) => bytes + statSync(join(home, "out", `${name}.pdf`)).size,
      0,
    );
    expect(statSync(book).size).toBeLessThan(sum / 2);
    expect(pdfFonts(book).every(({ isEmbedded }) => isEmbedded)).toBe(true);
  });

  it("puts in what was unchanged, and says what is missing", async () => {
    write("a.md", "# Anna\n");
    write("b.md", "---\ntemplate: nonesuch\n---\n# B\n");
    write("c.md", "# Cara\n");
    await cli("render", "in/c.md");
    const { code, json, stderr } = await cli("render", "in", "--combined", "books/book.pdf", "--json");
    expect(code).toBe(1);
    expect(json).toMatchObject({ done: 1, unchanged: 1, failed: 1, combined: book });
    expect(stderr).toContain(`2 PDFs (2 pages) in ${book}, without 1 that was not made`);
    expect(pdfOutline(book)).toEqual(["Anna → 1", "Cara → 2"]);
    // Their fonts are one now, and they look as they did.
    expect(new Set(pdfFonts(book).map(({ name }) => name)).size).toBe(1);
    for (const [index, name] of ["a", "c"].entries()) {
      expect(pdfPixels(book, index + 1).equals(pdfPixels(join(home, "out", `${name}.pdf`), 1))).toBe(true);
    }
    // A book that is there is replaced.
    write("b.md", "# B\n");
    expect((await cli("render", "in", "--combined", "books/book.pdf")).code).toBe(0);
    expect(pdfOutline(book)).toEqual(["Anna → 1", "B → 2", "Cara → 3"]);
  });

  it("makes none where there is nothing to put in, and says so", async () => {
    write("b.md", "---\ntemplate: nonesuch\n---\n# B\n");
    const { code, json, stderr } = await cli("render", "in", "--combined", "books/book.pdf", "--json");
    expect([code, json.combined]).toEqual([1, null]);
    expect(stderr).toContain("there is no PDF to put into it");
    expect(existsSync(book)).toBe(false);
  });

  it("is the same, byte for byte, with --reproducible, in another folder, with other lanes", async () => {
    write("a.jsonl", Array.from({ length: 12 }, (_, index) => `{"prompt":"# Document ${index}\\n\\ntext"}\n`).join(""));
    const made = async (name: string, ...options: string[]) => {
      const call = ["render", "in", "--out", name, "--combined", join(name, "all.pdf"), "--reproducible", ...options];
      expect((await cli(...call)).code).toBe(0);
      return readFileSync(join(home, name, "all.pdf"));
    };
    const first = await made("one");
    expect((await made("two", "--concurrency", "1")).equals(first)).toBe(true);
  });

  it("replaces no PDF but a combined one, and none of the batch", async () => {
    write("a.md", "# A\n");
    const clash = await cli("render", "in", "--combined", "out/a.pdf", "--json");
    expect([clash.code, clash.json.combined]).toEqual([1, null]);
    expect(clash.stderr).toContain("no combined PDF of this program");
    const before = readFileSync(join(home, "out", "a.pdf"));
    const refused = await cli("render", "in", "--combined", "out/a.pdf");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("no combined PDF of this program");
    expect(readFileSync(join(home, "out", "a.pdf")).equals(before)).toBe(true);
    const alone = await cli("render", "in", "--combined-page-numbers");
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining("needs --combined")]);
  });

  it("leaves nothing behind when it is interrupted, and the same call makes it", async () => {
    write(
      "a.jsonl",
      Array.from({ length: MANY }, (_, index) => `{"prompt":"# Document ${index}\\n\\ntext"}\n`).join(""),
    );
    expect((await cli("render", "in")).code).toBe(0);
    mkdirSync(join(home, "books"));
    const child = startCli(["render", "in", "--combined", "books/book.pdf"], { home, cwd: home });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    while (readdirSync(join(home, "books")).length === 0) await sleep(1);
    expect(existsSync(book)).toBe(false);
    process.kill(child.pid ?? 0, "SIGTERM");
    expect(await ended).toBe(130);
    expect(readdirSync(join(home, "books"))).toEqual([]);
    expect((await cli("render", "in", "--combined", "books/book.pdf")).code).toBe(0);
    expect(pdfPages(book)).toBe(MANY);
  });
});
