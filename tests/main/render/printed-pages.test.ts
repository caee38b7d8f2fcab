import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PrintedPages } from "../../../main/render/printed-pages";

const MATRICES = ".24 0 0 -.24 0 842 cm\nq\n300 300 1883.35 2908.35 re\nW* n\nq\n2.5 0 0 2.5 300 300 cm\n";

/** A PDF laid out as Chromium does it, with these pages. */
function pdfOf(...pages: string[]): Buffer {
  const kids = pages.map((_, index) => `${3 + 2 * index} 0 R`).join(" ");
  const objects = [
    "<</Type /Catalog\n/Pages 2 0 R>>",
    `<</Type /Pages\n/Count ${pages.length}\n/Kids [${kids}]>>`,
    ...pages.flatMap((content, index) => {
      const bytes = content === "" ? "" : deflateSync(content).toString("latin1");
      return [
        `<</Type /Page\n/Contents ${4 + 2 * index} 0 R\n/Parent 2 0 R>>`,
        `<</Filter /FlateDecode\n/Length ${bytes.length}>> stream\n${bytes}\nendstream`,
      ];
    }),
  ];
  let text = "%PDF-1.4\n";
  const entries = ["0000000000 65535 f \n"];
  for (const [index, object] of objects.entries()) {
    entries.push(`${String(text.length).padStart(10, "0")} 00000 n \n`);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = `xref\n0 ${entries.length}\n${entries.join("")}trailer\n<</Size ${entries.length}\n/Root 1 0 R>>\n`;
  return Buffer.from(`${text}${table}startxref\n${text.length}\n%%EOF\n`, "latin1");
}

describe("the pages of a PDF", () => {
  it("are empty when none of them shows anything but white", () => {
    const white = `${MATRICES}1 1 1 RG 1 1 1 rg\n/G3 gs\n0 0 603 931 re\nf\n`;
    expect(PrintedPages.of(pdfOf(""))?.isEmpty()).toBe(true);
    expect(PrintedPages.of(pdfOf("", white))?.isEmpty()).toBe(true);
    expect(PrintedPages.of(pdfOf("", `${MATRICES}1 0 0 RG 1 0 0 rg\n/G3 gs\n0 0 9 9 re\nf\n`))?.isEmpty()).toBe(false);
    expect(PrintedPages.of(pdfOf("", "BT\n<0001> Tj\nET\n"))?.isEmpty()).toBe(false);
    expect(PrintedPages.of(pdfOf("q\n/X6 Do\nQ\n"))?.isEmpty()).toBe(false);
    const gradient = `${MATRICES}/Pattern CS/Pattern cs/P3 SCN/P3 scn\n/G4 gs\n0 0 795 1123 re\nf\n`;
    expect(PrintedPages.of(pdfOf(gradient))?.isEmpty()).toBe(false);
    expect(PrintedPages.of(pdfOf(white + gradient))?.isEmpty()).toBe(false);
  });

  it("tell how large their content was printed, and how wide its room is", () => {
    const first = PrintedPages.of(pdfOf(`${MATRICES}BT\n<0001> Tj\nET\n`))?.firstScale();
    expect(first?.scale).toBeCloseTo(0.8, 5);
    expect(first?.roomPx).toBeCloseTo(602.67, 2);
    expect(PrintedPages.of(pdfOf("BT\nET\n"))?.firstScale()).toBeUndefined();
  });

  it("name the characters whose glyph is the empty box", () => {
    const span = (utf16: string, shown: string) => `/Span<</ActualText <FEFF${utf16}> >> BDC\n${shown}\nEMC\n`;
    const text = [
      span("6F22", "<0000> Tj"),
      span("00660069", "<0123> Tj"),
      span("0BAE0BBF", "[<0041> -2 <0000>] TJ"),
      span("D83DDE00", "<00> Tj"),
      span("0041", "<10000020> Tj"),
    ];
    const missing = PrintedPages.of(pdfOf("BT\nET\n", `BT\n${text.join("")}ET\n`))?.missingCharacters();
    expect([...(missing ?? [])]).toEqual(["漢", "மி", "😀"]);
  });

  it("are unknown where Chromium did not write them, and a damaged file is no trouble", () => {
    expect(PrintedPages.of(Buffer.from("%PDF-1.4\n"))).toBeUndefined();
    expect(PrintedPages.of(Buffer.alloc(0))).toBeUndefined();
    const whole = pdfOf(`${MATRICES}BT\n<0001> Tj\nET\n`, "");
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = (whole[at] ?? 0) ^ 0x15;
      const pages = PrintedPages.of(damaged);
      expect(() => [pages?.isEmpty(), pages?.firstScale(), pages?.missingCharacters()]).not.toThrow();
    }
  });
});
