/** An object of a PDF: its text, or a stream with what stands in its dictionary. */
export type PdfObjectSource = string | { dict: string; data: string | Buffer };

/**
 * A PDF as Chromium writes them: plain objects, numbered from 1, and one table of them.
 * @param objects object 1 is the Info dictionary, object 2 the catalog
 */
export function pdfOf(objects: readonly PdfObjectSource[]): Buffer {
  const numbered = new Map(objects.map((object, index) => [index + 1, object]));
  return withObjects(Buffer.from("%PDF-1.4\n"), numbered, "\n/Info 1 0 R");
}

/**
 * The same PDF with changed or new objects behind it, and a table of these that names the table before it.
 * @param info number of the Info dictionary
 */
export function updated(pdf: Buffer, objects: ReadonlyMap<number, PdfObjectSource>, info = 1): Buffer {
  const before = /startxref\n(\d+)\n%%EOF\n$/.exec(pdf.toString("latin1"))?.[1] ?? "";
  return withObjects(pdf, objects, `\n/Info ${info} 0 R\n/Prev ${before}`);
}

function withObjects(pdf: Buffer, objects: ReadonlyMap<number, PdfObjectSource>, trailer: string): Buffer {
  const pieces = [pdf];
  let length = pdf.length;
  const push = (piece: string | Buffer) => {
    const bytes = typeof piece === "string" ? Buffer.from(piece, "latin1") : piece;
    pieces.push(bytes);
    length += bytes.length;
  };
  const sections = pdf.length < 10 ? ["0 1\n0000000000 65535 f \n"] : [];
  for (const [number, object] of objects) {
    sections.push(`${number} 1\n${String(length).padStart(10, "0")} 00000 n \n`);
    push(`${number} 0 obj\n`);
    if (typeof object === "string") push(object);
    else {
      push(`<<${object.dict}\n/Length ${Buffer.byteLength(object.data)}>> stream\n`);
      push(object.data);
      push("\nendstream");
    }
    push("\nendobj\n");
  }
  const start = length;
  const size = Math.max(...objects.keys()) + 1;
  push(`xref\n${sections.join("")}trailer\n<</Size ${size}\n/Root 2 0 R${trailer}>>\n`);
  push(`startxref\n${start}\n%%EOF\n`);
  return Buffer.concat(pieces);
}
