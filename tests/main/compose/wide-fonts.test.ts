import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import coverage from "../../../main/compose/font-coverage.json" with { type: "json" };
import { isBuiltinFont } from "../../../main/compose/fonts";
import sliced from "../../../main/compose/sliced-coverage.json" with { type: "json" };
import { slicedFonts } from "../../../main/compose/wide-fonts";
import { compose } from "./support";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Files of fonts that a document declares beyond those of Latin, Greek and Cyrillic, without weights. */
async function wideFiles(prompt: Parameters<typeof compose>[0], more?: Parameters<typeof compose>[1]) {
  const { html } = await compose(prompt, more);
  const files = [...html.matchAll(/fonts\/((?:dejavu|noto)[a-z0-9-]*?)-\d+-normal\.woff2/g)].map(([, file]) => file);
  return [...new Set(files)];
}

/** The ranges that are declared for a file of a family. */
async function rangesOf(text: string, family: string, file: string): Promise<string[]> {
  const { html } = await compose({ prompt: text });
  const rules = [
    ...html.matchAll(/@font-face\{font-family:"([^"]*)"[^}]*fonts\/([^"]*)"[^}]*unicode-range:([^}]*)\}/g),
  ];
  return rules.filter(([, own, name]) => own === family && name === file).map(([, , , range]) => range ?? "");
}

describe("fonts beyond Latin, Greek and Cyrillic", () => {
  test("are known by what their files have", async () => {
    // Not by running the script: Node 20 can stand still at its end, where it waits for work that waits for a collection.
    const { fontCoverage, slicedCoverage } = await import(`${root}scripts/lib/font-coverage.mjs`);
    expect(coverage).toEqual(fontCoverage());
    expect(sliced).toEqual(slicedCoverage());
  });

  test("that come in slices are all there to be copied, and may be named by documents", async () => {
    const files = await slicedFonts();
    expect(files.length).toBeGreaterThan(800);
    expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
    expect(files.filter(({ from }) => !existsSync(`${root}node_modules/${from}`))).toEqual([]);
    expect(files.filter(({ file }) => !isBuiltinFont(`/builtin/fonts/${file}`))).toEqual([]);
  });

  test("are not declared for documents that do not need them", async () => {
    const latin = "Où est “Ærøskøbing”? – £ 5 … Zoë Żurawska, Ελλάδα, Україна, `code`, *em*";
    expect(await wideFiles({ prompt: latin })).toEqual([]);
  });

  test.each([
    ["العربية", ["noto-naskh-arabic-arabic"]],
    ["שלום", ["noto-serif-hebrew-hebrew"]],
    ["हिन्दी", ["noto-sans-devanagari-devanagari"]],
    ["ไทย", ["noto-sans-thai-thai"]],
    ["ἀρχή", ["dejavu-serif-latin"]],
    ["5 ‰", ["dejavu-serif-latin"]],
  ])("are those that have the characters: %s", async (prompt, files) => {
    expect(await wideFiles({ prompt })).toEqual(expect.arrayContaining(files));
  });

  test("are declared for the characters of the document alone", async () => {
    expect(await rangesOf("a → b ← c ↑", "Source Serif 4", "dejavu-serif-latin-400-normal.woff2")).toEqual([
      "U+2190,U+2192",
    ]);
  });

  test("are declared for the fonts alone that lack a character", async () => {
    expect(await rangesOf("Ŧ", "Source Serif 4", "dejavu-serif-latin-400-normal.woff2")).toEqual(["U+166"]);
    expect(await rangesOf("Ŧ", "Inter", "dejavu-sans-latin-400-normal.woff2")).toEqual([]);
  });

  test("stand in for slanted text where there is some, else not", async () => {
    expect((await compose({ prompt: "ش" })).html).not.toMatch(/italic;[^}]*naskh/);
    expect((await compose({ prompt: "ش *x*" })).html).toMatch(/italic;[^}]*naskh/);
  });

  test("are declared for code where there is some", async () => {
    expect(await wideFiles({ prompt: "`├──`" })).toContain("dejavu-mono-latin");
    expect(await wideFiles({ prompt: "├──" })).not.toContain("dejavu-mono-latin");
  });

  test.each([
    ["zh-CN", "sc"],
    ["zh-TW", "tc"],
    ["zh-Hant-HK", "tc"],
    ["ja", "jp"],
    ["ko-KR", "kr"],
  ])("write a Chinese character as its language %s does", async (language, font) => {
    const files = await wideFiles({ prompt: "骨", options: { metadata: { language } } });
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(new RegExp(`^noto-sans-${font}-\\d+$`));
  });

  test.each([
    ["骨", "sc"],
    ["骨を", "jp"],
    ["骨 뼈", "kr"],
  ])("write it by the letters around where no language is given: %s", async (prompt, font) => {
    const files = await wideFiles({ prompt: `bone ${prompt}` });
    expect(files.join()).toMatch(new RegExp(`^(?:noto-sans-${font}-\\d+,?)+$`));
  });

  test("give Chinese and Japanese text wide punctuation, and no other", async () => {
    const isWide = async (language: string) => {
      const { html } = await compose({ prompt: "“骨” …", options: { metadata: { language } } });
      // Of two faces that have a character, the one declared later is taken.
      return html.slice(html.indexOf("source-serif-4-latin-400")).includes("U+201C-201D");
    };
    expect(await isWide("zh")).toBe(true);
    expect(await isWide("ja")).toBe(true);
    expect(await isWide("ko")).toBe(false);
    expect(await isWide("en")).toBe(false);
  });

  test("draw what is meant as a picture as one, whole sequences from one file", async () => {
    expect(await wideFiles({ prompt: "✔" })).toEqual(["dejavu-sans-latin"]);
    for (const emoji of ["✔️", "😀", "1️⃣", "🇩🇪", "🏳️‍🌈", "👩‍🔧", "👍🏽", "🧑🏿‍🤝‍🧑🏻"]) {
      expect(await wideFiles({ prompt: emoji })).toEqual([expect.stringMatching(/^noto-emoji-\d+$/)]);
    }
    expect(await wideFiles({ prompt: "1 # © x" })).toEqual([]);
  });
});
