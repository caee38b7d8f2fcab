/** What two prints of the same document may differ in, all of fixed width: dates, the file's ID, and node ids in tags. */
const PASSING = [
  /\/(?:CreationDate|ModDate) ?\(D:[^)]*\)/g,
  /\/ID ?\[<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*>\]/g,
  /\(node\d{8}\)/g,
];

/** A PDF with everything blanked that says when and where it was printed, not what: equal for equal documents. */
export function comparable(pdf: Buffer): Buffer {
  let text = pdf.toString("latin1");
  for (const pattern of PASSING) text = text.replace(pattern, (match) => " ".repeat(match.length));
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
