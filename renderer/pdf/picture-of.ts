import { openPdf } from "./open-pdf";

/** Twice as large as it is shown, for screens that show it sharp. */
const LONGER_SIDE_PX = 400;

/**
 * A small picture of a PDF's first page, as a `data:` address.
 * @param bytes are given away: they cannot be used after
 */
export async function pictureOf(bytes: Uint8Array): Promise<string> {
  const pdf = await openPdf(bytes);
  try {
    const page = await pdf.document.getPage(1);
    const { width, height } = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: LONGER_SIDE_PX / Math.max(width, height) });
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(viewport.width);
    canvas.height = Math.round(viewport.height);
    await page.render({ canvas, viewport }).promise;
    return canvas.toDataURL("image/png");
  } finally {
    pdf.close();
  }
}
