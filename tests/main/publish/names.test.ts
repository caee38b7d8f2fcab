import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namePatternProblem, numberedName, outputKey, outputName } from "../../../main/publish";
import { found } from "../../support/jobs";

const at = { index: 7, date: "2026-11-23" };

describe("outputName", () => {
  it("is the file's name, with the row where a file has many", () => {
    expect(outputName(undefined, { found: found("letter"), ...at })).toBe("letter.pdf");
    expect(outputName(undefined, { found: found("people", { row: 3 }), ...at })).toBe("people-3.pdf");
  });

  it("keeps the folders beneath the one that was named", () => {
    expect(outputName(undefined, { found: found("a", { relativeDir: "north/2026" }), ...at })).toBe("north/2026/a.pdf");
  });

  it("fills placeholders and fields", () => {
    const prompt = { prompt: "", title: "Offer", id: "x1", data: { name: "Zoë", n: 5 } };
    const pattern = "{index}-{title}-{id}-{date}-{field:name}-{field:n}-{row}-{stem}.pdf";
    expect(outputName(pattern, { found: found("s", { row: 2, prompt }), ...at })).toBe(
      "7-Offer-x1-2026-11-23-Zoë-5-2-s.pdf",
    );
  });

  it("lets the prompt's own pattern win", () => {
    const prompt = { prompt: "", output: "mine" };
    expect(outputName("{stem}", { found: found("s", { prompt }), ...at })).toBe("mine.pdf");
  });

  it("says which placeholder or field it does not know", () => {
    const prompt = { prompt: "", data: { name: "Zoë" } };
    expect(() => outputName("{steem}", { found: found("s"), ...at })).toThrow(/\{steem\}.*\{stem\}/);
    expect(() => outputName("{field:nme}", { found: found("s", { prompt }), ...at })).toThrow(
      /"nme".*Its fields: name/,
    );
    expect(() => outputName("{field:__proto__}", { found: found("s", { prompt }), ...at })).toThrow(/__proto__/);
  });

  it("passes values through filters, one after the other", () => {
    const data = { city: "São  Paulo, SP", empty: " ", nested: { code: "ab" }, nothing: null };
    const prompt = { prompt: "", title: "Crème Brûlée 🇫🇷🇫🇷 2×", id: "X1", data };
    const name = (pattern: string) => outputName(pattern, { found: found("s", { row: 42, prompt }), ...at });
    for (const [pattern, expected] of [
      ["{row|pad:4}", "0042"],
      ["{index|pad:1}", "7"],
      ["{title|slug}", "creme-brulee-2"],
      ["{title|upper|truncate:7}", "CRÈME B"],
      ["{title|truncate:14}", "Crème Brûlée 🇫🇷"],
      ["{id|lower}-{field:city|slug}", "x1-sao-paulo-sp"],
      ["{field:empty|default:none}-{field:nested.code}", "none-ab"],
      ["{field:gone|default:none}-{field:nothing|default:0}", "none-0"],
      ["{date|%Y-%m}_{date|%d.%m.%y %%}", "2026-11_23.11.26 %"],
    ] as const) {
      expect(name(pattern)).toBe(`${expected}.pdf`);
    }
  });

  it("makes folders of the slashes that the user wrote, and of no others", () => {
    const data = { city: "a/../b", none: "" };
    const name = (pattern: string, output?: string) => {
      const prompt = { prompt: "", data, ...(output ? { output } : {}) };
      return outputName(pattern, { found: found("s", { relativeDir: "in", prompt }), ...at });
    };
    expect(name("{date|%Y}/{field:city}/{stem}")).toBe("in/2026/a-..-b/s.pdf");
    expect(name("/../x/./{field:none}/{stem}.pdf")).toBe("in/x/s.pdf");
    expect(name("{stem}/")).toBe("in/s/document.pdf");
    expect(name("x.pdf/{stem}")).toBe("in/x.pdf_/s.pdf");
    expect(name("x/{stem}", "north/{stem}")).toBe("in/north-s.pdf");
  });

  it.each([
    ["{title|lwer}", /unknown filter "\|lwer"\. Did you mean "lower"\?/],
    ["{row|pad}", /"\|pad" of the name pattern is written \|pad:N/],
    ["{row|pad:1000}", /is written \|pad:N/],
    ["{row|lower:2}", /is written \|lower/],
    ["{tilte}", /\{tilte\}\. Did you mean "title"\?/],
    ["{field:}", /unknown placeholder \{field:\}/],
    ["{title|%Y}", /unknown filter "\|%Y"/],
    ["{}", /unknown placeholder \{\}/],
    ["", /pattern is empty\. Known are/],
    [" ", /pattern is empty/],
    ["{stem}-{field:x", /has a \{ without its \}: \{stem\}-\{field:x\. Known are/],
    ["{{stem}", /has a \{ without its \}/],
    ["stem}", /has a \} without its \{/],
    ["{date|%Y-%Q}", /date format "\|%Y-%Q" of the name pattern has %Q\. Known are %Y/],
    ["{date|%Y%}", /has %\. Known are/],
  ])("says what is wrong with %s, before any prompt is read", (pattern, message) => {
    expect(namePatternProblem(pattern)).toMatch(message);
    expect(() => outputName(pattern, { found: found("s"), ...at })).toThrow(message);
  });

  it("knows the nearest field", () => {
    const prompt = { prompt: "", data: { customer: "x", city: { name: "y" } } };
    const name = (pattern: string) => outputName(pattern, { found: found("s", { prompt }), ...at });
    expect(() => name("{field:custmer}")).toThrow(/"custmer".*Did you mean "customer"\? Its fields: customer, city/);
    expect(() => name("{field:city}")).toThrow(/does not have as text\. Its fields/);
    expect(() => name("{field:city.constructor}")).toThrow(/"city.constructor"/);
  });

  it.each([
    ["../../etc/passwd", "..-..-etc-passwd"],
    ["/absolute", "-absolute"],
    ["C:\\temp\\x", "C--temp-x"],
    ["nul", "_nul"],
    ["COM1.txt", "_COM1.txt"],
    ["COM¹", "_COM¹"],
    ["lpt².a", "_lpt².a"],
    ["AUX .txt", "_AUX .txt"],
    ["CON ", "_CON"],
    ["CONTRACT .txt", "CONTRACT .txt"],
    ["ends with dots...", "ends with dots"],
    ["a\0b\nc", "a-b-c"],
    ["invoice\u202efdp.exe", "invoicefdp.exe"],
    ["   ", "document"],
    ["...", "document"],
    [".hidden", "hidden"],
  ])("makes %j safe", (title, expected) => {
    const prompt = { prompt: "", title };
    const name = outputName("{title}", { found: found("s", { prompt }), ...at });
    expect(name).toBe(`${expected.replace(/^\.+/, "")}.pdf`);
  });

  it("keeps long names apart that begin alike", () => {
    const name = (end: string) =>
      outputName("{title}", { found: found("s", { prompt: { prompt: "", title: "ü".repeat(300) + end } }), ...at });
    expect(Buffer.byteLength(name("a"))).toBeLessThanOrEqual(204);
    expect(name("a")).not.toBe(name("b"));
  });

  it("never leaves the folder and never makes a name that a system refuses", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, relativeDir) => {
        const name = outputName("{title}", {
          found: found("s", { relativeDir, prompt: { prompt: "", title } }),
          ...at,
        });
        for (const part of name.split("/")) {
          expect(part).not.toMatch(/^\.{0,2}$|[<>:"\\|?*]|[. ]$/);
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(204);
        }
        expect(name).toMatch(/\.pdf$/);
        expect(name.startsWith("/")).toBe(false);
      }),
    );
  });
});

describe("numberedName and outputKey", () => {
  it("numbers from two on", () => {
    expect([1, 2, 3].map((number) => numberedName("a/b.pdf", number))).toEqual(["a/b.pdf", "a/b-2.pdf", "a/b-3.pdf"]);
  });

  it("sees names as one that some file system would", () => {
    expect(outputKey("/out", "Ä.pdf")).toBe(outputKey("/out", "a\u0308.PDF"));
    for (const [one, other] of [
      ["straße", "STRASSE"],
      ["ſ", "S"],
      ["ﬁn", "FIN"],
      ["ΟΔΟΣ 1", "οδοσ 1"],
    ]) {
      expect(outputKey("/out", `${one}.pdf`)).toBe(outputKey("/out", `${other}.pdf`));
    }
  });
});
