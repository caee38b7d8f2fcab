import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { inflateSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { type CombineRequest, combine, combinedProblem } from "../../../main/publish/combined/combine";
import { pdfComplaints, pdfFonts, pdfLinks, pdfOutline, pdfPages, pdfText } from "../../support/pdf";
import { type PdfObjectSource, pdfOf, updated } from "../../support/pdf-source";
import { tempFolder } from "../../support/temp";

interface Made {
  title?: string;
  pages?: number;
  /** Items of the outline, each on the page of its place. */
  headings?: readonly string[];
  /** Whether the last page has a link to the first, by a name that all documents use. */
  isLinked?: boolean;
  isTagged?: boolean;
  language?: string;
  /** Bytes of a picture that every page shows; too many to be there unnoticed more than once. */
  picture?: Buffer;
}

const FIRST_PAGE = 10;
const PER_PAGE = 10;

/** A document as Chromium writes it; its pages say `title page n`. */
function documentOf({
  title = "",
  pages = 1,
  headings = [],
  isLinked,
  isTagged,
  language,
  picture,
}: Made = {}): Buffer {
  const objects: PdfObjectSource[] = [];
  const set = (number: number, object: PdfObjectSource) => {
    objects[number - 1] = object;
  };
  const pageNumber = (index: number) => FIRST_PAGE + index * PER_PAGE;
  const kids = Array.from({ length: pages }, (_, index) => `${pageNumber(index)} 0 R`).join(" ");
  set(1, title === "" ? "<<>>" : `<</Title (${title})>>`);
  const parts = [
    isLinked ? "/Dests <</top [10 0 R /XYZ 0 99 0]>>" : "",
    headings.length > 0 ? "/Outlines 4 0 R" : "",
    isTagged ? "/StructTreeRoot 5 0 R /MarkInfo <</Marked true>>" : "",
    language ? `/Lang (${language})` : "",
  ];
  set(2, `<</Type /Catalog /Pages 3 0 R ${parts.join(" ")}>>`);
  set(3, `<</Type /Pages /Count ${pages} /Kids [${kids}] /MediaBox [0 0 200 100]>>`);
  set(6, "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>");
  if (picture) {
    set(7, {
      dict: "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8",
      data: picture,
    });
  }
  const outline = 1000;
  set(4, `<</Type /Outlines /First ${outline} 0 R /Last ${outline + headings.length - 1} 0 R>>`);
  headings.forEach((heading, index) => {
    const next = index + 1 < headings.length ? `/Next ${outline + index + 1} 0 R` : "";
    set(
      outline + index,
      `<</Title (${heading}) /Dest [${pageNumber(index)} 0 R /XYZ 0 99 0] /Parent ${outline + index} 0 R ${next}>>`,
    );
  });
  for (let index = 0; index < pages; index += 1) {
    const number = pageNumber(index);
    const hasLink = isLinked && index === pages - 1;
    const entries = [
      `/Contents ${number + 1} 0 R`,
      `/Resources <</Font <</F1 6 0 R>> ${picture ? "/XObject <</X1 7 0 R>>" : ""}>>`,
      hasLink ? `/Annots [${number + 2} 0 R]` : "",
      isTagged ? `/StructParents ${index}` : "",
    ];
    set(number, `<</Type /Page /Parent 3 0 R ${entries.join(" ")}>>`);
    const shown = `BT /F1 12 Tf 1 0 0 1 20 60 Tm (${title} page ${index + 1}) Tj ET${picture ? " q 50 0 0 50 9 9 cm /X1 Do Q" : ""}`;
    set(number + 1, { dict: "", data: isTagged ? `/P <</MCID 0>> BDC ${shown} EMC` : shown });
    if (hasLink) set(number + 2, "<</Type /Annot /Subtype /Link /Rect [10 50 190 80] /Border [0 0 0] /Dest /top>>");
    if (isTagged) {
      const id = `(node${String(index).padStart(8, "0")})`;
      const headers = index === 0 ? "" : "/A [<</O /Table /Headers [(node00000000)]>>]";
      set(
        number + 3,
        `<</Type /StructElem /S ${index === 0 ? "/TH" : "/TD"} /P 8 0 R /ID ${id} ${headers} /K [<</Type /MCR /Pg ${number} 0 R /MCID 0>>]>>`,
      );
      set(number + 4, `[${number + 3} 0 R]`);
    }
  }
  if (isTagged) {
    const each = Array.from({ length: pages }, (_, index) => index);
    const names = each.map((index) => `(node${String(index).padStart(8, "0")}) ${pageNumber(index) + 3} 0 R`);
    const parents = each.map((index) => `${index} ${pageNumber(index) + 4} 0 R`);
    set(
      8,
      `<</Type /StructElem /S /Document /P 5 0 R /K [${each.map((index) => `${pageNumber(index) + 3} 0 R`).join(" ")}]>>`,
    );
    set(
      5,
      `<</Type /StructTreeRoot /K 8 0 R /ParentTreeNextKey ${pages} /ParentTree <</Nums [${parents.join(" ")}]>> /IDTree <</Kids [9 0 R]>>>>`,
    );
    set(9, `<</Names [${names.join(" ")}]>>`);
  }
  return pdfOf(Array.from(objects, (object) => object ?? "null"));
}

let outDir: string;
let file: string;

beforeEach(() => {
  outDir = join(tempFolder(), "out");
  mkdirSync(outDir);
  file = join(outDir, "..", "book.pdf");
});

/** Writes the documents, in the order of their names, and combines them. */
async function combined(
  documents: Readonly<Record<string, Buffer>>,
  changes: Partial<CombineRequest> = {},
  isStopped: (documents: number) => boolean = () => false,
) {
  for (const [output, bytes] of Object.entries(documents)) writeFileSync(join(outDir, output), bytes);
  let done = 0;
  return combine(
    {
      file,
      outDir,
      documents: Object.keys(documents).map((output) => ({ output, sha256: null })),
      isNumbered: false,
      properties: { creator: "Test 1", epochSeconds: 1_700_000_000 },
      ...changes,
    },
    {
      isStopped: () => isStopped(done),
      onDocument: () => {
        done += 1;
      },
    },
  );
}

const info = (...options: string[]) => execFileSync("pdfinfo", [...options, file], { encoding: "utf8" });

/** What a PDF says where it is packed. */
function unpacked(pdf: Buffer): string {
  const streams = pdf.toString("latin1").matchAll(/\/ObjStm.*?stream\n([\s\S]*?)\nendstream/g);
  return [...streams].map(([, data = ""]) => inflateSync(Buffer.from(data, "latin1")).toString("latin1")).join("\n");
}

describe("a combined PDF", () => {
  it("has the pages of all documents in their order, and nothing that a reader complains of", async () => {
    const made = await combined({
      "b.pdf": documentOf({ title: "B", pages: 2 }),
      "a.pdf": documentOf({ title: "A", pages: 70, isTagged: true }),
      "c.pdf": documentOf({ title: "C" }),
    });
    expect(pdfPages(file)).toBe(73);
    expect(unpacked(readFileSync(file))).toContain("/PageLabels<</Nums[0 <</S/D>>]>>");
    const branches = [...unpacked(readFileSync(file)).matchAll(/\/Kids\[(.*?)\]/g)].map(
      ([, kids = ""]) => kids.split("R").length - 1,
    );
    expect(Math.max(...branches)).toBe(64);
    expect(made).toMatchObject({ pages: 73, bytes: readFileSync(file).length });
    const text = pdfText(file);
    expect(text.startsWith("B page 1 B page 2 A page 1 A page 2 ")).toBe(true);
    expect(text.endsWith("A page 70 C page 1 ")).toBe(true);
    expect(pdfComplaints(file)).toBe("");
  });

  it("has a bookmark for each document with its outline below, and tells those with one title apart", async () => {
    await combined({
      "a.pdf": documentOf({ title: "A", pages: 2, headings: ["One", "Two \\(2\\)"] }),
      "b.pdf": documentOf({ title: "Row" }),
      "c.pdf": documentOf({ title: "Row", headings: ["Row"] }),
      "d.pdf": documentOf(),
    });
    expect(pdfOutline(file)).toEqual([
      "A → 1",
      "  One → 1",
      "  Two (2) → 2",
      "Row (b) → 3",
      // Its only heading is its title.
      "Row (c) → 4",
      "d → 5",
    ]);
  });

  it("keeps the links within documents, which all use the same names", async () => {
    await combined({
      "a.pdf": documentOf({ title: "A", pages: 3, isLinked: true }),
      "b.pdf": documentOf({ title: "B", pages: 2, isLinked: true }),
    });
    expect(pdfLinks(file)).toMatchObject([
      { page: 3, target: 1 },
      { page: 5, target: 4 },
    ]);
  });

  it("joins the tags of the documents: elements, their text, and their ids, which tables use", async () => {
    await combined({
      "a.pdf": documentOf({ title: "A", pages: 2, isTagged: true }),
      "b.pdf": documentOf({ title: "B", pages: 2, isTagged: true }),
    });
    const linesOf = (option: string) =>
      info(option)
        .trimEnd()
        .split("\n")
        .map((line) => line.trimEnd());
    expect(linesOf("-struct-text")).toEqual([
      "Document",
      '  Document "A"',
      "    TH <d0000001-node00000000>",
      '      "A page 1"',
      "    TD <d0000001-node00000001>:",
      "       /Headers [(d0000001-node00000000)]",
      '      "A page 2"',
      '  Document "B"',
      "    TH <d0000002-node00000000>",
      '      "B page 1"',
      "    TD <d0000002-node00000001>:",
      "       /Headers [(d0000002-node00000000)]",
      '      "B page 2"',
    ]);
  });

  it("leads from the content of every page to its tags", async () => {
    const documents = Array.from({ length: 3 }, (_, index) => [
      `${index}.pdf`,
      documentOf({ pages: 30, isTagged: true }),
    ]);
    await combined(Object.fromEntries(documents));
    const objects = unpacked(readFileSync(file));
    const keys = [...objects.matchAll(/\/StructParents (\d+)/g)].map(([, key]) => Number(key));
    const leaves = [...objects.matchAll(/\/Nums\[([^\]]*R)\]/g)].map(([, entries = ""]) => entries);
    const known = leaves.flatMap((entries) => [...entries.matchAll(/(\d+) \d+ 0 R/g)].map(([, key]) => Number(key)));
    expect(keys.sort((one, other) => one - other)).toEqual(Array.from({ length: 90 }, (_, index) => index));
    expect(known).toEqual(keys);
    expect(objects).toContain("/ParentTreeNextKey 90");
    expect(objects.match(/\/StructTreeRoot\b(?! \d)/g)).toHaveLength(1);
  });

  it("has the language of its documents, and where they differ each keeps its own", async () => {
    const german = documentOf({ isTagged: true, language: "de" });
    await combined({ "a.pdf": german, "b.pdf": german });
    expect(info("-meta")).toContain("<rdf:li>de</rdf:li>");
    await combined({ "a.pdf": german, "b.pdf": documentOf({ language: "de-AT" }) });
    expect(info("-meta")).toMatch(/<rdf:li>de<\/rdf:li>/);
    await combined({ "a.pdf": german, "b.pdf": documentOf({ isTagged: true, language: "fr" }) });
    expect(info("-meta")).not.toContain("dc:language");
    const objects = unpacked(readFileSync(file));
    for (const language of ["de", "fr"])
      expect(objects).toMatch(new RegExp(`/S/Document[^\\n]*/Lang\\(${language}\\)`));
  });

  it("is tagged only where all documents are", async () => {
    await combined({ "a.pdf": documentOf({ isTagged: true }), "b.pdf": documentOf({}) });
    expect(info()).toMatch(/^Tagged:\s+no$/m);
    await combined({ "a.pdf": documentOf({ isTagged: true }), "b.pdf": documentOf({ isTagged: true }) });
    expect(info()).toMatch(/^Tagged:\s+yes$/m);
  });

  it("holds what is equal in several documents once", async () => {
    const picture = randomBytes(10_000);
    const documents = Array.from({ length: 20 }, (_, index) => [
      `${index}.pdf`,
      documentOf({ title: `D${index}`, pages: 2, picture }),
    ]);
    const { bytes, documentBytes } = await combined(Object.fromEntries(documents));
    expect(documentBytes).toBeGreaterThan(200_000);
    expect(bytes).toBeLessThan(30_000);
    const images = execFileSync("pdfimages", ["-list", file], { encoding: "utf8" }).trim().split("\n").slice(2);
    expect(images).toHaveLength(40);
    expect(new Set(images.map((line) => line.trim().split(/\s+/)[10])).size).toBe(1);
    expect(pdfComplaints(file)).toBe("");
  });

  it("prints continuous page numbers where they are asked for, and nothing where not", async () => {
    const documents = { "a.pdf": documentOf({ title: "A", pages: 2 }), "b.pdf": documentOf({ title: "B", pages: 10 }) };
    await combined(documents, { isNumbered: true });
    expect(pdfText(file)).toMatch(/^A page 1 1 \/ 12 A page 2 2 \/ 12 B page 1 3 \/ 12 .* B page 10 12 \/ 12 $/);
    expect(pdfFonts(file)).toContainEqual({ name: "[none]", isEmbedded: true });
    expect(pdfComplaints(file)).toBe("");
    await combined(documents);
    expect(pdfText(file)).not.toContain("/ 12");
  });

  it("takes the newest of what was changed behind a document's end", async () => {
    const document = documentOf({ title: "Old", pages: 2, headings: ["Old"] });
    const once = updated(
      document,
      new Map([
        [1, "<</Title (Newer)>>"],
        [1000, "<</Title (Heading) /Dest [20 0 R /XYZ 0 9 0]>>"],
      ]),
    );
    const twice = updated(once, new Map([[2000, "<</Title (Newest)>>"]]), 2000);
    await combined({ "a.pdf": twice });
    expect(pdfOutline(file)).toEqual(["Newest → 1", "  Heading → 2"]);
  });

  it("says of itself what it is told, and where", async () => {
    file = join(outDir, "..", "Übersicht.pdf");
    const properties = { author: "Ada", subject: "S", keywords: ["a", "b"], language: "en-GB" };
    await combined(
      { "a.pdf": documentOf({ language: "de" }) },
      {
        file,
        properties: { ...properties, creator: "Test 1", epochSeconds: 1_700_000_000 },
      },
    );
    const said = info("-enc", "UTF-8", "-isodates");
    for (const line of [
      "Title: +Übersicht",
      "Author: +Ada",
      "Subject: +S",
      "Keywords: +a, b",
      "CreationDate: +2023-11-14T22:13:20",
    ]) {
      expect(said).toMatch(new RegExp(`^${line}`, "m"));
    }
    expect(info("-meta")).toContain("<rdf:li>en-GB</rdf:li>");
  });

  it("is the same, byte for byte, of the same documents", async () => {
    const documents = { "a.pdf": documentOf({ pages: 3, isTagged: true }), "b.pdf": documentOf({ isLinked: true }) };
    await combined(documents, { isNumbered: true });
    const first = readFileSync(file);
    await combined(documents, { isNumbered: true });
    expect(readFileSync(file).equals(first)).toBe(true);
  });
});

describe("a combined PDF that cannot be made", () => {
  const good = documentOf({ title: "Good", pages: 2, isTagged: true });
  const text = good.toString("latin1");
  const bad = (from: string | RegExp, to: string) =>
    Buffer.from(text.replace(from, to.padEnd(typeof from === "string" ? from.length : 0)), "latin1");

  it.each([
    ["is no PDF", Buffer.from("notes"), "does not begin as a PDF"],
    ["is cut off", good.subarray(0, -10), "does not end as a PDF"],
    ["has a compressed table", bad(/startxref\n\d+/, "startxref\n20"), "no plain table of objects"],
    ["says wrongly where objects are", bad("0000000009 00000 n", "0000000010 00000 n"), "not where it should be"],
    ["has no pages", bad("/Pages 3 0 R", "/Pages 4 0 R"), "no pages"],
    ["has a page tree in a circle", bad("/Kids [10 0 R", "/Kids [ 3 0 R"), "tree of pages"],
    [
      "has forms, which would be lost",
      updated(good, new Map([[2, "<</Type /Catalog /Pages 3 0 R /AcroForm <<>>>>"]])),
      "AcroForm",
    ],
    [
      "nests too deeply",
      updated(good, new Map([[2, `<</Type /Catalog /Pages 3 0 R /X ${"[".repeat(1e6)}`]])),
      "nests too deeply",
    ],
    ["has resources in a circle", updated(good, new Map([[6, "<</Type /Font /F 6 0 R>>"]])), "go in a circle"],
    [
      "has tables in a circle",
      bad(/trailer\n<</, `trailer\n<</Prev ${/startxref\n(\d+)/.exec(text)?.[1]}`),
      "go in a circle",
    ],
    ["has a stream without its end", bad("/Length ", "/Length 9"), "stream of object 11"],
    ["is encrypted", bad(/trailer\n<</, "trailer\n<</Encrypt 1 0 R"), "encrypted"],
  ])("names a document that %s", async (_what, document, why) => {
    const made = combined({ "a.pdf": good, "b.pdf": document });
    await expect(made).rejects.toMatchObject({ code: "output-unwritable" });
    await expect(made).rejects.toThrow(join(outDir, "b.pdf"));
    await expect(made).rejects.toThrow(why);
    expect(readdirSync(join(outDir, ".."))).toEqual(["out"]);
  });

  it("names a document that is gone or was changed, and leaves the earlier one as it was", async () => {
    await combined({ "a.pdf": good });
    const before = readFileSync(file);
    const sha256 = createHash("sha256").update(good).digest("hex");
    const documents = [{ output: "a.pdf", sha256 }];
    await expect(combined({ "a.pdf": documentOf() }, { documents })).rejects.toThrow(/a\.pdf was changed/);
    await expect(combined({}, { documents: [{ output: "gone.pdf", sha256 }] })).rejects.toThrow(
      /gone\.pdf cannot be read/,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(join(outDir, "..")).sort()).toEqual(["book.pdf", "out"]);
  });

  it.each([0, 1, 2])("leaves nothing behind when it is stopped after %i of 2 documents", async (after) => {
    const made = combined({ "a.pdf": good, "b.pdf": good }, {}, (documents) => documents >= after);
    await expect(made).rejects.toMatchObject({ code: "cancelled" });
    expect(readdirSync(join(outDir, ".."))).toEqual(["out"]);
  });

  it("does not replace what came to be under its name while it was made", async () => {
    const made = combined({ "a.pdf": good, "b.pdf": good }, {}, (documents) => {
      if (documents > 0) writeFileSync(file, "somebody else's");
      return false;
    });
    await expect(made).rejects.toMatchObject({ code: "output-unwritable" });
    expect(readFileSync(file, "utf8")).toBe("somebody else's");
    expect(readdirSync(join(outDir, "..")).sort()).toEqual(["book.pdf", "out"]);
  });

  it("clears what a process left that was killed while it made it", async () => {
    const left = join(outDir, "..", ".book.pdf.999999999.part");
    const other = join(outDir, "..", `.book.pdf.${process.ppid}.part`);
    for (const part of [left, other]) writeFileSync(part, "half");
    await combined({ "a.pdf": good });
    // A process that is there may be writing.
    expect(readdirSync(join(outDir, "..")).sort()).toEqual([basename(other), "book.pdf", "out"]);
  });

  it("is told before anything is done where another file would be replaced", async () => {
    expect(combinedProblem(file)).toBeUndefined();
    writeFileSync(file, good);
    expect(combinedProblem(file)).toContain("no combined PDF");
    expect(combinedProblem(outDir)).toContain("no file");
    writeFileSync(file, "");
    expect(combinedProblem(file)).toBeUndefined();
    await combined({ "a.pdf": good });
    expect(combinedProblem(file)).toBeUndefined();
  });
});
