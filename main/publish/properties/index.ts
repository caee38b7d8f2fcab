import { createHash } from "node:crypto";
import type { Heading } from "../../../shared/stages";
import { pdfDate, xmpDate } from "./dates";
import { type InfoTexts, infoEntries } from "./info";
import { renumberNodes } from "./node-ids";
import { changedOutline } from "./outline-titles";
import {
  ENTRY_BYTES,
  type PdfObject,
  type PdfStructure,
  readDictionary,
  readStructure,
  UnexpectedStructure,
} from "./structure";
import { pdfString, propertyText } from "./text";
import { xmpPacket } from "./xmp";

export { UnexpectedStructure } from "./structure";

/** What a PDF says of itself. Empty and absent texts are left out. */
export interface PdfProperties {
  title: string;
  author?: string | undefined;
  subject?: string | undefined;
  keywords?: readonly string[] | undefined;
  /** A language tag such as `en-GB`; the document's own where absent. */
  language?: string | undefined;
  /** The program that made the document. */
  creator: string;
  /** Of the document, in their order: what its bookmarks say. */
  headings?: readonly Heading[] | undefined;
  /**
   * Seconds since 1970 that stand for every moment, so that the same document is the same PDF, byte for byte, whenever and
   * after whatever it is printed. Absent: the dates and ids that Chromium gave.
   */
  epochSeconds?: number | undefined;
}

const PRODUCER = /\/Producer (\((?:[^\\()]|\\.)*\))/;
const DATE = /\/(CreationDate|ModDate) \((D:[^()]*)\)/g;
const LANGUAGE = /\/Lang (\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>)/;

/**
 * Writes properties into a PDF that Chromium made: its Info dictionary, its language, and XMP metadata that say the same.
 * New objects follow the old ones, of which blanks remain, and one table of objects follows them.
 * @param pdf changed in place where `epochSeconds` is given
 * @returns another PDF
 * @throws UnexpectedStructure where the PDF is not written as Chromium writes it; then it is as it was
 */
export function withProperties(pdf: Buffer, properties: PdfProperties): Buffer {
  const structure = readStructure(pdf);
  const info = readDictionary(structure, structure.infoNumber);
  const root = readDictionary(structure, structure.rootNumber);
  const texts = textsOf(properties, info, root);
  if (properties.epochSeconds !== undefined) renumberNodes(pdf, structure);
  const bookmarks = changedOutline(structure, root, properties.headings ?? []);
  const metadataNumber = structure.offsets.length;
  const objects: [number, Buffer][] = [
    [
      structure.infoNumber,
      dictionary(
        structure.infoNumber,
        infoEntries(texts).map(([name, value]) => `/${name} ${value}`),
      ),
    ],
    [structure.rootNumber, Buffer.from(catalog(root, texts.language, metadataNumber), "latin1")],
    ...bookmarks.map(({ number, dictionary }): [number, Buffer] => [number, object(number, dictionary)]),
    [metadataNumber, metadata(metadataNumber, texts)],
  ];
  const body = Buffer.from(pdf.subarray(0, structure.xrefOffset));
  for (const { start, end } of [info, root, ...bookmarks.map(({ old }) => old)]) body.fill(" ", start, end - 1);
  const all = Buffer.concat([body, ...objects.map(([, bytes]) => bytes)]);
  return Buffer.concat([all, tail(structure, objects, all)]);
}

interface Texts extends InfoTexts {
  /** Empty where the document has none. */
  language: string;
}

function textsOf(properties: PdfProperties, info: PdfObject, root: PdfObject): Texts {
  const { title, author = "", subject = "", keywords = [], language = "", creator, epochSeconds } = properties;
  const dates = new Map([...info.text.matchAll(DATE)].map(([, name, date = ""]) => [name, date]));
  const fixed = epochSeconds === undefined ? undefined : pdfDate(epochSeconds);
  const dateOf = (name: string) => {
    const date = fixed ?? dates.get(name);
    if (date === undefined) throw new UnexpectedStructure(`it has no ${name}`);
    return date;
  };
  return {
    title: propertyText(title),
    author: propertyText(author),
    subject: propertyText(subject),
    keywords: keywords.map(propertyText).filter((keyword) => keyword !== ""),
    language: propertyText(language) || plainText(LANGUAGE.exec(root.text)?.[1]),
    creator: propertyText(creator),
    producer: plainText(PRODUCER.exec(info.text)?.[1]),
    created: dateOf("CreationDate"),
    modified: dateOf("ModDate"),
  };
}

/** A string of PDF in parentheses, without octal escapes; empty for any other. */
function plainText(written: string | undefined): string {
  if (!written?.startsWith("(") || /\\\d/.test(written)) return "";
  return written.slice(1, -1).replace(/\\(.)/g, "$1");
}

function dictionary(number: number, entries: readonly string[]): Buffer {
  return object(number, `<<${entries.join("\n")}>>`);
}

function object(number: number, text: string): Buffer {
  return Buffer.from(`${number} 0 obj\n${text}\nendobj\n`, "latin1");
}

/** The catalog with its language set and the metadata named. */
function catalog(root: PdfObject, language: string, metadataNumber: number): string {
  const end = root.text.lastIndexOf(">>");
  const own = root.text.slice(0, end);
  const lang = language === "" ? "" : `/Lang ${pdfString(language)}`;
  const withLanguage = LANGUAGE.test(own)
    ? own.replace(LANGUAGE, () => lang)
    : `${own}${lang === "" ? "" : `\n${lang}`}`;
  return `${withLanguage}\n/Metadata ${metadataNumber} 0 R${root.text.slice(end)}`;
}

function metadata(number: number, { created, modified, ...texts }: Texts): Buffer {
  const packet = xmpPacket({ ...texts, created: xmpDate(created) ?? "", modified: xmpDate(modified) ?? "" });
  const head = `${number} 0 obj\n<</Type /Metadata\n/Subtype /XML\n/Length ${packet.length}>> stream\n`;
  return Buffer.concat([Buffer.from(head), packet, Buffer.from("\nendstream\nendobj\n")]);
}

/** The table of objects, with the places of those that were written anew, and what follows it. */
function tail(structure: PdfStructure, objects: readonly [number, Buffer][], before: Buffer): Buffer {
  const size = structure.offsets.length + 1;
  const head = `xref\n0 ${size}\n`;
  const table = Buffer.alloc(size * ENTRY_BYTES);
  structure.pdf.copy(table, 0, structure.tableOffset, structure.tableOffset + structure.offsets.length * ENTRY_BYTES);
  let offset = before.length - objects.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  for (const [number, bytes] of objects) {
    table.write(`${String(offset).padStart(10, "0")} 00000 n \n`, number * ENTRY_BYTES, "latin1");
    offset += bytes.length;
  }
  const id = createHash("sha256").update(before).digest("hex").slice(0, 32).toUpperCase();
  const trailer =
    `trailer\n<</Size ${size}\n/Root ${structure.rootNumber} 0 R\n/Info ${structure.infoNumber} 0 R\n` +
    `/ID [<${id}> <${id}>]>>\nstartxref\n${before.length}\n%%EOF\n`;
  return Buffer.concat([Buffer.from(head), table, Buffer.from(trailer)]);
}
