import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

const EPOCH = "1700000000";

/** Prompts with all that depends on when and where they are printed: tags, tables, dates of templates and headers. */
function writePrompts(folder: string, order: (names: string[]) => string[]): string {
  mkdirSync(folder);
  writeFileSync(
    join(folder, "dated.liquid"),
    '<p>{{ "now" | date: "%Y-%m-%d %H:%M" }} {{ "today" | date_to_string }}</p>{{ content }}',
  );
  const header = '<div style="font-size:9px">H <span class="date"></span></div>';
  const records = Object.fromEntries(
    ["one", "two", "three", "four"].map((name, index) => [
      name,
      {
        prompt: `# ${name}\n\n| a | b |\n| - | - |\n${"| 1 | 2 |\n".repeat(index * 9 + 1)}\n[link](#${name})`,
        output: `${name}.pdf`,
        ...(index === 1 ? { template: "dated.liquid" } : {}),
        options: { metadata: { author: `Author of ${name}` }, ...(index === 2 ? { header, margins: "20mm" } : {}) },
      },
    ]),
  );
  const file = join(folder, "prompts.jsonl");
  writeFileSync(
    file,
    order(Object.keys(records))
      .map((name) => JSON.stringify(records[name]))
      .join("\n"),
  );
  return file;
}

describe("render --reproducible", () => {
  it("makes the same bytes in another order, with other lanes, and leaves the machine's clock out", async () => {
    const home = tempFolder();
    const first = writePrompts(join(home, "first"), (names) => names);
    const second = writePrompts(join(home, "second"), (names) => names.toReversed());
    const options = { home, env: { SOURCE_DATE_EPOCH: EPOCH } };
    const render = (file: string, out: string, lanes: string) =>
      runCli(["render", file, "--out", join(home, out), "--reproducible", "--concurrency", lanes, "--json"], options);
    expect((await render(first, "a", "1")).json).toMatchObject({ done: 4, warningCount: 0 });
    expect((await render(second, "b", "3")).json).toMatchObject({ done: 4, warningCount: 0 });
    const names = readdirSync(join(home, "a")).filter((name) => name.endsWith(".pdf"));
    expect(names).toHaveLength(4);
    for (const name of names) {
      expect(readFileSync(join(home, "b", name)).equals(readFileSync(join(home, "a", name))), name).toBe(true);
    }
    expect(pdfText(join(home, "a/two.pdf"))).toContain("2023-11-14 22:13 14 Nov 2023");
    expect(pdfText(join(home, "a/three.pdf"))).toContain("H 11/14/23, 10:13 PM");
    const info = execFileSync("pdfinfo", ["-isodates", join(home, "a/one.pdf")], { encoding: "utf8" });
    expect(info).toMatch(/Author: +Author of one/);
    expect(info).toMatch(/CreationDate: +2023-11-14T22:13:20/);
    expect(info).toMatch(/Creator: +PDFPrompt \d/);

    const flags = ["--out", join(home, "c"), "--reproducible", "--name", "{date}-x"];
    await runCli(["render", "examples/quickstart/note.txt", ...flags], options);
    expect(readdirSync(join(home, "c"))).toContain("2023-11-14-x.pdf");

    // With another moment, nothing is unchanged.
    const later = await runCli(["render", first, "--out", join(home, "a"), "--reproducible", "--json"], { home });
    expect(later.json).toMatchObject({ done: 4, unchanged: 0 });
  });

  it("refuses a moment that is none, and names the variable", async () => {
    const home = tempFolder();
    const args = ["render", "examples/quickstart/note.txt", "--out", join(home, "out"), "--reproducible"];
    const { code, stderr } = await runCli(args, { home, env: { SOURCE_DATE_EPOCH: "yesterday" } });
    expect(code).toBe(2);
    expect(stderr).toContain('SOURCE_DATE_EPOCH must be a whole number of seconds since 1970, it is "yesterday"');
  });
});

describe("the properties of a batch", () => {
  it("are given by flags, and a prompt's own win", async () => {
    const home = tempFolder();
    writeFileSync(join(home, "a.md"), "---\ntitle: T\nauthor: Own\n---\ntext");
    writeFileSync(join(home, "b.md"), "text");
    writeFileSync(join(home, "c.html"), "<!doctype html><html lang=pt-BR><body>text");
    const { code: plain } = await runCli(["render", "c.html", "--out", join(home, "out"), "--no-tags"], {
      home,
      cwd: home,
    });
    expect(plain).toBe(0);
    expect(readFileSync(join(home, "out/c.pdf"), "latin1")).toContain("/Lang (pt-BR)");

    const flags = ["--author", "Batch", "--keywords", "x, y", "--language", "fr", "--subject", "S"];
    const { code } = await runCli(["render", "a.md", "b.md", "--out", join(home, "out"), ...flags], {
      home,
      cwd: home,
    });
    expect(code).toBe(0);
    const info = (name: string) => execFileSync("pdfinfo", [join(home, "out", name)], { encoding: "utf8" });
    expect(info("a.pdf")).toMatch(/Title: +T\n[\s\S]*Keywords: +x, y\nAuthor: +Own/);
    expect(info("b.pdf")).toMatch(/Author: +Batch/);
    expect(readFileSync(join(home, "out/b.pdf"), "latin1")).toContain("/Lang (fr)");
  });
});
