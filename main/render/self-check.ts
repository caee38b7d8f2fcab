import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument } from "../../shared/stages";
import { differenceOf } from "./comparable";
import { knownDocuments } from "./known-document";
import { countPages } from "./page-count";
import type { PrintingWindow } from "./printing-window";

/** All prints together take a tenth of a second; on a machine that is busy with other things, some more. */
const SELF_CHECK_MS = 6000;

/**
 * What a check found.
 * - `failed`: the document was not printed, which a renderer that happens to crash does to any document. `isFullToo`: it
 *   was navigated to, as in the full lane.
 * - `interrupted`: its window was closed for another reason, so that nothing is known.
 */
export type Verdict =
  | { kind: "same" | "interrupted" }
  | { kind: "different"; reason: string }
  | { kind: "failed"; reason: string; isFullToo: boolean };

/**
 * Prints known documents both ways, navigated to and injected, and compares the PDFs: whether injecting can be trusted
 * depends on the runtime, and this asks the one that is there. Never throws. A window that failed is destroyed.
 */
export async function checkFastLane(window: PrintingWindow, limitMs = SELF_CHECK_MS): Promise<Verdict> {
  const late = new PdfPromptError("load-timeout", `it took longer than ${limitMs} ms.`);
  const timer = setTimeout(() => window.destroy(late), limitMs);
  let step = "navigating to";
  try {
    // In this order, so that the window is left ready for the next injection.
    const navigated = await printAll(window, knownDocuments("full"));
    step = "injecting";
    const injected = await printAll(window, knownDocuments("fast"));
    for (const [at, pdf] of navigated.entries()) {
      const pages = countPages(pdf);
      if (pages !== 1) {
        const reason = `A known document of one page was printed with ${pages}.`;
        return { kind: "failed", reason, isFullToo: true };
      }
      const difference = differenceOf(pdf, injected[at] ?? Buffer.of());
      if (difference === undefined) continue;
      const reason = `An injected document is printed differently from the same one navigated to (${difference}).`;
      return { kind: "different", reason };
    }
    return { kind: "same" };
  } catch (error) {
    window.destroy();
    if (error instanceof PdfPromptError && error.code === "cancelled") return { kind: "interrupted" };
    const why = error instanceof Error ? error.message : String(error);
    const reason = `The check of ${step} a known document failed: ${why.replace(/\.$/, "")}.`;
    return { kind: "failed", reason, isFullToo: step === "navigating to" };
  } finally {
    clearTimeout(timer);
  }
}

async function printAll(window: PrintingWindow, documents: readonly ComposedDocument[]): Promise<Buffer[]> {
  const pdfs: Buffer[] = [];
  for (const document of documents) pdfs.push((await window.print(document)).pdf);
  return pdfs;
}
