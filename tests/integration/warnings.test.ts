import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";

/** The last one there is, for private use: which others a machine has fonts for differs. */
const NO_GLYPH = "\u{10fffd}";
let home: string;
let inDir: string;
let outDir: string;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "in");
  outDir = join(home, "out");
  mkdirSync(inDir);
});

const write = (name: string, text: string) => writeFileSync(join(inDir, name), text);
const render = (...args: string[]) => runCli(["render", inDir, "--out", outDir, "--json", ...args], { home });
/** `file:line code` of each warning. */
const places = (warnings: { source: string; line: number; code: string }[]) =>
  warnings.map(({ source, line, code }) => `${source.slice(inDir.length + 1)}:${line} ${code}`);

describe("warnings", () => {
  it("name what is wrong with a PDF that was made, and the line it comes from", async () => {
    write("a-glyph.md", `# Glyph\n\nAll good.\n\nNo font has ${NO_GLYPH} in it.\n`);
    write("b-image.md", "# Image\n\n![](none.png)\n\n![](bad.png)\n");
    write("bad.png", "no picture at all");
    write(
      "c-font.html",
      "<!doctype html><html><head>\n<style>@font-face{font-family:Mine;src:url(bad.woff2)}\np{font-family:Mine}</style></head><body><p>x</p></body></html>",
    );
    write("bad.woff2", "no font at all");
    write("d-wide.md", '# Wide\n\ntext\n\n<div style="width:800px">far too wide</div>\n');
    write(
      "e-cut.html",
      '<!doctype html><html><body>\n<table style="width:3000px"><tr><td>cut off</table></body></html>',
    );
    write("e-named.md", "---\ntitle: With none.png and ![](gone.png)\n---\n\n# Named\n\n![](gone.png)\n");
    write("f-empty.html", "<!doctype html><html><body><div></div></body></html>");
    const { code, json, stderr } = await render();
    expect(code).toBe(0);
    expect(places(json.warnings)).toEqual([
      "a-glyph.md:5 glyph-missing",
      "b-image.md:3 asset-missing",
      "b-image.md:5 asset-broken",
      "c-font.html:2 asset-broken",
      "d-wide.md:5 content-overflow",
      "e-cut.html:2 content-overflow",
      "e-named.md:7 asset-missing",
      "f-empty.html:1 page-empty",
    ]);
    expect(json).toMatchObject({ done: 7, failed: 0, warningCount: 8 });
    expect(json.warnings[0].message).toContain(`${NO_GLYPH} (U+10FFFD)`);
    expect(json.warnings[5].message).toMatch(/room for \d+ px.*cut off.*<table> "cut off"/);
    expect(stderr).toContain("8 warnings");
    expect(stderr).toContain(`${join(inDir, "a-glyph.md")}:5: No font has a glyph for ${NO_GLYPH}`);
  });

  it("are not given for what only looks odd", async () => {
    write("joiners.md", "a\u200bb c\u200dd e\u00adf \u2665\ufe0f e\u0301 \u200e \u00a0 fi ffl → ≤ Ж α\n");
    write("drawing.md", "![](drawing.svg)\n");
    write("drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"><rect width="10" height="10"/></svg>');
    write("scaled.html", '<!doctype html><body><div style="transform:scale(.5)"><p>small</p></div></body>');
    write("faded.html", '<!doctype html><body><div style="opacity:.5;width:80%">pale</div></body>');
    write("scrolled.html", '<!doctype html><body><div style="overflow:hidden"><p style="width:2000px">x</div></body>');
    write(
      "page-size.html",
      "<!doctype html><style>@page{size:A3;margin:0}</style><div style='width:1000px'>wide</div>",
    );
    write("picture-only.html", '<!doctype html><body><img src="drawing.svg"></body>');
    write("box-only.html", '<!doctype html><body><div style="height:9px;background:red"></div></body>');
    write(
      "late-text.html",
      '<!doctype html><body><div style="break-after:page"></div><p>on the second page</p></body>',
    );
    const { json } = await render();
    expect(json).toMatchObject({ done: 9, failed: 0, warnings: [] });
  });

  it("are failures with --strict, with the first one's code and all of them in the message", async () => {
    write("good.md", "# Good\n");
    write("two.md", `# Two\n\n![](none.png)\n\n${NO_GLYPH}\n`);
    const { code, json } = await render("--strict");
    expect(code).toBe(1);
    expect(json).toMatchObject({ done: 1, failed: 1, warnings: [] });
    const [failure] = json.failures;
    expect(failure).toMatchObject({ code: "asset-missing", line: 3 });
    expect(failure.message).toContain("none.png");
    expect(failure.message).toMatch(/Line 5: No font has a glyph for \u{10fffd} .*\(glyph-missing\)/u);
    expect(existsSync(join(outDir, "two.pdf"))).toBe(false);
  });

  it("are looked for again with --strict where a PDF was made without it", async () => {
    write("one.md", `# One\n\n${NO_GLYPH}\n`);
    expect((await render()).json).toMatchObject({ done: 1, warningCount: 1 });
    expect((await render()).json).toMatchObject({ done: 0, unchanged: 1 });
    const strict = ["submit", inDir, "--out", outDir, "--strict", "--json"];
    expect((await runCli(strict, { home })).json).toMatchObject({ queued: 1, unchanged: 0 });
    expect((await runCli(["drain", "--json"], { home })).json).toMatchObject({ done: 0, failed: 1 });
  });

  it("name a column that a built-in template does not know once a batch, and what was meant", async () => {
    const rows = join(inDir, "rows.csv");
    write("rows.csv", "name,organisaton,city,shelf\nAda,Bindery,Bonn,1\nBob,Bindery,Ulm,2\n");
    const call = ["--template", "certificate", "--data", rows, "--name", "{field:city}", "--out", outDir, "--json"];
    const meant = { source: rows, line: 1, code: "input-invalid", message: expect.stringContaining('"organisation"') };
    const look = await runCli(["render", ...call, "--dry-run"], { home });
    expect(look.json).toMatchObject({ failing: 0, warnings: [meant], warningCount: 1 });
    const strict = [...call, "--strict"];
    expect((await runCli(["render", ...strict, "--dry-run"], { home })).json).toMatchObject({ failing: 2 });
    const submitted = await runCli(["submit", ...call], { home });
    expect(submitted.json).toMatchObject({ queued: 2, warnings: [meant] });
    const { code, json, stderr } = await runCli(["render", ...call], { home });
    expect(code).toBe(0);
    expect(json).toMatchObject({ done: 2, warnings: [meant], warningCount: 1 });
    expect(stderr).toContain(
      `1 warning; --strict makes failures of them:\n  ${rows}:1: The template certificate has no`,
    );
    expect(stderr).toMatch(/template certificate nor the names use these fields of the data: shelf\n/);
    const refused = await runCli(["render", ...strict], { home });
    expect(refused.json).toMatchObject({ done: 0, failed: 2, warnings: [], failures: [{ line: 2 }, { line: 3 }] });
  });

  it("tell which card or slide needs more pages than it should have", async () => {
    const long = "The bearer has completed the whole of the course with great care. ".repeat(30);
    const card = (template: string, text: string) =>
      `---\ntemplate: ${template}\ntitle: T\ndata:\n  name: Ada\n---\n\n${text}\n`;
    const slides = (text: string) =>
      `---\ntemplate: slides\ntitle: Deck\n---\n\n# One\n\nx\n\n# Two\n\n${text}\n\n# Three\n`;
    write("a-long.md", card("certificate", long));
    write("b-long.md", card("invitation", `Of the CSS of a page-break. ${long}`));
    write("c-long.md", slides(Array(40).fill("- a point of a long list").join("\n")));
    write("d-fits.md", card("certificate", "For the course."));
    write("e-fits.md", card("invitation", "Come."));
    write("f-fits.md", slides("- short"));
    write("g-asked.md", slides("short\n\n\\pagebreak\n\nmore"));
    const { code, json } = await render();
    expect(code).toBe(0);
    expect(places(json.warnings)).toEqual([
      "a-long.md:8 content-overflow",
      "b-long.md:8 content-overflow",
      "c-long.md:10 content-overflow",
    ]);
    expect(json.warnings[0].message).toMatch(/made for 1 page and became \d, as its text is longer than a page/);
    expect(json.warnings[2].message).toMatch(/made for 4 pages and became \d, as these parts .* page: "Two"\./);
    expect((await render("--strict")).json).toMatchObject({ done: 4, failed: 3 });
  });
});
