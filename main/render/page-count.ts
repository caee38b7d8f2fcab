/**
 * Number of pages in a PDF that Chromium wrote. Its page tree is never compressed: the root node of type `Pages` has the
 * highest `Count`. No parser is needed for a figure that every job wants.
 * @returns the count, or 0 when the bytes hold no page tree
 */
export function countPages(pdf: Buffer): number {
  let pages = 0;
  for (let at = pdf.indexOf("/Type /Pages"); at !== -1; at = pdf.indexOf("/Type /Pages", at + 12)) {
    const end = pdf.indexOf("endobj", at);
    const node = pdf.toString("latin1", Math.max(0, pdf.lastIndexOf(" obj", at)), end === -1 ? at + 400 : end);
    pages = Math.max(pages, Number(/\/Count (\d+)/.exec(node)?.[1] ?? 0));
  }
  return pages;
}
