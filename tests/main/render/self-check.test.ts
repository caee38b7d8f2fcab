import { describe, expect, it } from "vitest";
import { comparable, differenceOf } from "../../../main/render/comparable";
import type { PrintingWindow } from "../../../main/render/printing-window";
import { checkFastLane } from "../../../main/render/self-check";
import { PdfPromptError } from "../../../shared/errors";
import type { ComposedDocument } from "../../../shared/stages";
import { printed } from "../../support/printed";

/** A PDF as Chromium writes it, with all that passes: dates, an ID, node ids in tags, in headers of cells, in their tree. */
function pdfOf({ text = "known", day = "01", nodes = 5, pages = 1, isTurned = false } = {}): Buffer {
  const node = (offset: number) => `(node${String(nodes + offset).padStart(8, "0")})`;
  return Buffer.from(
    [
      "%PDF-1.4",
      `1 0 obj\n<</CreationDate (D:202611${day}000000+00'00')\n/ModDate (D:202611${day}000000+00'00')>>\nendobj`,
      `2 0 obj\n<</Type /Pages\n/Count ${pages}>>\nendobj`,
      `3 0 obj\n<</S /TD\n/A [<</Headers [${node(1)}]>>]\n/ID ${node(2)}>>\nendobj`,
      `4 0 obj\n<</Names [${(isTurned ? ["6", "3"] : ["3", "6"]).map((id, at) => `${node(at)} ${id} 0 R`).join(" ")}]>>\nendobj`,
      `5 0 obj\n(${text})\nendobj`,
      `trailer\n<</ID [<0${day}A> <0${day}A>]>>\n%%EOF`,
    ].join("\n"),
    "latin1",
  );
}

type Print = (document: ComposedDocument, untilDestroyed: Promise<never>) => Promise<Buffer>;

/** A window that prints what the test says, and whose prints end when it is destroyed. */
function windowThat(print: Print) {
  const seen = { lanes: [] as string[], isDestroyed: false };
  let destroyed: (error: PdfPromptError) => void = () => undefined;
  const untilDestroyed = new Promise<never>((_resolve, reject) => {
    destroyed = reject;
  });
  untilDestroyed.catch(() => undefined);
  const window: PrintingWindow = {
    print: async (document) => {
      seen.lanes.push(document.lane);
      return printed(await print(document, untilDestroyed));
    },
    destroy: (reason) => {
      seen.isDestroyed = true;
      destroyed(reason ?? new PdfPromptError("cancelled", "The lane was closed."));
    },
    left: Promise.resolve(),
    isUsable: true,
    collectGarbage: async () => undefined,
    documents: 0,
    processId: 1,
  };
  return { window, seen };
}

describe("comparing two prints", () => {
  it("sees nothing in dates, the file's ID and the ids of nodes, wherever they stand", () => {
    expect(differenceOf(pdfOf(), pdfOf({ day: "09", nodes: 4711 }))).toBeUndefined();
  });

  it("sees nothing in the order of a table that is sorted by the ids of nodes", () => {
    expect(differenceOf(pdfOf(), pdfOf({ isTurned: true }))).toBeUndefined();
  });

  it("sees a text of the same length that differs, and where", () => {
    const [first, second] = [pdfOf(), pdfOf({ text: "known".toUpperCase() })];
    expect(differenceOf(first, second)).toBe(`byte ${first.indexOf("known")} of ${first.length}`);
  });

  it("sees that one is longer", () => {
    expect(differenceOf(pdfOf(), pdfOf({ text: "known well" }))).toMatch(/^\d+ bytes against \d+$/);
  });

  it("leaves every byte in its place", () => {
    expect(comparable(pdfOf())).toHaveLength(pdfOf().length);
  });
});

describe("the check of the fast lane", () => {
  it("is content when both ways give the same PDF, and leaves the window ready for an injection", async () => {
    const { window, seen } = windowThat(async ({ lane }) => pdfOf({ nodes: lane === "fast" ? 40 : 5 }));
    expect(await checkFastLane(window)).toEqual({ kind: "same" });
    expect(seen).toEqual({ lanes: ["full", "full", "fast", "fast"], isDestroyed: false });
  });

  it("says so when an injected document is printed differently", async () => {
    const { window } = windowThat(async ({ lane }) => pdfOf({ text: lane === "fast" ? "knows" : "known" }));
    const verdict = await checkFastLane(window);
    expect(verdict).toMatchObject({ kind: "different", reason: expect.stringContaining("printed differently") });
  });

  it("says so when only the document that is laid out by its print alone is printed differently", async () => {
    const { window } = windowThat(async ({ lane, layout }) =>
      pdfOf({ text: lane === "fast" && layout === "print" ? "knows" : "known" }),
    );
    expect(await checkFastLane(window)).toMatchObject({ kind: "different" });
  });

  it("says so when injecting fails, and destroys the window", async () => {
    const { window, seen } = windowThat(async ({ lane }) => {
      if (lane === "fast") throw new Error("'Page.setDocumentContent' wasn't found");
      return pdfOf();
    });
    expect(await checkFastLane(window)).toEqual({
      kind: "failed",
      isFullToo: false,
      reason: "The check of injecting a known document failed: 'Page.setDocumentContent' wasn't found.",
    });
    expect(seen.isDestroyed).toBe(true);
  });

  it("says so when injecting hangs, and destroys the window after its limit", async () => {
    const { window, seen } = windowThat(({ lane }, forever) => (lane === "fast" ? forever : Promise.resolve(pdfOf())));
    const verdict = await checkFastLane(window, 20);
    expect(verdict).toMatchObject({ kind: "failed", reason: expect.stringContaining("it took longer than 20 ms") });
    expect(seen.isDestroyed).toBe(true);
  });

  it("is not content with two PDFs that are equal and empty", async () => {
    const { window } = windowThat(async () => pdfOf({ pages: 0 }));
    expect(await checkFastLane(window)).toMatchObject({ kind: "failed" });
  });

  it("knows nothing when its window was closed meanwhile", async () => {
    const { window } = windowThat((_document, forever) => forever);
    const verdict = checkFastLane(window);
    window.destroy();
    expect(await verdict).toEqual({ kind: "interrupted" });
  });
});
