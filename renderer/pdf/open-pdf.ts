import type { PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

/** A PDF that is open to be drawn, and what ends it. */
export interface OpenPdf {
  document: PDFDocumentProxy;
  close(): void;
}

/**
 * Opens a PDF from its bytes, in a worker of the page. Nothing is fetched, no script in it runs, and fonts are drawn as
 * outlines, so that the page's policy need not be loosened for any of it.
 * @param bytes are given away: they cannot be used after
 */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  // Loaded with the first PDF that somebody looks at, not with the window.
  const { getDocument, GlobalWorkerOptions } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  GlobalWorkerOptions.workerSrc = workerUrl;
  const task = getDocument({
    data: bytes,
    disableFontFace: true,
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
  });
  return { document: await task.promise, close: () => void task.destroy() };
}
