/** The PDF is not written as Chromium writes it. The message is the end of a sentence that begins with "because". */
export class UnexpectedStructure extends Error {}

/** Where the parts of a PDF lie. Offsets count bytes from the start of the file. */
export interface PdfStructure {
  pdf: Buffer;
  xrefOffset: number;
  /** Offset of the first entry of the table, that of object 0. */
  tableOffset: number;
  /** Offset of each object by its number; `offsets[0]` is the head of the list of free ones and means nothing. */
  offsets: readonly number[];
  /** The same from first to last, so that the head of the list comes first: an object ends where the next one begins. */
  inOrder: Float64Array;
  rootNumber: number;
  infoNumber: number;
}

/** An object without its frame: `text` is latin1, so that its indices are bytes from `start`. */
export interface PdfObject {
  /** Offset of the object's number. */
  start: number;
  /** Offset behind its `endobj` and line end. */
  end: number;
  text: string;
}

/** Longer than any trailer Chromium writes. */
const TAIL_BYTES = 1024;
/** Of an entry in the table of objects. */
export const ENTRY_BYTES = 20;
const TRAILER =
  /^trailer\n<<\/Size (\d+)\n\/Root (\d+) 0 R\n\/Info (\d+) 0 R(?:\n\/ID ?\[ ?<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*> ?\])?>>\nstartxref\n(\d+)\n%%EOF\n?$/;

/**
 * Finds the parts of a PDF that Chromium wrote: one table of all objects at the end, none of them free.
 * @throws UnexpectedStructure where anything is otherwise
 */
export function readStructure(pdf: Buffer): PdfStructure {
  const tailStart = pdf.lastIndexOf("trailer\n");
  if (tailStart === -1 || pdf.length - tailStart > TAIL_BYTES) throw new UnexpectedStructure("it has no plain trailer");
  const trailer = TRAILER.exec(pdf.toString("latin1", tailStart));
  if (!trailer) throw new UnexpectedStructure("its trailer is not as expected");
  const [size = 0, rootNumber = 0, infoNumber = 0, xrefOffset = 0] = trailer.slice(1).map(Number);
  const head = `xref\n0 ${size}\n`;
  const first = xrefOffset + head.length;
  const isWhole = pdf.toString("latin1", xrefOffset, first) === head && first + size * ENTRY_BYTES === tailStart;
  if (!isWhole) throw new UnexpectedStructure("its table of objects is not where it should be");
  const table = pdf.toString("latin1", first, tailStart);
  const offsets = [0];
  for (let number = 1; number < size; number += 1) {
    const entry = table.slice(number * ENTRY_BYTES, (number + 1) * ENTRY_BYTES);
    const offset = Number(entry.slice(0, 10));
    const isUsed = /^\d{10} 00000 n[ \r]\n$/.test(entry) && offset > 0 && offset < xrefOffset;
    if (!isUsed) throw new UnexpectedStructure(`its entry for object ${number} is not as expected`);
    offsets.push(offset);
  }
  for (const number of [rootNumber, infoNumber]) {
    if (number < 1 || number >= size) throw new UnexpectedStructure(`it has no object ${number}`);
  }
  const inOrder = Float64Array.from(offsets).sort();
  return { pdf, xrefOffset, tableOffset: first, offsets, inOrder, rootNumber, infoNumber };
}

/**
 * An object without a stream, found by its number. It ends where the next one begins: its own text may say `endobj`.
 * @throws UnexpectedStructure where something else lies there
 */
export function readDictionary({ pdf, offsets, inOrder, xrefOffset }: PdfStructure, number: number): PdfObject {
  const start = offsets[number] ?? 0;
  const end = firstBeyond(inOrder, start) ?? xrefOffset;
  const text = pdf.toString("latin1", start, end);
  const isDictionary = text.startsWith(`${number} 0 obj\n<<`) && text.endsWith(">>\nendobj\n");
  if (!isDictionary) throw new UnexpectedStructure(`object ${number} is not as expected`);
  return { start, end, text };
}

function firstBeyond(inOrder: Float64Array, offset: number): number | undefined {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((inOrder[middle] as number) > offset) high = middle;
    else low = middle + 1;
  }
  return inOrder[low];
}
