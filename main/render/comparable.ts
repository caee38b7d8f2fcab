/**
 * A PDF that Chromium wrote, without what differs between two prints of the same page: its dates, its file ID, and the
 * ids of structure elements (`/ID (node00000042)`), counters of a renderer process that grow with all it ever rendered.
 * The table those are looked up in is sorted by id, so that its order is put right, too. What is replaced keeps its
 * length, so that the offsets of the file still hold. Everything else is left as it is.
 */
export function comparable(pdf: Buffer): Buffer {
  const text = pdf
    .toString("latin1")
    .replace(/\/(?:CreationDate|ModDate) ?\(D:[^)]*\)/g, blank)
    .replace(/\/ID ?\[ ?<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*> ?\]/g, blank)
    .replace(/\(node\d{8}\)/g, "(node00000000)")
    .replace(/\/Names \[((?:\(node00000000\) \d+ 0 R ?)+)\]/g, (_all, names: string) => `/Names [${sorted(names)}]`);
  return Buffer.from(text, "latin1");
}

/**
 * What is different between two prints of the same document, in words.
 * @returns undefined where nothing is
 */
export function differenceOf(first: Buffer, second: Buffer): string | undefined {
  const [a, b] = [comparable(first), comparable(second)];
  if (a.equals(b)) return undefined;
  if (a.length !== b.length) return `${a.length} bytes against ${b.length}`;
  return `byte ${a.findIndex((byte, index) => byte !== b[index])} of ${a.length}`;
}

function blank(text: string): string {
  return text.replace(/[0-9A-Fa-f]/g, "0");
}

function sorted(names: string): string {
  return names
    .split(/(?<= R) /)
    .sort((a, b) => objectOf(a) - objectOf(b))
    .join(" ");
}

function objectOf(name: string): number {
  return Number(/ (\d+) 0 R/.exec(name)?.[1]);
}
