import { createHmac, timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PdfPromptError } from "../../shared/errors";
import type { PromptOrigin } from "../../shared/stages";
import { type Failure, isAsWritten, MANIFEST_NAME, type ManifestLine, writeFailures, writeManifest } from "../publish";
import type { DueBatch, FailedInput, PromptResult, Queue } from "../queue";

const MAC_CHARACTERS = 32;

/** What a batch left beside its PDFs, as absolute paths. */
export interface WrittenResults {
  /** Null where all of the input was wrong: then nothing is written. */
  manifest: string | null;
  failuresFile: string | null;
}

/** The path of a folder's manifest. */
export function manifestPath(outDir: string): string {
  return join(outDir, MANIFEST_NAME);
}

/**
 * Writes what a batch that has ended leaves beside its PDFs: the manifest of its folder, and what failed. Each is written
 * whole or not at all, and writing it again changes nothing.
 * @throws PdfPromptError `output-unwritable`, `disk-full`, or `cancelled` when the signal fires
 */
export async function writeResults(queue: Queue, batch: DueBatch, signal?: AbortSignal): Promise<WrittenResults> {
  const { results } = queue;
  const { id, outDir } = batch;
  if (!results.hasPrompts(id)) return { manifest: null, failuresFile: null };
  const token = id.slice(0, 8);
  const own = results.failureFiles(id);
  const written = await writeFailures({
    outDir,
    token,
    columns: results.columnsOfFailures(id),
    pages: sealed(queue, batch),
    own,
  });
  if (written) results.addFailureFile(id, written.path, written.sha256);
  // What an earlier run of the same batch left is out of date. A file that was edited since is not ours any more.
  for (const file of own) {
    if (file.path === written?.path) continue;
    if (await isAsWritten(file)) rmSync(file.path, { force: true });
    results.forgetFailureFile(file.path);
  }
  const manifest = await writeManifest({
    outDir,
    token,
    pages: () => manifestPages(queue, id),
    isOwn: (key) => results.isOutputOf(id, key),
    signal,
  });
  return { manifest, failuresFile: written?.path ?? null };
}

/**
 * Writes what failed of a batch into a file of its own, to be mended and given back; see {@link writeFailures}.
 * @param folder absolute; the file is made for it, and can be given back from there
 * @param name of the file, without its ending
 * @returns its absolute path; undefined where nothing failed
 * @throws PdfPromptError `output-unwritable` or `disk-full`
 */
export async function writeFailedRows(
  queue: Queue,
  batchId: string,
  { folder, name }: { folder: string; name: string },
): Promise<string | undefined> {
  const columns = queue.results.columnsOfFailures(batchId);
  const pages = sealed(queue, { id: batchId, outDir: folder });
  return (await writeFailures({ outDir: folder, name, token: batchId.slice(0, 8), columns, pages, own: [] }))?.path;
}

/** Removes the files with failures that were written beside a batch's PDFs, unless somebody edited them. */
export async function dropFailuresFiles(queue: Queue, batchId: string): Promise<void> {
  for (const file of queue.results.failureFiles(batchId)) {
    if (await isAsWritten(file)) rmSync(file.path, { force: true });
    queue.results.forgetFailureFile(file.path);
  }
}

/**
 * Removes the PDFs that a batch made of these inputs, as far as they are still what was made.
 * @param sources absolute paths of the inputs
 * @returns how many were removed
 */
export async function takeBackOutputs(queue: Queue, batch: DueBatch, sources: ReadonlySet<string>): Promise<number> {
  let removed = 0;
  for (const page of queue.results.pages(batch.id)) {
    for (const { source, state, output, sha256 } of page) {
      if (state !== "done" || source === null || !sources.has(source) || output === null || sha256 === null) continue;
      const path = join(batch.outDir, output);
      if (!(await isAsWritten({ path, sha256 }))) continue;
      rmSync(path, { force: true });
      removed += 1;
    }
  }
  return removed;
}

/** The batch's own lines, page by page. */
export function* manifestPages(queue: Queue, batchId: string): Generator<ManifestLine[]> {
  for (const page of queue.results.pages(batchId)) yield page.map((result) => toLine(batchId, result));
}

function toLine(batch: string, { problem, times, ...result }: PromptResult): ManifestLine {
  return {
    batch,
    source: result.source,
    line: result.line ?? problem?.line ?? null,
    row: result.row,
    state: result.state,
    output: result.output,
    sha256: result.sha256,
    pages: result.pages,
    bytes: result.bytes,
    times: times && Object.fromEntries(Object.entries(times).map(([stage, ms]) => [`${stage}Ms`, round(ms)])),
    warnings: result.warnings,
    ...(problem ? { code: problem.code, message: problem.message } : {}),
  };
}

function round(ms: number): number {
  return Number(ms.toFixed(1));
}

function* sealed(queue: Queue, { id, outDir }: DueBatch): Generator<Failure[]> {
  const secret = queue.results.secret();
  for (const page of queue.results.failures(id)) {
    yield page.map(({ problem, raw, position }: FailedInput): Failure => {
      // It keeps its number when it is given back: other prompts have the other numbers.
      const origin = raw && { ...raw.origin, index: raw.origin.index ?? position };
      return { problem, raw, origin: origin ? sealOrigin(secret, outDir, origin) : "" };
    });
  }
}

const originSchema = z.strictObject({
  row: z.number().optional(),
  baseDir: z.string(),
  relativeDir: z.string(),
  stem: z.string(),
  index: z.number().optional(),
});

/**
 * Where a prompt came from, sealed: only this queue can make it, and it counts only in a file in that folder. So a prompt
 * can be given back with the folder of its images, and no file can name a folder of its own choice.
 */
function sealOrigin(secret: string, folder: string, origin: PromptOrigin): string {
  const content = Buffer.from(JSON.stringify(originSchema.parse(origin))).toString("base64url");
  return `${content}.${mac(secret, folder, content)}`;
}

/**
 * Opens what {@link sealOrigin} sealed.
 * @param folder the file with it lies there
 * @returns undefined where the seal is not that of this queue and folder
 */
export function openOrigin(queue: Queue, folder: string, sealedOrigin: string): PromptOrigin | undefined {
  const [content = "", seal = ""] = sealedOrigin.split(".");
  const wanted = Buffer.from(mac(queue.results.secret(), folder, content));
  const given = Buffer.from(seal);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  return originSchema.parse(JSON.parse(Buffer.from(content, "base64url").toString("utf8")));
}

function mac(secret: string, folder: string, content: string): string {
  return createHmac("sha256", secret).update(`${folder}\0${content}`).digest("hex").slice(0, MAC_CHARACTERS);
}

/** What people are told where the results of a batch could not be written. */
export function notWritten({ outDir }: DueBatch, error: unknown): string {
  const why = error instanceof PdfPromptError ? error.message : String(error);
  return `The manifest of ${outDir} was not written: ${why} All PDFs are there; the next call writes it.`;
}
