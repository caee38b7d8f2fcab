import { describe, expect, test } from "vitest";
import { bodyOf, compose } from "./support";

const body = async (prompt: string) => bodyOf(await compose({ prompt }));
/** What stands between `<main>` and `</main>`. */
const main = async (prompt: string) => /<main>\s*([\s\S]*?)\s*<\/main>/.exec(await body(prompt))?.[1] ?? "";

describe("formulas", () => {
  test("are set, with their source as the text that is read aloud", async () => {
    const shown = await body("Energy is $E = mc^2$.");
    expect(shown).toContain('<span class="math" role="img" aria-label="E = mc^2">');
    expect(shown).toContain('<span class="mord mathnormal">m</span>');
    expect(shown).not.toMatch(/aria-hidden|<math/);
  });

  test.each([
    ["on lines of their own", "$$\nx\n$$"],
    ["on one line", "$$ x $$"],
    ["over lines that carry text", "$$x\n+ y$$"],
    ["in a line of text", "a $$x$$ b"],
    ["as a code block", "```math\nx\n```"],
    ["in a list", "- a\n\n  $$\n  x\n  $$"],
    ["in a quote", "> $$\n> x\n> $$"],
    ["right below text", "text\n$$\nx\n$$"],
  ])("stand by themselves %s", async (_, prompt) => {
    const shown = await body(prompt);
    expect(shown).toContain('class="math math-display"');
    expect(shown).not.toContain("$");
  });

  test.each([
    "From $5 to $10 a month, or $15.",
    "US$30 and CA$40",
    "a $ b $ c",
    "an \\$x\\$ that is escaped, and $$ alone",
    "$$\n\nnot closed before a blank line\n\n$$",
    "`$x$`",
  ])("are not made of money, code and lone dollars: %s", async (prompt) => {
    const { html, fonts } = await compose({ prompt });
    expect(html).not.toContain("katex");
    expect(fonts.join()).not.toContain("katex");
  });

  test("bring their fonts and styles, into a template of one's own as well", async () => {
    const { html, fonts, warnings } = await compose({ prompt: "$x$" });
    expect(fonts).toContain("/builtin/fonts/katex-math-italic.woff2");
    expect(html).not.toContain("url(fonts/");
    expect(warnings).toEqual([]);
  });

  test("that are none are printed as written, with a warning that says where", async () => {
    const { html, warnings } = await compose({ prompt: "a\n\n$\\frac{1}{$ and <b>$\\nonsense$</b>" });
    expect(html).toContain('<code class="math-error">\\frac{1}{</code>');
    expect(warnings.map(({ code }) => code)).toEqual(["input-invalid", "input-invalid"]);
    expect(warnings[0]?.message).toMatch(/"\\frac\{1\}\{" is printed as it is written: .*expected '\}'/);
    expect(warnings[1]?.message).toContain("Undefined control sequence");
  });

  test("hold the macros of the formulas before them, and of no other document", async () => {
    expect(await body("$\\gdef\\half{\\frac12}$ $\\half$")).not.toContain("math-error");
    expect(await body("$\\half$")).toContain("math-error");
  });

  test("can neither link nor load, nor expand without end", async () => {
    const shown = await body(
      "$\\href{https://example.org}{x}$ $\\includegraphics{a.png}$ $\\def\\a{\\a\\a}\\a$ $\\htmlStyle{color:red}{x}$",
    );
    expect(shown).not.toMatch(/<a href="https:|<img/);
    expect(shown.match(/math-error/g)).toHaveLength(1);
  });
});

describe("boxes", () => {
  test("are quotes that begin with a marker", async () => {
    const shown = await main("> [!WARNING]\n> Careful *here*.\n>\n> - one");
    expect(shown).toBe(
      '<div class="callout callout-warning" role="note">\n<p class="callout-title">Warning</p>\n' +
        "<p>Careful <em>here</em>.</p>\n<ul>\n<li>one</li>\n</ul>\n</div>",
    );
  });

  test("are what stands between colons", async () => {
    const shown = await main(":::danger Mind the *gap*\ntext\n:::");
    expect(shown).toContain('<div class="callout callout-caution" role="note">');
    expect(shown).toContain('<p class="callout-title">Mind the <em>gap</em></p>\n<p>text</p>');
  });

  test("may hold quotes, and other boxes", async () => {
    const shown = await main("> [!note]\n>\n> > plain\n>\n> > [!TIP] Inner\n> > text\n\n> quote");
    expect(shown.match(/<blockquote>/g)).toHaveLength(2);
    expect(shown.match(/<\/blockquote>/g)).toHaveLength(2);
    expect(shown.match(/class="callout-title"/g)).toHaveLength(2);
    expect(shown.indexOf("plain")).toBeLessThan(shown.indexOf("Inner"));
  });

  test.each(["> [!OTHER]\n> x", ":::other\nx\n:::", "> x\n> [!NOTE]", "text [!NOTE]"])(
    "are nothing else: %j",
    async (prompt) => {
      expect(await main(prompt)).not.toContain("callout");
    },
  );
});

describe("a table of contents", () => {
  test("stands where it was asked for, and lists three levels below the title", async () => {
    const shown = await main("# T\n\n[[toc]]\n\n## A `b`\n\n### C\n\n#### D\n\n##### E\n\n## [F](#x)[^1]\n\n[^1]: n");
    expect(/<nav class="toc">.*<\/nav>/.exec(shown)?.[0]).toBe(
      '<nav class="toc"><ul><li><a href="#a-b">A <code>b</code></a><ul><li><a href="#c">C</a><ul><li><a href="#d">D</a>' +
        '</li></ul></li></ul></li><li><a href="#f">F</a></li></ul></nav>',
    );
  });

  test("links to headings of the same name one by one", async () => {
    const shown = await main("[toc]\n\n# A\n\n# A\n\n# B");
    const targets = [...shown.matchAll(/<a href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets).toEqual(["a", "a-1", "b"]);
    for (const id of targets) expect(shown).toContain(`id="${id}"`);
  });

  test("takes levels as they come", async () => {
    const shown = await main("[toc]\n\n### C\n\n## B\n\n#### D\n\n### C2");
    const nav = /<nav.*<\/nav>/.exec(shown)?.[0] ?? "";
    expect(nav.match(/<ul>/g)?.length).toBe(nav.match(/<\/ul>/g)?.length);
    expect(nav.match(/<li>/g)?.length).toBe(nav.match(/<\/li>/g)?.length);
    expect([...nav.matchAll(/">([^<]*)<\/a>/g)].map(([, text]) => text)).toEqual(["C", "B", "D", "C2"]);
  });

  test("is nothing without headings, and [toc] in a text is text", async () => {
    expect(await main("[toc]\n\ntext")).toBe("<p>text</p>");
    expect(await main("see [toc] there")).toBe("<p>see [toc] there</p>");
  });
});

describe("page breaks", () => {
  test.each(["\\pagebreak", "\\newpage", "<!-- pagebreak -->", "<!--page-break-->"])(
    "are written %s",
    async (marker) => {
      const { html } = await compose({ prompt: `a\n${marker}\nb` });
      expect(bodyOf({ html } as never)).toContain('<p>a</p>\n<div class="page-break"></div>\n<p>b</p>');
      expect(html).toContain(".page-break + * { break-before: page;");
    },
  );

  test("are nothing within a line or code", async () => {
    expect(await body("a \\pagebreak b\n\n    \\pagebreak")).not.toContain("page-break");
  });
});

test("a document without any of it carries none of its styles", async () => {
  const { html } = await compose({ prompt: "# A\n\n> quote\n\n- [x] done" });
  expect(html).not.toMatch(/callout|\.toc|page-break|katex/);
});

describe("what is made to take long", () => {
  const many = 20_000;
  test.each([
    ["dollars", "$".repeat(50_000)],
    ["dollars that open", "$a ".repeat(many)],
    ["dollars that close", " a$".repeat(many)],
    ["escaped dollars", `$${"\\$".repeat(many)}`],
    ["addresses with www", "www.".repeat(20_000)],
    ["many addresses with www", "(www.a".repeat(20_000)],
    ["backslashes", `$x${"\\".repeat(50_000)}$`.repeat(2)],
    ["formulas that do not end", "$$ a\n".repeat(many)],
    ["quoted formulas that do not end", "> $$ a\n".repeat(many)],
    ["boxes", "> [!NOTE]\n".repeat(many)],
    ["nested boxes", Array.from({ length: 100 }, (_, depth) => `${"> ".repeat(depth + 1)}[!NOTE]`).join("\n")],
    ["containers", ":::note\n".repeat(2000)],
    ["tables of contents", `${"# a\n\n".repeat(2000)}${"[toc]\n\n".repeat(2000)}`],
    ["formulas that end where others begin", `${"$$a\n".repeat(many)}$$`],
    ["page breaks", "\\pagebreak\n".repeat(many)],
  ])("ends: %s", async (_, prompt) => {
    expect((await compose({ prompt })).html).toContain("<main>");
  });
});

describe("addresses and links", () => {
  test("are linked with www as with a scheme, and no other bare names", async () => {
    const shown = await main("See www.example.com/a_b, (www.example.org) and readme.md or example.com; awww.x");
    expect(shown).toContain('<a href="http://www.example.com/a_b">www.example.com/a_b</a>,');
    expect(shown).toContain('(<a href="http://www.example.org">www.example.org</a>)');
    expect(shown.match(/<a /g)).toHaveLength(2);
  });

  test("to what the document does not have are warned of", async () => {
    const text = '# Größe\n\n[a](#größe) [b](#nope) [c](#top) [d](#here)\n\n<i id="here">x</i>';
    const { warnings } = await compose({ prompt: text });
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ["input-invalid", 'The link to "#nope" leads nowhere: nothing in the document has that name.'],
    ]);
  });
});

test("a note that is referred to again has one number", async () => {
  const shown = await main("a[^n] b[^n]\n\n[^n]: note");
  expect(shown.match(/>1<\/a>/g)).toHaveLength(2);
  expect(shown).not.toContain(">1:1<");
});

test("scripts are left out with a warning, unless they are data", async () => {
  const { warnings } = await compose({
    prompt: 'x\n\n<script>1</script>\n<script type="application/ld+json">{}</script>',
  });
  expect(warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "asset-blocked <script> was left out: scripts do not run unless they are allowed (--allow-scripts).",
  ]);
  expect((await compose({ prompt: "<script>1</script>" }, { allowScripts: true })).warnings).toEqual([]);
});
