import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publish } from "../../../main/publish";
import { type PdfProperties, UnexpectedStructure, withProperties } from "../../../main/publish/properties";
import { readStructure } from "../../../main/publish/properties/structure";
import { pdfOutlineTitles } from "../../support/pdf";
import { tempFolder } from "../../support/temp";

const EPOCH = 1_700_000_000;
const PROPERTIES: PdfProperties = { title: "Title", creator: "Test 1" };

interface Made {
  /** Ids of structure elements, in the order of their objects. */
  nodes?: readonly number[];
  day?: string;
  language?: boolean;
  /** Titles of bookmarks below each other, as PDF writes them. */
  bookmarks?: readonly string[];
}

/** A PDF of one page as Chromium writes it: plain objects, one table of them, ids of elements and a table of those. */
function pdfOf({ nodes = [], day = "20261126080000+00'00'", language = true, bookmarks = [] }: Made = {}): Buffer {
  const id = (node: number) => `(node${String(node).padStart(8, "0")})`;
  const names = [...nodes]
    .map((node, index) => ({ node, object: 7 + index }))
    .sort((a, b) => a.node - b.node)
    .map(({ node, object }) => `${id(node)} ${object} 0 R`);
  const content = "BT (endobj /ID (node00000007)) Tj ET";
  const objects = [
    `<</Title (old)\n/Creator (Chromium)\n/Producer (Skia/PDF m130)\n/CreationDate (D:${day})\n/ModDate (D:${day})>>`,
    `<</Type /Catalog\n/Pages 3 0 R${language ? "\n/Lang (en)" : ""}${bookmarks.length > 0 ? `\n/Outlines ${7 + nodes.length} 0 R` : ""}>>`,
    "<</Type /Pages\n/Count 1\n/Kids [4 0 R]>>",
    "<</Type /Page\n/Parent 3 0 R\n/MediaBox [0 0 99 99]\n/Resources <<>>\n/Contents 5 0 R>>",
    `<</Length ${content.length}>> stream\n${content}\nendstream`,
    nodes.length > 0
      ? `<</Limits [${id(Math.min(...nodes))} ${id(Math.max(...nodes))}]\n/Names [${names.join(" ")}]>>`
      : "<<>>",
    ...nodes.map((node) => `<</S /TD\n/A [<</O /Table\n/Headers [${id(nodes[0] ?? 0)}]>>]\n/ID ${id(node)}>>`),
    ...bookmarks.map((_title, index) => outlineItem(bookmarks, index, 7 + nodes.length)),
    ...(bookmarks.length > 0 ? [outlineItem(bookmarks, bookmarks.length, 7 + nodes.length)] : []),
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const trailer = `trailer\n<</Size ${size}\n/Root 2 0 R\n/Info 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, "latin1");
}

/** The root (index 0) or the item before it: each is the first one below the last, so that all follow each other. */
function outlineItem(bookmarks: readonly string[], index: number, root: number): string {
  const below = index < bookmarks.length ? `/First ${root + index + 1} 0 R\n/Last ${root + index + 1} 0 R\n` : "";
  const title = index > 0 ? `/Title ${bookmarks[index - 1]}\n/Dest [4 0 R /XYZ 0 99 0]` : "/Type /Outlines";
  return `<<${below}${title}>>`;
}

/** What Poppler reads. */
function infoOf(pdf: Buffer): Record<string, string> {
  const file = join(tempFolder(), "a.pdf");
  writeFileSync(file, pdf);
  const lines = execFileSync("pdfinfo", ["-enc", "UTF-8", file], { encoding: "utf8" }).split("\n");
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(16).trim()]));
}

/** What its XMP metadata say, as written. */
function metadataOf(pdf: Buffer): string {
  const file = join(tempFolder(), "a.pdf");
  writeFileSync(file, pdf);
  return execFileSync("pdfinfo", ["-meta", file], { encoding: "utf8" });
}

describe("properties", () => {
  it("are in the Info dictionary, the catalog and the metadata, and the rest is as it was", () => {
    const properties = {
      title: "Ein Titel: Übung",
      author: "Ada",
      subject: "S",
      keywords: ["a", " ", "b"],
      language: "de",
    };
    const pdf = withProperties(pdfOf(), { ...PROPERTIES, ...properties });
    expect(infoOf(pdf)).toMatchObject({
      Title: "Ein Titel: Übung",
      Author: "Ada",
      Subject: "S",
      Keywords: "a, b",
      Creator: "Test 1",
      Producer: "Skia/PDF m130",
      Pages: "1",
    });
    expect(pdf.toString("latin1")).toContain("/Lang (de)");
    const xmp = metadataOf(pdf);
    for (const text of ["Übung", "<rdf:li>Ada</rdf:li>", "<rdf:li>de</rdf:li>", "2026-11-26T08:00:00+00:00"]) {
      expect(xmp).toContain(text);
    }
    expect(pdf.includes("(old)")).toBe(false);
    const { offsets } = readStructure(pdf);
    expect(offsets).toHaveLength(8);
    expect(pdf.toString("latin1", offsets[5], (offsets[5] ?? 0) + 7)).toBe("5 0 obj");
  });

  it("keep the document's own language where no other is given, and give one to a document without", () => {
    expect(withProperties(pdfOf(), PROPERTIES).toString("latin1")).toContain("/Lang (en)");
    const given = withProperties(pdfOf({ language: false }), { ...PROPERTIES, language: "fr" });
    expect(given.toString("latin1")).toContain("/Lang (fr)");
    expect(withProperties(pdfOf({ language: false }), PROPERTIES).includes("/Lang")).toBe(false);
  });

  it.each([
    ["parentheses and backslashes", "a)b((c\\", "a)b((c\\"],
    ["lines", "a\nb\r\n\tc", "a b c"],
    ["mark-up", "]]><x>&amp;", "]]><x>&amp;"],
    ["halves of pairs", "a\ud800b", "a\ufffdb"],
    ["what no XML may hold", "a\u0000\uffffb", "a \ufffdb"],
    ["dollars, which replacements know", "$& $1 $'", "$& $1 $'"],
    ["much", "x".repeat(100_000), "x".repeat(100_000)],
  ])("hold %s", (_what, author, shown) => {
    const pdf = withProperties(pdfOf(), { ...PROPERTIES, author, language: author.slice(0, 20) });
    expect(infoOf(pdf).Author).toBe(shown);
    expect(metadataOf(pdf)).toContain(shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
  });

  it("are not written into what Chromium did not write", () => {
    expect(() => withProperties(Buffer.from("%PDF-1.4 made here"), PROPERTIES)).toThrow(UnexpectedStructure);
    const moved = Buffer.from(pdfOf().toString("latin1").replace("(old)", "(older)"), "latin1");
    expect(() => withProperties(moved, PROPERTIES)).toThrow(UnexpectedStructure);
  });
});

describe("bookmarks", () => {
  const titlesOf = (pdf: Buffer) => {
    const file = join(tempFolder(), "a.pdf");
    writeFileSync(file, pdf);
    return pdfOutlineTitles(file);
  };
  const titled = (bookmarks: readonly string[], headings: PdfProperties["headings"]) =>
    titlesOf(withProperties(pdfOf({ bookmarks }), { ...PROPERTIES, headings }));

  it("say what their headings say, however Chromium put them together", () => {
    const titles = [
      "(because itis long)",
      "(ContentsContents)",
      "<FEFF05E205D505DC05DD002005E905DC05D505DD>",
      "(Is a^2a2?)",
    ];
    const headings = [
      { text: "because it is long" },
      { text: "Contents" },
      { text: "שלום עולם" },
      { text: "Is a2?", written: "Is a^2a2?" },
    ];
    expect(titled(titles, headings)).toEqual(["because it is long", "Contents", "שלום עולם", "Is a2?"]);
  });

  it("stay as they are where no heading has their letters, and pass over headings without one", () => {
    const headings = [{ text: "hidden" }, { text: "one two" }, { text: "left out" }, { text: "four" }];
    expect(titled(["(onetwo)", "(three)", "(four)", "(one two)"], headings)).toEqual([
      "one two",
      "three",
      "four",
      "one two",
    ]);
    expect(titled(["(\\(a\\)\\))"], [{ text: "(a) )" }])).toEqual(["(a) )"]);
  });

  it("leave nothing of the old ones, and all else as it was", () => {
    const pdf = withProperties(pdfOf({ bookmarks: ["(onetwo)"] }), { ...PROPERTIES, headings: [{ text: "one two" }] });
    expect(pdf.includes("(onetwo)")).toBe(false);
    expect(readStructure(pdf).offsets).toHaveLength(10);
    expect(pdf.includes("/Dest [4 0 R /XYZ 0 99 0]")).toBe(true);
  });

  it("that go in a circle are none that Chromium writes", () => {
    const circle = Buffer.from(
      pdfOf({ bookmarks: ["(a)", "(b)"] })
        .toString("latin1")
        .replace("/First 9", "/First 8"),
      "latin1",
    );
    expect(() => withProperties(circle, { ...PROPERTIES, headings: [{ text: "a" }] })).toThrow(/circle/);
  });
});

describe("a reproducible PDF", () => {
  const fixed = { ...PROPERTIES, epochSeconds: EPOCH };

  it("is the same whenever it was printed, and after whatever", () => {
    const first = withProperties(pdfOf({ nodes: [12, 15, 40] }), fixed);
    const second = withProperties(pdfOf({ nodes: [31, 7, 99_999], day: "20300101000000+00'00'" }), fixed);
    expect(second.equals(first)).toBe(true);
    expect(infoOf(first)).toMatchObject({ CreationDate: expect.stringContaining("2023"), Pages: "1" });
  });

  it("has its elements numbered in the order of their objects, and found by sorted names", () => {
    const text = withProperties(pdfOf({ nodes: [31, 7, 50] }), fixed).toString("latin1");
    expect(text).toContain("/Limits [(node00000001) (node00000003)]");
    expect(text).toContain("/Names [(node00000001) 7 0 R (node00000002) 8 0 R (node00000003) 9 0 R]");
    expect(text.match(/\/ID \(node\d+\)>>/g)).toEqual([1, 2, 3].map((number) => `/ID (node0000000${number})>>`));
    expect(text.match(/\/Headers \[\(node00000001\)\]/g)).toHaveLength(3);
  });

  it("has its content left alone, whatever that looks like", () => {
    const text = withProperties(pdfOf({ nodes: [31] }), fixed).toString("latin1");
    expect(text).toContain("BT (endobj /ID (node00000007)) Tj ET");
  });

  it("has an id that differs with its content", () => {
    const idOf = (properties: PdfProperties) =>
      /\/ID \[<([0-9A-F]{32})> <\1>\]/.exec(withProperties(pdfOf(), properties).toString("latin1"))?.[1];
    expect(idOf(fixed)).toBeDefined();
    expect(idOf({ ...fixed, author: "b" })).not.toBe(idOf(fixed));
  });
});

describe("publish", () => {
  const request = (outDir: string, bytes: Buffer) => ({
    bytes,
    outDir,
    output: "a.pdf",
    whenTaken: "fail" as const,
    token: "t",
    properties: { ...PROPERTIES, author: "Ada" },
  });

  it("tells size and hash of what it wrote", () => {
    const outDir = tempFolder();
    const published = publish(request(outDir, pdfOf()));
    const written = readFileSync(join(outDir, "a.pdf"));
    expect(published.bytes).toBe(written.length);
    expect(published.withoutProperties).toBeUndefined();
    expect(infoOf(written).Author).toBe("Ada");
    expect(published.sha256).toBe(createHash("sha256").update(written).digest("hex"));
  });

  it("refuses such a PDF where it may not be without them, and leaves nothing behind", () => {
    const outDir = tempFolder();
    const strict = { ...request(outDir, Buffer.from("%PDF-1.4 made here")), needsProperties: true };
    expect(() => publish(strict)).toThrow(/it has no plain trailer/);
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("writes a PDF that is written in another way as it is, and says why", () => {
    const outDir = tempFolder();
    const bytes = Buffer.from("%PDF-1.4 made here");
    expect(publish(request(outDir, bytes)).withoutProperties).toContain("it has no plain trailer");
    expect(readFileSync(join(outDir, "a.pdf"))).toEqual(bytes);
  });
});
