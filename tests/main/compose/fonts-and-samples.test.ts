import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { BUILTIN_FONTS, isBuiltinFont } from "../../../main/compose/fonts";
import { compose } from "./support";

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

describe("built-in fonts", () => {
  test("are all there to be copied, each once", () => {
    for (const { from } of BUILTIN_FONTS) expect(statSync(path(`node_modules/${from}`)).size).toBeGreaterThan(500);
    expect(new Set(BUILTIN_FONTS.map(({ file }) => file)).size).toBe(BUILTIN_FONTS.length);
  });

  test("are all that built-in templates load", async () => {
    const { html } = await compose({ prompt: "x" });
    const urls = [...html.matchAll(/url\("([^"]*)"\)/g)]
      .map(([, url = ""]) => url)
      .filter((url) => !url.startsWith("data:"));
    expect(urls.length).toBeGreaterThan(5);
    expect(urls.filter((url) => !isBuiltinFont(url))).toEqual([]);
  });

  test("are declared for the scripts and the code a document has, not for others", async () => {
    const latin = (await compose({ prompt: "x" })).html;
    expect(latin).toContain("inter-latin-400");
    expect(latin).not.toMatch(/-(?:latin-ext|cyrillic|greek|vietnamese)-|jetbrains/);
    for (const [prompt, file] of [
      ["Š", "-latin-ext-"],
      ["Ж", "-cyrillic-"],
      ["Ω", "-greek-"],
      ["ễ", "-vietnamese-"],
      ["ÿ", "-latin-ext-"],
      ["`x`", "jetbrains-mono-latin-400"],
    ] as const) {
      expect((await compose({ prompt })).html).toContain(file);
    }
    expect((await compose({ prompt: "<script>x()</script>" }, { allowScripts: true })).html).toContain("-greek-");
  });

  test("are not a way to other files", () => {
    expect(isBuiltinFont("/builtin/fonts/../../index.cjs")).toBe(false);
    expect(isBuiltinFont("/builtin/fonts/toString")).toBe(false);
  });
});

describe("the quickstart samples", () => {
  const folder = path("examples/quickstart");
  const read = (name: string) => readFileSync(`${folder}/${name}`, "utf8");

  test("compose without a warning, for the fast lane", async () => {
    const report = read("report.md").replace(/^---\n[\s\S]*?\n---\n/, "");
    const prompts = [
      { prompt: report, template: "report" },
      { prompt: read("note.txt"), format: "text" as const },
      { prompt: read("page.html"), format: "html" as const },
      ...read("prompts.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ];
    for (const prompt of prompts) {
      const document = await compose(prompt, { baseDir: folder, source: `${folder}/x.md` });
      expect(document).toMatchObject({ lane: "fast", warnings: [] });
    }
  });
});
