import { describe, expect, test } from "vitest";
import { bodyOf, compose, html } from "./support";

describe("Markdown", () => {
  test("is the default format, and knows tables, strikethrough, task lists, footnotes and definition lists", async () => {
    const prompt = "| a |\n| - |\n| b |\n\n~~gone~~\n\n- [x] done\n\nText[^1]\n\nTerm\n: meaning\n\n[^1]: a note\n";
    const body = bodyOf(await compose({ prompt }));
    for (const part of [
      "<td>b</td>",
      "<s>gone</s>",
      'type="checkbox"',
      'class="footnotes"',
      "a note",
      "<dd>meaning</dd>",
    ]) {
      expect(body).toContain(part);
    }
  });

  test("gives headings an id in their own script", async () => {
    expect(bodyOf(await compose({ prompt: "## Größe & Формат" }))).toContain('id="größe-формат"');
  });

  test("links written addresses, but not file names that look like domains", async () => {
    const body = bodyOf(await compose({ prompt: "See https://example.org/a and readme.md" }));
    expect(body).toContain('<a href="https://example.org/a">');
    expect(body).not.toContain("readme.md</a>");
  });

  test("leaves quotes and dashes as they were typed", async () => {
    expect(bodyOf(await compose({ prompt: '"a" -- (c)' }))).toContain('"a" -- (c)');
  });

  test("lets HTML through", async () => {
    expect(bodyOf(await compose({ prompt: "a <mark>b</mark>" }))).toContain("<mark>b</mark>");
  });

  test("colours code of a known language and escapes it", async () => {
    const body = bodyOf(await compose({ prompt: '```ts title="x"\nconst a = "<iframe>";\n```' }));
    expect(body).toMatch(/<span style="color:#[0-9A-F]{6}">const<\/span>/i);
    expect(body).toContain("&lt;iframe&gt;");
    expect(body).toContain('class="language-ts"');
  });

  test("prints code of an unknown language plain", async () => {
    const body = bodyOf(await compose({ prompt: "```constructor\na < b\n```\n\n```\nc < d\n```" }));
    expect(body).toContain("a &lt; b");
    expect(body).toContain("c &lt; d");
    expect(body).not.toContain("<span");
  });
});

describe("plain text", () => {
  test("is escaped and keeps its white space", async () => {
    const { html: whole } = await compose({ prompt: "\n  a <b>  &amp;\n\tc", format: "text" });
    // The parser swallows one newline after <pre>: one more is written for it.
    expect(whole).toContain('<pre class="plain-text">\n\n  a &lt;b&gt;  &amp;amp;\n\tc</pre>');
  });
});

describe("HTML", () => {
  test("that is a whole document is used as it is, without a template", async () => {
    const { html: whole } = await html('<!doctype html><html lang="de"><body class="x"><p>Hallo</p></body></html>');
    expect(whole).toMatch(
      /^<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Hallo<\/title>|^<!DOCTYPE html>/,
    );
    expect(whole).toContain('<body class="x"><p>Hallo</p></body>');
    expect(whole).not.toContain("@font-face");
  });

  test("that is a piece goes into the plain template", async () => {
    const { html: whole } = await html("<p>Hallo</p>");
    expect(whole).toContain("<main>");
    expect(whole).toContain("@font-face");
  });

  test("that is a whole document goes into a template that was named, with its styles", async () => {
    const prompt = "<!doctype html><head><style>p{color:red}</style></head><body><h1>T</h1><p>x</p></body>";
    const { html: whole } = await compose({ prompt, format: "html", template: "report" });
    expect(whole).toContain("title-block");
    expect(whole).toContain("p{color:red}");
    expect(whole).toContain("<p>x</p>");
  });

  test.each([
    ["<!doctype html>", /^<!DOCTYPE html><html>/],
    ["", /^<html>/],
    ['<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', /^<html>/],
    [
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
      /^<!DOCTYPE html PUBLIC "-\/\/W3C\/\/DTD XHTML 1.0 Transitional/,
    ],
  ])("keeps the mode that %j puts a document in", async (doctype, start) => {
    expect((await html(`${doctype}<html><body>x</body></html>`)).html).toMatch(start);
  });
});

test("halves of surrogate pairs become replacement characters, also in a title that is cut", async () => {
  const document = await compose({ prompt: "a\uD800b", title: `${"x".repeat(299)}😀` });
  expect(bodyOf(document)).toContain("a\uFFFDb");
  expect(document.title).toBe(`${"x".repeat(299)}\uFFFD`);
});

describe("the title", () => {
  test("is the prompt's own", async () => {
    const document = await compose({ prompt: "# Heading", title: "A < B" });
    expect(document.title).toBe("A < B");
    expect(document.html).toContain("<title>A &lt; B</title>");
  });

  test("is else the first heading, without its markup", async () => {
    expect((await compose({ prompt: "Text\n\n## The *best* `code` & more" })).title).toBe("The best code & more");
  });

  test("is else the name of the file", async () => {
    expect((await compose({ prompt: "text" })).title).toBe("note");
  });

  test("of a whole document is its title element, and the prompt's where it gives one", async () => {
    const prompt = "<!doctype html><title>Own</title><h1>Heading</h1>";
    expect((await html(prompt)).title).toBe("Own");
    const named = await compose({ prompt, format: "html", title: "Given" });
    expect(named.title).toBe("Given");
    expect(named.html.match(/<title>/g)).toHaveLength(1);
  });

  test("stands once in a report whose text begins with it", async () => {
    const body = bodyOf(await compose({ prompt: "# Once\n\ntext", template: "report" }));
    expect(body.match(/Once/g)).toHaveLength(1);
  });

  test("is printed by the plain template only where the text has no heading of its own", async () => {
    expect(bodyOf(await compose({ prompt: "text", title: "T" }))).toContain("<h1>T</h1>");
    expect(bodyOf(await compose({ prompt: "# Mine", title: "T" }))).not.toContain("<h1>T</h1>");
    expect(bodyOf(await html("<style>p{}</style><h1>Mine</h1>"))).not.toContain("<h1>note</h1>");
  });
});

describe("the headings of a document", () => {
  const headingsOf = async (prompt: string, more = {}) => (await compose({ prompt, ...more })).headings;

  test("are handed on in their order, as they are read", async () => {
    const prompt = "# One *two*\n\n## See [three](#x)\n\n<h4>four<br>five</h4>\n\n## &nbsp;";
    expect(await headingsOf(prompt)).toEqual([{ text: "One two" }, { text: "See three" }, { text: "four five" }]);
  });

  test("have formulas and notes once, and say what Chromium finds there, too", async () => {
    expect(await headingsOf("# Euler $a^2$[^1]\n\n[^1]: note")).toEqual([
      { text: "Euler a2", written: "Euler a^2a21" },
    ]);
  });

  test("are left out where there are to be no bookmarks", async () => {
    expect(await headingsOf("# One", { options: { outline: false } })).toEqual([]);
  });
});
