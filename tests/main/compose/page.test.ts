import { describe, expect, test } from "vitest";
import { mergePageOptions } from "../../../main/compose/page";
import { compose, html, promptFolder } from "./support";

const inches = (millimetres: number) => millimetres / 25.4;

describe("page options", () => {
  test("are merged key by key, margins side by side, the prompt's last", () => {
    expect(
      mergePageOptions(
        { pageSize: "A4", margins: "10mm", scale: 0.9 },
        { pageSize: undefined, landscape: true, margins: { top: "30mm" } },
      ),
    ).toEqual({
      pageSize: "A4",
      landscape: true,
      scale: 0.9,
      margins: { top: "30mm", right: "10mm", bottom: "10mm", left: "10mm" },
    });
  });

  test("become the last rule of the head, which wins over the document's own", async () => {
    const { html: whole } = await html("<!doctype html><head><style>@page :first{margin:0}</style></head><p>x", {
      options: { pageSize: "A5", margins: { left: "1in" } },
    });
    expect(whole).toContain("<style>@page{size:148mm 210mm!important;margin-left:1in!important}</style></head>");
  });

  test("turn the sheet in the rule, and tell the printer the sheet and the turn", async () => {
    const { html: whole, print } = await compose({ prompt: "x", options: { pageSize: "Letter", landscape: true } });
    expect(whole).toContain("@page{size:11in 8.5in!important}");
    expect(print).toMatchObject({ widthIn: 8.5, heightIn: 11, landscape: true });
  });

  test("turn the template's own sheet when only a turn is asked for", async () => {
    const data = { name: "N" };
    const { html: whole } = await compose({ prompt: "x", template: "invitation", data, options: { landscape: false } });
    expect(whole).toContain("@page{size:148mm 210mm!important}");
  });

  test("that nobody gives leave the template's own", async () => {
    const { html: whole, print } = await compose({ prompt: "x", template: "certificate", data: { name: "N" } });
    expect(whole).toContain("@page{size:297mm 210mm;margin-top:0mm");
    expect(whole).not.toContain("size:297mm 210mm!important");
    expect(print).toMatchObject({ landscape: true, marginsIn: { top: 0, left: 0 } });
  });

  test("have smaller margins in a template where the page is small, unless they are asked for", async () => {
    const margins = async (options: object, template = "plain") =>
      (await compose({ prompt: "x", template, options })).print.marginsIn;
    const card = { pageSize: { width: "100mm", height: "50mm" } };
    const quarter = { top: inches(12.5), bottom: inches(12.5), left: inches(25), right: inches(25) };
    const near = (sides: typeof quarter) =>
      Object.fromEntries(Object.entries(sides).map(([side, length]) => [side, expect.closeTo(length, 3)]));
    expect(await margins(card)).toEqual(near(quarter));
    expect(await margins({ ...card, landscape: true })).toEqual(
      near({ top: inches(24), bottom: inches(24), left: inches(12.5), right: inches(12.5) }),
    );
    expect(await margins({ ...card, margins: { top: "20mm" } })).toEqual(near({ ...quarter, top: inches(20) }));
    expect(await margins({ pageSize: "A5" })).toEqual(
      near({ top: inches(24), bottom: inches(24), left: inches(28), right: inches(28) }),
    );
    const { html: whole } = await compose({ prompt: "x", options: card });
    expect(whole).toContain("@page{size:210mm 297mm;margin-top:0.4921in");
  });

  test("default to A4, tagged, with an outline and backgrounds, and Chromium's margins in a whole document", async () => {
    const { print } = await html("<!doctype html><p>x");
    expect(print).toEqual({
      widthIn: expect.closeTo(inches(210)),
      heightIn: expect.closeTo(inches(297)),
      landscape: false,
      marginsIn: { top: 0.4, right: 0.4, bottom: 0.4, left: 0.4 },
      scale: 1,
      background: true,
      cssPageSize: true,
      headerHtml: undefined,
      footerHtml: undefined,
      pageRanges: undefined,
      tagged: true,
      outline: true,
    });
  });

  test("that are not about the sheet reach the printer as they are", async () => {
    const options = {
      scale: 0.8,
      background: false,
      header: "<b>h</b>",
      pageRanges: "1-2",
      tagged: false,
      outline: false,
    };
    const { print, html: whole } = await html("<!doctype html><p>x", { options });
    expect(print).toMatchObject({
      scale: 0.8,
      background: false,
      headerHtml: "<b>h</b>",
      pageRanges: "1-2",
      tagged: false,
      outline: false,
    });
    expect(whole).not.toContain("@page");
  });
});

describe("headers and footers", () => {
  const folder = promptFolder();

  test("keep their style and the places that Chromium fills in", async () => {
    const footer = '<style>b{color:red}</style><b class="pageNumber"></b> of <span class="totalPages"></span>';
    const { print } = await folder.compose({ prompt: "x", options: { footer } });
    expect(print.footerHtml).toContain("<style>b{color:red}</style>");
    expect(print.footerHtml).toContain('<b class="pageNumber"></b> of <span class="totalPages"></span>');
    expect(print.headerHtml).toBeUndefined();
  });

  test("lose scripts and what would load something, also where scripts are allowed", async () => {
    const header =
      '<script>x</script><img src="http://127.0.0.1/" onerror="x()"><iframe src="http://127.0.0.1/"></iframe>top';
    const { print } = await folder.compose({ prompt: "x", options: { header } }, { allowScripts: true });
    expect(print.headerHtml).toContain("top");
    expect(print.headerHtml).not.toMatch(/script|onerror|127\.0\.0\.1|iframe/);
  });
});
