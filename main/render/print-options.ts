import type { PrintToPDFOptions } from "electron";
import type { PrintSettings } from "../../shared/stages";

/** Settings in the form of Electron's `printToPDF`: sizes and margins in inches. */
export function toPrintOptions(print: PrintSettings): PrintToPDFOptions {
  const hasHeaderOrFooter = print.headerHtml !== undefined || print.footerHtml !== undefined;
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
    // Chromium fills an absent template with its own default: an empty element keeps it empty.
    ...(hasHeaderOrFooter
      ? {
          displayHeaderFooter: true,
          headerTemplate: print.headerHtml ?? "<span></span>",
          footerTemplate: print.footerHtml ?? "<span></span>",
        }
      : {}),
  };
}
