import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate as others } from "node:timers/promises";
import { ZipFile } from "yazl";
import { PdfPromptError } from "../../shared/errors";
import { guardName } from "./guarded-name";
import { MANIFEST_NAME, type ManifestLine } from "./manifest";
import { sweepParts, WholeFile } from "./whole-file";

/** PDFs are compressed within; what is left to gain is not worth more time. */
const PDF_LEVEL = 1;
const ZIP_MARK = "PK";

export interface ZipOptions {
  /** Absolute path of the file to be written; a ZIP file that is there is replaced. */
  file: string;
  /** Absolute folder of the outputs. */
  outDir: string;
  /** The batch's lines, page by page. */
  pages: () => Iterable<readonly ManifestLine[]>;
  signal?: AbortSignal | undefined;
  /** Called with how many PDFs are in it, with each. */
  onPdf?: ((pdfs: number) => void) | undefined;
}

/** Why a path cannot become a ZIP file, in a sentence; undefined where it can. What is no ZIP file is not replaced. */
export function zipProblem(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return undefined;
  if (!stats.isFile()) return `${file} is no file. Name one, such as ${join(file, "batch.zip")}.`;
  const mark = Buffer.alloc(ZIP_MARK.length);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, mark);
  } finally {
    closeSync(descriptor);
  }
  return mark.toString("latin1") === ZIP_MARK ? undefined : `${file} is there and is no ZIP file. Name another one.`;
}

/**
 * Puts the manifest of a batch and all its PDFs into one ZIP file, whole or not at all. Every PDF is held against its
 * hash while it is read; one that is gone or was changed is an error.
 * @returns how many PDFs are in it
 * @throws PdfPromptError `output-unwritable`, `disk-full`, or `cancelled` when the signal fires
 */
export async function writeZip({ file, outDir, pages, signal, onPdf }: ZipOptions): Promise<number> {
  const checkName = guardName(file, zipProblem);
  sweepParts(file);
  const target = await WholeFile.create(file, String(process.pid));
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  const stopIfAsked = () => {
    if (signal?.aborted) throw new PdfPromptError("cancelled", `${file} was not written: the work was stopped.`);
  };
  const fail = (error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on("error", fail);
  // It may fail before it is read: who reads it then is told.
  stream.on("error", () => undefined);
  /** What is being put in: one at a time. */
  let source: Readable | undefined;
  const add = (name: string, options: { mtime?: Date; compressionLevel: number }, open: () => AsyncIterable<Buffer>) =>
    zip.addReadStreamLazy(name, options, (callback) => {
      source = Readable.from(open()).on("error", fail);
      callback(null, source);
    });
  const names = new Set<string>();
  let pdfs = 0;
  const tell = () => {
    pdfs += 1;
    onPdf?.(pdfs);
  };
  const addPdf = ({ output, sha256 }: ManifestLine) => {
    if (output === null || names.has(output)) return;
    names.add(output);
    const path = join(outDir, output);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw changed(path, "is not there any more");
    add(output, { mtime: stats.mtime, compressionLevel: PDF_LEVEL }, () => contentOf(path, sha256, tell));
  };
  // The lines are read once, so that the PDFs are those of the manifest also where the batch is changed meanwhile.
  async function* manifest(): AsyncGenerator<Buffer> {
    for (const page of pages()) {
      yield Buffer.from(page.map((line) => `${JSON.stringify(line)}\n`).join(""));
      for (const line of page) addPdf(line);
      // Of a large batch there are hundreds of pages: whoever looks at a window waits for one of them, not for all.
      await others();
    }
    zip.end();
  }
  try {
    add(MANIFEST_NAME, { compressionLevel: 6 }, manifest);
    for await (const piece of stream) {
      stopIfAsked();
      await target.write(piece as Buffer);
    }
    await target.finish();
    checkName();
    target.replace();
    return names.size;
  } catch (error) {
    stream.destroy();
    // Nobody reads it any more, and it would keep its file open.
    source?.destroy();
    await target.discard();
    throw error;
  }
}

async function* contentOf(path: string, sha256: string | null, onEnd: () => void): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) {
    hash.update(piece);
    yield piece as Buffer;
  }
  if (sha256 !== null && hash.digest("hex") !== sha256) throw changed(path, "was changed since it was made");
  onEnd();
}

function changed(path: string, what: string): PdfPromptError {
  return new PdfPromptError("output-unwritable", `The ZIP file was not written: ${path} ${what}. Render again first.`);
}
