import { LimitError, PdfPromptError } from "../../shared/errors";
import { ENVIRONMENT } from "../../shared/settings";
import { countPages } from "./page-count";

/** What one document may use. Megabytes are of 1,048,576 bytes. */
export interface LaneLimits {
  pages: number;
  pdfMb: number;
  /** Resident memory of the renderer process. */
  rendererMb: number;
}

export const DEFAULT_LIMITS: LaneLimits = {
  pages: ENVIRONMENT.PDFPROMPT_MAX_PAGES.default,
  pdfMb: ENVIRONMENT.PDFPROMPT_MAX_PDF_MB.default,
  rendererMb: ENVIRONMENT.PDFPROMPT_MAX_RENDERER_MB.default,
};

/** The renderer process ended with a document in it, which may well be to blame. Code `render-crashed`. */
export class RendererEnded extends PdfPromptError {
  readonly why: "crash" | "memory";

  constructor(why: "crash" | "memory", message: string) {
    super("render-crashed", message);
    this.why = why;
  }
}

/**
 * The last document of a window is in the way of the next one, which has not begun: it is to be rendered in another
 * window. Code `render-crashed`.
 */
export class LastDocumentStayed extends PdfPromptError {
  constructor(cause?: unknown) {
    super("render-crashed", "The document that was printed before could not be left.", {}, cause);
  }
}

/**
 * Refuses a PDF that is larger than it may be.
 * @throws LimitError `print-failed`, saying which limit, and what to do
 */
export function refuseBeyond({ pages, pdfMb }: Pick<LaneLimits, "pages" | "pdfMb">, pdf: Buffer): void {
  const count = countPages(pdf);
  if (count > pages) {
    throw new LimitError(
      "print-failed",
      `The PDF has ${count} pages, more than the ${pages} it may have. Split the prompt, print some of its pages with pageRanges, or allow more with PDFPROMPT_MAX_PAGES.`,
    );
  }
  const megabytes = pdf.byteLength / 2 ** 20;
  if (megabytes > pdfMb) {
    throw new LimitError(
      "print-failed",
      `The PDF has ${Math.ceil(megabytes)} MB, more than the ${pdfMb} it may have. Use smaller images, split the prompt, or allow more with PDFPROMPT_MAX_PDF_MB.`,
    );
  }
}
