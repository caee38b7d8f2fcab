/**
 * A PDF that Chromium wrote, without what differs between two prints of the same page: its dates, its file ID, and the
 * ids of structure elements (`/ID (node00000042)`), counters of a renderer process that grow with all it ever rendered.
 * What is replaced keeps its length, so that the offsets of the file still hold. Everything else is left as it is.
 */
export function normalizePdf(pdf: Buffer): Buffer {
  const text = pdf.toString("latin1");
  const normal = text
    .replace(/\/(CreationDate|ModDate) ?\(D:[^)]*\)/g, blank)
    .replace(/\/ID ?\[ ?<[0-9A-Fa-f]+> ?<[0-9A-Fa-f]+> ?\]/g, blank)
    .replace(/\/ID ?\(node\d+\)/g, blank)
    // Where structure elements are looked up by their ids.
    .replace(/\(node\d{8}\)/g, blank);
  return Buffer.from(normal, "latin1");
}

function blank(text: string): string {
  return text.replace(/[0-9A-Fa-f]/g, "0");
}
