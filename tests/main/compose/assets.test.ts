import { symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { promptFolder } from "./support";

const folder = promptFolder();
const image = (src: string) =>
  folder.compose({ prompt: `<!doctype html><p>a</p>\n<img src="${src}">`, format: "html" });

describe("an image of the prompt's folder", () => {
  test.each([
    ["plain", "a.png", "a.png"],
    ["in a folder", "img/a.png", "img/a.png"],
    ["with a dot", "./img/../a.png", "a.png"],
    ["percent-encoded", "my%20image.png", "my image.png"],
    ["in another script", "gr%C3%B6%C3%9Fe.png", "größe.png"],
    ["with a query", "a.png?v=2", "a.png"],
    ["with white space around", "\n a.png ", "a.png"],
    ["with a broken percent sign", "100%.png", "100%.png"],
  ])("is found: %s", async (_, src, file) => {
    const path = folder.write(file);
    const { html, assets, warnings, lane } = await image(src);
    const [key = ""] = Object.keys(assets);
    expect(assets).toEqual({ [key]: path });
    expect(key).toMatch(/^a\/[0-9a-f]{16}\/[A-Za-z0-9._-]+\.png$/);
    expect(html).toContain(`<img src="/${key}">`);
    expect(warnings).toEqual([]);
    expect(lane).toBe("fast");
  });

  test("gets another address when it changes", async () => {
    const path = folder.write("a.png");
    const before = Object.keys((await image("a.png")).assets);
    utimesSync(path, 1, 1);
    expect(Object.keys((await image("a.png")).assets)).not.toEqual(before);
  });

  test("is found in srcset, source, poster, input, SVG and Markdown, too", async () => {
    folder.write("a.png");
    folder.write("b.png");
    const prompt =
      '<!doctype html><picture><source srcset="a.png 1x, b.png 2x"><img src="a.png"></picture><video poster="b.png" src="v.mp4">' +
      '</video><input type="image" src="a.png"><svg><image href="a.png"/><image xlink:href="b.png"/></svg>';
    const { html, assets, warnings } = await folder.compose({ prompt, format: "html" });
    expect(Object.keys(assets)).toHaveLength(2);
    expect(html.match(/"\/a\/|, \/a\//g)).toHaveLength(7);
    expect(html).not.toContain("v.mp4");
    expect(warnings).toEqual([]);
    expect(Object.keys((await folder.compose({ prompt: "![x](a.png)" })).assets)).toHaveLength(1);
  });

  test("may be a link to another file of the folder", async () => {
    const path = folder.write("a.png");
    symlinkSync(path, join(folder.path, "link.png"));
    expect(Object.values((await image("link.png")).assets)).toEqual([path]);
  });

  test("that is missing leaves the document whole, with a warning at its line, and the file as a dependency", async () => {
    const source = folder.write("page.html", '---\nx: 1\n---\n<p>a</p>\n<img alt="A" src="gone.png">\n');
    const prompt = '<p>a</p>\n<img alt="A" src="gone.png">\n';
    const { html, warnings, assets, dependencies } = await folder.compose({ prompt, format: "html" }, { source });
    expect(html).toContain('<img alt="A">');
    expect(assets).toEqual({});
    expect(warnings).toEqual([
      { code: "asset-missing", message: expect.stringContaining(join(folder.path, "gone.png")), source, line: 5 },
    ]);
    expect(dependencies).toEqual([join(folder.path, "gone.png")]);
  });

  test("that is a data URL stays", async () => {
    const { html, warnings } = await image("data:image/gif;base64,R0lGODlhAQABAAAAACw=");
    expect(html).toContain('src="data:image/gif;base64,R0lGODlhAQABAAAAACw="');
    expect(warnings).toEqual([]);
  });
});

describe("a reference that leaves the prompt's folder", () => {
  test.each([
    "../secret.png",
    "..%2fsecret.png",
    "%2e%2e/secret.png",
    "img/../../secret.png",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "//host/share.png",
    "\\\\host\\share.png",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    " f\nile:///etc/passwd",
    "&#x66;ile:///etc/passwd",
    "http://127.0.0.1/x.png",
    "hTTps://example.org/x.png",
    "ftp://example.org/x.png",
    "javascript:alert(1)",
    "blob:x",
    "/a/0123456789abcdef/x.png",
    "/builtin/fonts/../../index.cjs",
    "a%00.png",
    "link.png",
    "linked/secret.png",
    "img",
    ".",
  ])("is blocked: %j", async (src) => {
    writeFileSync(join(folder.parent, "secret.png"), "SECRET");
    folder.write("img/a.png");
    symlinkSync(join(folder.parent, "secret.png"), join(folder.path, "link.png"));
    symlinkSync(folder.parent, join(folder.path, "linked"));
    const { html, assets, warnings, lane } = await image(src);
    expect(assets).toEqual({});
    expect(html).toContain("<img>");
    expect(warnings.map(({ code }) => code)).toEqual(["asset-blocked"]);
    expect(lane).toBe("fast");
  });

  test("is not told apart by whether the file exists", async () => {
    writeFileSync(join(folder.parent, "there.png"), "x");
    const [there] = (await image("../there.png")).warnings;
    const [gone] = (await image("../gone.png")).warnings;
    expect(there?.message.replace("there", "gone")).toBe(gone?.message);
  });

  test("is blocked when the file is larger than 25 MB", async () => {
    truncateSync(folder.write("big.png"), 25 * 1024 * 1024 + 1);
    const { warnings, assets } = await image("big.png");
    expect(warnings[0]?.message).toContain("larger than 25 MB");
    expect(assets).toEqual({});
  });

  test("is blocked in every other attribute that could load something", async () => {
    const prompt =
      '<!doctype html><img srcset="http://h/a.png 2x"><table background="http://h/b.png"></table><svg><use href="http://h/c.svg#x"/>' +
      '<image xlink:href="file:///etc/passwd"/><rect fill="url(http://h/d)"/></svg><p style="background:url(//h/e.png)">' +
      '<audio src="http://h/f"></audio><link rel="preconnect" href="http://h/"><link rel="stylesheet" href="http://h/g.css">';
    const { html, assets, lane } = await folder.compose({ prompt, format: "html" });
    expect(html).not.toMatch(/http:|file:|\/\/h\//);
    expect(assets).toEqual({});
    expect(lane).toBe("fast");
  });

  test("is warned about once, and a hundred times at most", async () => {
    const one = await folder.compose({ prompt: '<img src="x.png">'.repeat(50), format: "html" });
    expect(one.warnings).toHaveLength(1);
    const prompt = Array.from({ length: 150 }, (_, index) => `<img src="${index}.png">`).join("");
    const many = (await folder.compose({ prompt, format: "html" })).warnings;
    expect(many).toHaveLength(101);
    expect(many.at(-1)?.message).toBe("50 more files were left out of this document.");
  });
});

describe("links", () => {
  test("to the web, to mail and within the document stay; others lose their address", async () => {
    const prompt =
      '<!doctype html><a href="https://example.org/">1</a><a href="mailto:a@b.c">2</a><a href="#top">3</a>' +
      '<a href="other.md">4</a><a href="file:///etc/passwd">5</a><a href="javascript:x()">6</a>';
    const { html, warnings } = await folder.compose({ prompt, format: "html" });
    expect(html).toContain('<a href="https://example.org/">1</a><a href="mailto:a@b.c">2</a><a href="#top">3</a>');
    expect(html).toContain("<a>4</a><a>5</a><a>6</a>");
    expect(warnings).toEqual([]);
  });
});
