import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { promptFolder } from "./support";

const folder = promptFolder();
const style = (css: string) => folder.compose({ prompt: `<!doctype html><style>${css}</style>`, format: "html" });

describe("stylesheets", () => {
  test("have the files they name rewritten, however they are written", async () => {
    folder.write("a b.png");
    for (const url of [
      'url("a b.png")',
      "url('a b.png')",
      "url(a%20b.png)",
      "url( a\\ b.png )",
      'URL("a\\20 b.png")',
    ]) {
      const { html, assets, warnings, lane } = await style(`p{background:${url} no-repeat}`);
      expect(html).toContain(`p{background:url("/${Object.keys(assets)[0]}") no-repeat}`);
      expect(warnings).toEqual([]);
      expect(lane).toBe("fast");
    }
  });

  test("keep data URLs, fragments, built-in fonts, and text that only looks like a reference", async () => {
    const css =
      'p{mask:url(#m);src:url(data:,x);content:"url(x.png)"}/* url(y.png) */' +
      '@font-face{src:url("/builtin/fonts/inter-latin-400-normal.woff2")}';
    const { html, warnings } = await style(css);
    expect(html).toContain(css);
    expect(warnings).toEqual([]);
  });

  test("load nothing from elsewhere", async () => {
    const { html, warnings } = await style(
      "@import 'http://h/x.css';p{background:url(http://h/y.png), image-set('http://h/z.png' 2x);src:url(../../etc/passwd)}",
    );
    expect(html).not.toContain("//h");
    expect(html).toContain('p{background:url("data:,"), image-set("data:," 2x);src:url("data:,")}');
    expect(warnings).toHaveLength(4);
  });

  test("that are linked are written into the document, with their own files, in their place", async () => {
    const image = folder.write("css/bg.png");
    const base = folder.write("css/base.css", "@media print{b{color:red}}");
    const main = folder.write("css/main.css", '@charset "utf-8";@import "base.css" print;p{background:url(bg.png)}');
    const prompt = '<!doctype html><link rel="stylesheet" href="css/main.css" media="print"><style>i{}</style>';
    const { html, assets, dependencies, lane, warnings } = await folder.compose({ prompt, format: "html" });
    const key = Object.keys(assets).find((name) => assets[name] === image);
    expect(html).toContain(
      `<style media="print">@charset "utf-8";@media print{@media print{b{color:red}}}\np{background:url("/${key}")}\n</style><style>i{}</style>`,
    );
    expect(dependencies.sort()).toEqual([base, main]);
    expect(warnings).toEqual([]);
    expect(lane).toBe("fast");
  });

  test("that import in layers and under conditions keep them", async () => {
    folder.write("a.css", "p{}");
    expect((await style('@import url("a.css") layer(x) supports(display: grid) screen;')).html).toContain(
      "@layer x{@supports (display: grid){@media screen{p{}}",
    );
  });

  test("that import themselves end", async () => {
    folder.write("a.css", '@import "a.css";p{}');
    expect((await style('@import "a.css";')).html.match(/p\{\}/g)?.length).toBeLessThan(10);
  });

  test("cannot end their element or bring one in", async () => {
    folder.write("a.css", 'p::before{content:"</style><iframe srcdoc=x>"}');
    const { html, lane } = await style('@import "a.css";');
    expect(html).not.toContain("<iframe");
    expect(html).toContain("\\3c /style>\\3c iframe");
    expect(lane).toBe("fast");
  });

  test("outside the folder are not read", async () => {
    writeFileSync(join(folder.parent, "x.css"), "SECRET");
    folder.write("a.css", '@import "../x.css";');
    const { html, warnings } = await style('@import "../x.css";@import "a.css";');
    expect(html).not.toContain("SECRET");
    expect(warnings).toHaveLength(1);
  });

  test("made to be slow to read are read quickly", async () => {
    const start = performance.now();
    for (const part of [
      "/* a */ ",
      "url(",
      "url('",
      "image-set(",
      "image-set('",
      "\\",
      '"',
      "@import ",
      "(",
      "url( ",
    ]) {
      await style(`${part.repeat(5000)}url(`);
      await style(`@import ${part.repeat(5000)}`);
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
