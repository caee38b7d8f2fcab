import type { PrintToPDFOptions } from "electron";
import { PdfPromptError } from "../../shared/errors";
import type { PrintSettings } from "../../shared/stages";

/** Chromium has no other sign than its words that the document has fewer pages than were asked for. */
const TOO_FEW_PAGES = /page range exceeds page count/i;

/** What Chromium says when it does not print, as an error of ours. */
export function printFailure(error: unknown, { pageRanges }: PrintSettings): PdfPromptError {
  if (TOO_FEW_PAGES.test(String(error))) {
    const message = `The document ends before the pages "${pageRanges}" that were asked for. Choose pages that it has.`;
    return new PdfPromptError("input-invalid", message, {}, error);
  }
  return new PdfPromptError("print-failed", `Chromium could not print the document: ${String(error)}`, {}, error);
}

/** Settings in the form of Electron's `printToPDF`: sizes and margins in inches. */
export function toPrintOptions(print: PrintSettings): PrintToPDFOptions {
  const hasHeaderOrFooter = Boolean(print.headerHtml || print.footerHtml);
  return {
    pageSize: { width: print.widthIn, height: print.heightIn },
    landscape: print.landscape,
    margins: print.marginsIn,
    scale: print.scale,
    printBackground: print.background,
    preferCSSPageSize: print.cssPageSize,
    generateTaggedPDF: print.tagged,
    generateDocumentOutline: print.outline,
    ...(print.pageRanges ? { pageRanges: print.pageRanges } : {}),
    // Chromium fills an absent or empty template with its own default: an empty element keeps it empty.
    ...(hasHeaderOrFooter
      ? {
          displayHeaderFooter: true,
          headerTemplate: print.headerHtml || "<span></span>",
          footerTemplate: print.footerHtml || "<span></span>",
        }
      : {}),
  };
}
