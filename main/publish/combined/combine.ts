import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { PdfPromptError } from "../../../shared/errors";
import { guardName } from "../guarded-name";
import { MAX_NAME_BYTES } from "../names";
import { pdfDate, xmpDate } from "../properties/dates";
import { infoEntries } from "../properties/info";
import { UnexpectedStructure } from "../properties/structure";
import { propertyText } from "../properties/text";
import { xmpPacket } from "../properties/xmp";
import { sweepParts, WholeFile } from "../whole-file";
import { BOOK_MARK, Book, type BookProperties } from "./book";

/** A PDF that becomes a part of the book. */
export interface BookDocument {
  /** Name below the output folder, with `/`. */
  output: string;
  /** Lower-case hex; null where nothing is known of the file, which is then taken as it is. */
  sha256: string | null;
}

export interface CombineRequest {
  /** Absolute path of the book; a combined PDF that is there is replaced. */
  file: string;
  /** Absolute folder of the documents. */
  outDir: string;
  /** In the order of the book. At least one. */
  documents: readonly BookDocument[];
  /** Whether `n / total` is printed at the foot of every page. */
  isNumbered: boolean;
  properties: {
    author?: string | undefined;
    subject?: string | undefined;
    keywords?: readonly string[] | undefined;
    language?: string | undefined;
    /** The program that makes the book. */
    creator: string;
    /** The moment of its making, in seconds since 1970. */
    epochSeconds: number;
  };
}

/** The book that was written. */
export interface Combined {
  pages: number;
  bytes: number;
  /** Bytes of the documents together. */
  documentBytes: number;
}

/** Looked at now and then while the book is made. */
export interface CombineWatch {
  isStopped: () => boolean;
  onDocument: () => void;
}

/** Where {@link BOOK_MARK} is looked for. */
const HEAD_BYTES = 64;

/** Why a path cannot become a combined PDF, in a sentence; undefined where it can. Other files are not replaced. */
export function combinedProblem(file: string): string | undefined {
  if (Buffer.byteLength(basename(file)) > MAX_NAME_BYTES) {
    return `The name of ${file} is too long: ${MAX_NAME_BYTES} bytes at most.`;
  }
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return undefined;
  if (!stats.isFile()) return `${file} is no file. Name one, such as ${join(file, "book.pdf")}.`;
  const head = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, head);
  } finally {
    closeSync(descriptor);
  }
  if (head.toString("latin1").includes(`\n${BOOK_MARK}\n`)) return undefined;
  return `${file} is there and is no combined PDF of this program. Name another one.`;
}

/**
 * Makes one PDF of many, whole or not at all. Every PDF is held against its hash; one that is gone or was changed is an
 * error. One document is in memory at a time.
 * @throws PdfPromptError `output-unwritable`, `disk-full`, or `cancelled` when the watch says so; then all is as it was
 */
export async function combine(request: CombineRequest, watch: CombineWatch): Promise<Combined> {
  const { file, outDir, documents, isNumbered } = request;
  const stopIfAsked = () => {
    if (watch.isStopped()) throw new PdfPromptError("cancelled", `${file} was not written: the work was stopped.`);
  };
  // Looked at again: meanwhile it may have become one of the documents.
  const checkName = guardName(file, combinedProblem);
  sweepParts(file);
  const target = await WholeFile.create(file, String(process.pid));
  const identity = createHash("sha256").update(JSON.stringify([basename(file), isNumbered, request.properties]));
  const sizes = { bytes: 0, documentBytes: 0 };
  const write = async (pieces: readonly Buffer[]) => {
    for (const piece of pieces) {
      sizes.bytes += piece.byteLength;
      await target.write(piece);
    }
  };
  try {
    const book = new Book({ isNumbered, onPiece: stopIfAsked });
    for (const { output, sha256 } of documents) {
      const { bytes, hash } = contentOf(join(outDir, output), sha256);
      identity.update(hash);
      sizes.documentBytes += bytes.byteLength;
      addDocument(book, bytes, output, outDir);
      await write(book.take());
      watch.onDocument();
    }
    book.finish(propertiesOf(request, identity.digest("hex")));
    await write(book.take());
    await target.finish();
    checkName();
    target.replace();
    return { pages: book.pages, ...sizes };
  } catch (error) {
    await target.discard();
    throw error;
  }
}

function addDocument(book: Book, bytes: Buffer, output: string, outDir: string): void {
  try {
    book.add(bytes, output.replace(/\.pdf$/i, ""));
  } catch (error) {
    if (!(error instanceof UnexpectedStructure)) throw error;
    throw notWritten(
      `${join(outDir, output)} is not written as this program writes PDFs: ${error.message}`,
      "Render it again under another name.",
    );
  }
}

function contentOf(path: string, sha256: string | null): { bytes: Buffer; hash: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw notWritten(`${path} cannot be read (${(error as Error).message})`);
  }
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== null && hash !== sha256) throw notWritten(`${path} was changed since it was made`);
  return { bytes, hash };
}

function notWritten(why: string, whatToDo = "Render again first."): PdfPromptError {
  return new PdfPromptError("output-unwritable", `The combined PDF was not written: ${why}. ${whatToDo}`);
}

function propertiesOf({ file, properties }: CombineRequest, hash: string): BookProperties {
  const { author = "", subject = "", keywords = [], language, creator, epochSeconds } = properties;
  const date = pdfDate(epochSeconds);
  const texts = {
    title: propertyText(basename(file, extname(file))),
    author: propertyText(author),
    subject: propertyText(subject),
    keywords: keywords.map(propertyText).filter((keyword) => keyword !== ""),
    creator: propertyText(creator),
    producer: propertyText(creator),
  };
  const moment = xmpDate(date) ?? "";
  return {
    info: Object.fromEntries(infoEntries({ ...texts, created: date, modified: date })),
    metadata: (tag) => xmpPacket({ ...texts, language: tag, created: moment, modified: moment }),
    language: language === undefined ? undefined : propertyText(language),
    id: hash.slice(0, 32).toUpperCase(),
  };
}
