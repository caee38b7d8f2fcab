import { describe, expect, test } from "vitest";
import { mayDependOnBeingShown } from "../../../main/compose/vocabulary";
import { bodyOf, html, markdown } from "./support";

const page = (body: string) => html(`<!doctype html><body>${body}</body>`);

describe("what a sealed lane cannot do", () => {
  test.each([
    ['<iframe src="x">a</iframe>b', "b"],
    ['<iframe srcdoc="<p>x">a</iframe>b', "b"],
    ["<embed src=x>b", "b"],
    ["<object data=x>instead</object>b", "insteadb"],
    ["<portal src=x>a</portal>", "a"],
    ["<fencedframe>a</fencedframe>", "a"],
    ["<webview src=x>a</webview>", "a"],
    ["<svg><iframe>a</iframe></svg>", "<svg></svg>"],
  ])("is left out with a warning, and the document stays fast: %s", async (body, shown) => {
    const document = await page(body);
    expect(bodyOf(document)).toBe(`<body>${shown}</body></html>`);
    expect(document.warnings.map(({ code }) => code)).toEqual(["asset-blocked"]);
    expect(document.lane).toBe("fast");
  });

  test("of a frameset leaves an empty document", async () => {
    const document = await html("<!doctype html><frameset><frame src=x></frameset>");
    expect(document.html).not.toContain("<frame");
    expect(document.lane).toBe("fast");
  });

  test("of meta elements: no http-equiv remains, a refresh is told", async () => {
    const document = await html(
      '<!doctype html><meta HTTP-EQUIV=" Refresh" content="0;url=http://h"><meta http-equiv="Content-Security-Policy" content="x">' +
        '<meta name=viewport content="width=1"><meta charset=latin1>x',
    );
    expect(document.html.match(/<meta/g)).toHaveLength(1);
    expect(document.warnings.map(({ message }) => message)).toEqual([expect.stringContaining("refresh")]);
    expect(document.lane).toBe("fast");
  });

  test("base is ignored, with a warning", async () => {
    const document = await html('<!doctype html><base href="http://h/"><p>x');
    expect(document.html).not.toContain("base");
    expect(document.warnings).toHaveLength(1);
  });

  test("noscript shows what it holds", async () => {
    expect(bodyOf(await page("<noscript><b>a</b><iframe src=x></iframe></noscript>"))).toBe(
      "<body><b>a</b></body></html>",
    );
  });

  test("raw text elements are shown alike, escaped", async () => {
    expect(bodyOf(await page("<xmp><iframe></xmp>"))).toBe("<body><pre>&lt;iframe&gt;</pre></body></html>");
    expect(bodyOf(await page("a<plaintext></body><iframe>"))).toContain("<pre>&lt;/body&gt;&lt;iframe&gt;");
    expect(bodyOf(await page("<noembed><iframe></noembed><noframes><iframe></noframes>"))).toBe("<body></body></html>");
  });
});

describe("the lane", () => {
  test.each([
    ["the meta element of colour schemes", '<meta name="color-scheme" content="dark">'],
    ["a shadow root", "<div><template shadowrootmode=open><p>x</p></template></div>"],
  ])("is full for %s", async (_, body) => {
    expect((await page(body)).lane).toBe("full");
  });

  test.each([
    ["a document that talks of frames", "&lt;iframe> and <code>&lt;meta http-equiv></code>"],
    ["an attribute that names one", '<p title="<iframe>">x</p>'],
    ["a comment that holds one", "<!-- <iframe> -->"],
    ["the CSS property of colour schemes", "<style>:root{color-scheme:dark}</style>"],
    ["an inert template", "<template><iframe></iframe></template>"],
  ])("is fast for %s", async (_, body) => {
    expect((await page(body)).lane).toBe("fast");
  });

  test("cleans what a shadow root holds, too", async () => {
    const document = await page(
      "<div><template shadowrootmode=open><iframe></iframe><p onclick=x()>x</p></template></div>",
    );
    expect(bodyOf(document)).toContain('<template shadowrootmode="open"><p>x</p></template>');
  });
});

describe("the layout that a document needs before its print", () => {
  test.each([
    ["<p>a</p><table><tr><td>1</table>", "print"],
    ['<style>p{color:red;background:linear-gradient(red,blue)}</style><p><a href="#x">a</a>', "print"],
    ["<img src='x.png'>", "load"],
    ["<style>p{background:URL(data:image/png;base64,AA)}</style><p>a", "load"],
    ["<style>@font-face{font-family:a;src:local(b)}</style><p>a", "load"],
    ["<style>p{background:u\\72l(data:image/png;base64,AA)}</style><p>a", "always"],
    ["<p style='animation:a 1s'>a", "always"],
    ["<p style='position:Fixed'>a", "always"],
    ["<div style='overflow:scroll'>a", "always"],
    ["<svg><rect width=1 height=1></svg>", "always"],
    ["<details><summary>a</summary>b</details>", "always"],
    ["<input value=a>", "always"],
  ])("of %s is: %s", async (body, layout) => {
    expect((await page(body)).layout).toBe(layout);
  });

  test("is none where only built-in fonts are loaded, whose addresses are told", async () => {
    const document = await markdown("# Title\n\nText with `code`.\n");
    expect(document.layout).toBe("print");
    expect(document.fonts.length).toBeGreaterThan(4);
    for (const address of document.fonts) expect(document.html).toContain(`url("${address}")`);
    // Besides the tick of a task list, which is in the style sheet itself.
    expect(document.html.match(/url\((?!"data:)/g)).toHaveLength(document.fonts.length);
  });

  test("is not changed by the built-in style sheets, which hold nothing that depends on being shown", async () => {
    const { html: written } = await markdown("# Title\n\nText with `code` and $x$.\n\n> [!NOTE]\n> Box\n");
    for (const part of ["font-face", ".katex{", ".callout {"]) expect(written).toContain(part);
    // Escapes in its strings are ours, and a table of fixed columns stays where it is.
    const rest = written.replaceAll("\\", "").replaceAll("table-layout:fixed", "");
    expect(mayDependOnBeingShown(rest)).toBe(false);
  });
});

describe("scripts", () => {
  const body = '<p onclick="a()">x</p><script>document.write("y")</script><svg><script>z()</script></svg>';

  test("that are not allowed are left out, and the document stays fast", async () => {
    const document = await page(body);
    expect(bodyOf(document)).toBe("<body><p>x</p><svg></svg></body></html>");
    expect(document).toMatchObject({ lane: "fast", scripts: false });
  });

  test("that are allowed stay and take the full lane", async () => {
    const document = await html(`<!doctype html><body>${body}</body>`, { allowScripts: true });
    expect(document.html).toContain('<p onclick="a()">');
    expect(document.html).toContain('<script>document.write("y")</script>');
    expect(document).toMatchObject({ lane: "full", scripts: true });
  });

  test("that are allowed but absent leave the document fast", async () => {
    const document = await html("<!doctype html><p>x</p><noscript>y</noscript>", { allowScripts: true });
    expect(document).toMatchObject({ lane: "fast", scripts: false });
  });

  test("that are allowed are still not fetched from elsewhere", async () => {
    const document = await html('<!doctype html><script src="http://h/x.js"></script>', { allowScripts: true });
    expect(document.html).toContain("<script></script>");
    expect(document.warnings).toHaveLength(1);
  });
});
