import { describe, expect, it } from "vitest";
import { countPages } from "../../../main/render/page-count";
import { toPrintOptions } from "../../../main/render/print-options";
import { contentSecurityPolicy, isRequestAllowed } from "../../../main/render/seal";
import type { PrintSettings } from "../../../shared/stages";

describe("isRequestAllowed", () => {
  it.each(["pdfprompt-lane://lane.local/blank", "data:image/png;base64,AAAA"])("lets %s through", (url) => {
    expect(isRequestAllowed(url)).toBe(true);
  });

  it.each([
    "http://127.0.0.1/",
    "https://example.com/",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "ws://127.0.0.1/",
    "blob:null/1",
    "chrome://gpu",
    "pdfprompt-ui://app/index.html",
    "not a url",
    "",
  ])("refuses %j", (url) => {
    expect(isRequestAllowed(url)).toBe(false);
  });
});

describe("contentSecurityPolicy", () => {
  it("allows scripts only where they were allowed, and the network never", () => {
    expect(contentSecurityPolicy(false)).not.toContain("script-src");
    expect(contentSecurityPolicy(true)).toContain("script-src 'self' 'unsafe-inline'");
    for (const policy of [contentSecurityPolicy(false), contentSecurityPolicy(true)]) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/https?:|\*|connect-src/);
    }
  });
});

describe("countPages", () => {
  it("reads the root of the page tree, not one of its branches", () => {
    const pdf = [
      "%PDF-1.4",
      "3 0 obj\n<</Type /Pages\n/Count 8\n/Parent 5 0 R>>\nendobj",
      "5 0 obj\n<</Count 11\n/Type /Pages>>\nendobj",
      "6 0 obj\n<</Count 99\n/Type /Outlines>>\nendobj",
    ].join("\n");
    expect(countPages(Buffer.from(pdf))).toBe(11);
  });

  it("is 0 for what is no PDF", () => {
    expect(countPages(Buffer.from("nothing"))).toBe(0);
  });
});

describe("toPrintOptions", () => {
  const settings: PrintSettings = {
    widthIn: 8.27,
    heightIn: 11.69,
    landscape: false,
    marginsIn: { top: 1, right: 1, bottom: 1, left: 1 },
    scale: 1,
    background: true,
    cssPageSize: true,
    tagged: true,
    outline: true,
  };

  it("shows no header and footer unless one is given, and then never Chromium's own", () => {
    expect(toPrintOptions(settings).displayHeaderFooter).toBeUndefined();
    expect(toPrintOptions({ ...settings, footerHtml: "<b>f</b>" })).toMatchObject({
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: "<b>f</b>",
    });
    expect(toPrintOptions({ ...settings, headerHtml: "<b>h</b>", footerHtml: "" })).toMatchObject({
      headerTemplate: "<b>h</b>",
      footerTemplate: "<span></span>",
    });
    expect(toPrintOptions({ ...settings, headerHtml: "", footerHtml: "" }).displayHeaderFooter).toBeUndefined();
  });

  it("lets the document's own page size win, with tags and outline", () => {
    expect(toPrintOptions(settings)).toMatchObject({
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      pageSize: { width: 8.27, height: 11.69 },
    });
  });
});
