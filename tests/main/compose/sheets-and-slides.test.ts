import { describe, expect, test } from "vitest";
import { layOutLabels } from "../../../main/compose/builtin-labels";
import { cutSlides } from "../../../main/compose/builtin-slides";
import { contentsOf } from "../../../main/compose/contents";
import { bodyOf, compose, failure } from "./support";

const A4 = { widthMm: 210, heightMm: 297 };
const layOut = (data: Record<string, unknown>) => layOutLabels(data, A4);

describe("labels", () => {
  test("are texts, lists of lines, or objects whose values are their lines", () => {
    const { sheets } = layOut({ labels: ["a\nb", ["c", " d "], { name: "e", address: ["f", "g\nh"], copies: 2 }, 5] });
    const lines = [["a", "b"], ["c", "d"], ["e", "f", "g", "h"], ["e", "f", "g", "h"], ["5"]];
    expect(sheets.map((sheet) => sheet.map((label) => label.lines))).toEqual([lines]);
  });

  test("fill sheet after sheet of the grid, from the first place that is left", () => {
    const labels = Array.from({ length: 9 }, (_, index) => `${index}`);
    const { sheets } = layOut({ labels, grid: { columns: 2, rows: "3", skip: 4 } });
    expect(sheets.map((sheet) => sheet.map((label) => label.lines[0] ?? "-").join(""))).toEqual([
      "----01",
      "234567",
      "8",
    ]);
  });

  test("are set as large as their lines allow", () => {
    const size = (label: unknown, grid?: object) => layOut({ labels: [label], grid }).sheets[0]?.[0]?.sizePt ?? 0;
    expect(size("short")).toBe(12);
    expect(size(Array(8).fill("line"))).toBeLessThan(12);
    expect(size("x".repeat(400))).toBeLessThan(8);
    expect(size("字".repeat(120))).toBeLessThan(size("x".repeat(120)));
    expect(size(["a", "b", "c"], { columns: 5, rows: 20 })).toBeLessThan(size(["a", "b", "c"]));
  });

  test.each([
    [{}, 'the data have no "labels"'],
    [{ labels: "x" }, '"labels" must be a list, it is "x"'],
    [{ labels: ["x"], grid: 3 }, '"grid" must be an object'],
    [{ labels: ["x"], grid: { columns: 2.5 } }, '"columns" of "grid" must be a whole number from 1 to 20, it is 2.5'],
    [
      { labels: ["x"], grid: { columns: 2, rows: 3, skip: 6 } },
      '"skip" of "grid" must be a whole number from 0 to 5, it is 6',
    ],
    [{ labels: ["x"], grid: { gap_x: "2mm" } }, '"gap_x" of "grid" must be millimetres from 0 to 100, as a number'],
    [{ labels: ["x"], grid: { columns: 20, left: 90 } }, '"grid" leaves no room'],
    [{ labels: ["x", { a: "y", copies: -1 }] }, '"copies" of label 2 must be a whole number from 0 to 1000, it is -1'],
    [{ labels: Array(30).fill({ a: "y", copies: 1000 }) }, "there are more than 20000 labels"],
  ])("that cannot be laid out say why: %j", async (data, message) => {
    const error = await failure(compose({ prompt: "", template: "labels", data }));
    expect(error.message).toContain(message);
  });

  test("are laid out on the page that is asked for", async () => {
    const prompt = { prompt: "", template: "labels", data: { labels: ["a"], grid: { columns: 9 } } };
    expect((await compose(prompt)).html).toContain("repeat(9, minmax(0, 1fr))");
    const narrow = { ...prompt, options: { pageSize: "A6" as const } };
    expect((await failure(compose(narrow))).message).toContain("leaves no room");
  });

  test("are escaped", async () => {
    expect(bodyOf(await compose({ prompt: "", template: "labels", data: { labels: ["<b>&"] } }))).toContain(
      "<p>&lt;b&gt;&amp;</p>",
    );
  });
});

describe("slides", () => {
  const cut = (html: string) => cutSlides(html).map(({ kind, content }) => `${kind}: ${content}`);

  test("begin at headings of the first two levels and at rules", () => {
    expect(cut("<p>a</p><h1>b</h1><p>c</p><hr><p>d</p><h3>e</h3><h2>f</h2><p>g</p>")).toEqual([
      "roomy: <p>a</p>",
      "roomy: <h1>b</h1><p>c</p>",
      "roomy: <p>d</p><h3>e</h3>",
      "roomy: <h2>f</h2><p>g</p>",
    ]);
  });

  test("are none where there is nothing: a rule before a heading, two rules, white space", () => {
    expect(cut("\n<hr>\n<hr>\n<h2>a</h2>\n<p>b</p>\n<hr>\n")).toHaveLength(1);
    expect(cut("")).toEqual([]);
  });

  test("of a heading alone are title slides; much text is set smaller", () => {
    const text = (lines: number) => `<h2>a</h2><ul>${"<li>x</li>".repeat(lines)}</ul>`;
    expect(cutSlides(`<h2>a</h2>${text(4)}${text(11)}${text(30)}`).map(({ kind }) => kind)).toEqual([
      "title",
      "roomy",
      "full",
      "packed",
    ]);
    expect(cutSlides(`<p>${"word ".repeat(300)}</p>`)[0]?.kind).toBe("packed");
  });

  test("centre what stands alone", () => {
    const isCentred = (html: string) => cutSlides(html)[0]?.isCentred;
    expect(isCentred("<h2>a</h2><p><img src=x></p>")).toBe(true);
    expect(isCentred("<blockquote>a</blockquote><p>b</p>")).toBe(true);
    expect(isCentred("<h2>a</h2><p>b</p>")).toBe(false);
    expect(isCentred("<table></table><p>b</p><p>c</p>")).toBe(false);
  });

  test("show the title on a cover where one is given, else where it stands", async () => {
    const slides = async (prompt: object) => {
      const body = bodyOf(
        await compose({ prompt: "# Talk\n\nHello\n\n## Two\n\nmore", template: "slides", ...prompt }),
      );
      return [body.includes("cover"), body.match(/<section/g)?.length, body.match(/>Talk<\/h1>/g)?.length];
    };
    expect(await slides({})).toEqual([false, 2, 1]);
    expect(await slides({ title: "Talk" })).toEqual([true, 3, 1]);
  });
});

describe("a table of contents", () => {
  test("has the headings of the second and third level, numbered, with links", () => {
    expect(
      contentsOf(
        '<h1>no</h1><h2 id="a&amp;b">A <em>b</em> &amp; c</h2><h3>x</h3><h3 id="y">y</h3><h2>z</h2><h3>w</h3>',
      ),
    ).toEqual([
      { level: 2, number: "1", text: "A b & c", href: "#a&b" },
      { level: 3, number: "1.1", text: "x", href: "" },
      { level: 3, number: "1.2", text: "y", href: "#y" },
      { level: 2, number: "2", text: "z", href: "" },
      { level: 3, number: "2.1", text: "w", href: "" },
    ]);
  });

  test("is in a report that asks for one", async () => {
    const report = async (data: Record<string, unknown>) =>
      bodyOf(await compose({ prompt: "# R\n\n## One\n\n## Two", template: "report", data }));
    expect(await report({})).not.toContain("<nav");
    expect(await report({ contents: true })).toContain('<a href="#two"><span>Two</span></a>');
    expect(await report({ contents: "true", numbered: true, cover: true })).toMatch(
      /class="cover"[\s\S]*<a href="#two"><span class="number">2<\/span><span>Two<\/span><\/a>/,
    );
  });
});

describe("words that are too long for a column", () => {
  const long = "x".repeat(40);
  const main = async (prompt: string) =>
    /<main>\s*([\s\S]*?)\s*<\/main>/.exec(bodyOf(await compose({ prompt, format: "html" })))?.[1] ?? "";

  test("may break anywhere in documents with tables", async () => {
    expect(await main(`<table><td title="${long}">a ${long} b</td></table>`)).toContain(
      `<td title="${long}">a <span class="long">${long}</span> b</td>`,
    );
  });

  test("stay as they are elsewhere, and where they are no text", async () => {
    for (const html of [
      `<p>${long}</p>`,
      `<table></table><pre>${long}</pre>`,
      `<table></table><p title="a -> ${long}" class="b">x</p>`,
      `<table></table><p>${"字".repeat(50)}</p>`,
    ]) {
      expect(await main(html)).not.toContain('class="long"');
    }
  });

  test("are not cut in the middle of an entity", async () => {
    expect(await main(`<table><td>${"&lt;".repeat(40)}</td></table>`)).toContain(
      `<td><span class="long">${"&lt;".repeat(40)}</span></td>`,
    );
  });
});
