import { statSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { promptFolder } from "./support";

const folder = promptFolder();
const whole = (body: string, more = {}) =>
  folder.compose({ prompt: `<!doctype html><body>${body}</body>`, format: "html", ...more });

describe("a document says nothing that would depend on the moment or on its lane:", () => {
  test("a progress bar has a value", async () => {
    const { html } = await whole('<progress></progress><progress value=".4"></progress>');
    expect(html).toContain('<progress value="0"></progress><progress value=".4"></progress>');
  });

  test("sound and video show no controls", async () => {
    const rule = ":is(audio,video)::-webkit-media-controls{display:none!important}";
    expect((await whole("<video controls></video>")).html).toContain(`${rule}</style></head>`);
    expect((await whole("<audio controls></audio>")).html).toContain(rule);
    expect((await whole("<p>video</p>")).html).not.toContain(rule);
  });

  test("text does not run", async () => {
    const { html } = await whole('<marquee>a</marquee><marquee style="color:red" behavior="alternate">b</marquee>');
    expect(html).toContain('<span style="display:inline-block">a</span>');
    expect(html).toContain('<span style="display:inline-block;color:red" behavior="alternate">b</span>');
  });

  test("a header or footer does not ask for the address", async () => {
    const header = '<b class="title url pageNumber"></b><i class="URL"></i><u class="my-url url2"></u>';
    const { print } = await whole("<p>a</p>", { options: { header, footer: '<p class="url">x</p>' } });
    expect(print.headerHtml).toMatch(
      /^<b class="title\s+pageNumber"><\/b><i class=""><\/i><u class="my-url url2"><\/u>$/,
    );
    expect(print.footerHtml).toBe('<p class="">x</p>');
  });
});

describe("an address in a lane", () => {
  test("is another one for each size of an image, in each document", async () => {
    folder.write("a.png");
    const srcset = '<img srcset="a.png 1x, a.png 2x"><img srcset="a.png#f 1x">';
    const htmls = [(await whole(srcset)).html, (await whole(srcset)).html];
    const addresses = htmls.flatMap((html) => html.match(/\/a\/[0-9a-f]{16}\/a\.png\?[^ #"]+/g) ?? []);
    expect(addresses).toHaveLength(6);
    expect(new Set(addresses).size).toBe(6);
    expect(htmls[0]).toMatch(/a\.png\?[^ "#]+#f 1x/);
  });

  test("is another one for a file of the same size whose time was set back", async () => {
    const path = folder.write("b.png");
    const { atime, mtime, size } = statSync(path);
    const before = Object.keys((await whole('<img src="b.png">')).assets);
    expect(Object.keys((await whole('<img src="b.png">')).assets)).toEqual(before);
    writeFileSync(path, Buffer.alloc(size, 7));
    utimesSync(path, atime, mtime);
    expect(statSync(path)).toMatchObject({ mtime, size });
    expect(Object.keys((await whole('<img src="b.png">')).assets)).not.toEqual(before);
  });
});
