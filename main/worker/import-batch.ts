import { join, resolve } from "node:path";
import type { BatchSettings } from "../../shared/batch";
import type { BatchFileHead, BatchFileJob, BatchFileRejected, BatchFileUnchanged } from "../../shared/batch-file";
import { PdfPromptError, type Problem } from "../../shared/errors";
import type { FoundPrompt, RawInput } from "../../shared/stages";
import { isUnchanged, NamesOnDisk, outputKey, safeOutput } from "../publish";
import type { ArrivingJob, Queue, StoredUnchanged } from "../queue";
import { numberedOutput } from "./numbered-output";
import { contentKeyOf, digest, keyOf } from "./planner";
import { whenThereIsRoom } from "./room";

/** Rows written in one transaction. */
const CHUNK = 500;

/** What a file with a batch holds behind its head, each already found good. */
export type BatchRecord =
  | { kind: "job"; job: BatchFileJob }
  | { kind: "rejected"; rejected: BatchFileRejected }
  | { kind: "unchanged"; unchanged: BatchFileUnchanged };

export interface ImportOptions {
  head: BatchFileHead;
  records: AsyncIterable<BatchRecord>;
  /** The batch's id here: that of the file, or another one for the same batch once more. */
  id: string;
  /** Tells this file's content from another's: an interrupted import of it is gone on with. */
  contentId: string;
  settings: BatchSettings;
  /** Folder with the images and templates of the prompts. Absolute. */
  assetsDir: string;
  /** Absolute. */
  outDir: string;
  signal?: AbortSignal | undefined;
  notice?: ((line: string) => void) | undefined;
  onProgress?: ((records: number) => void) | undefined;
}

export interface Imported {
  jobs: number;
  queued: number;
  done: number;
  failed: number;
  cancelled: number;
  rejected: number;
  unchanged: number;
  /** Of `queued`, those that were done, and whose PDF is not in the output folder. */
  missing: number;
}

/**
 * Puts a batch from a file into the queue. Jobs that were done stay done where their PDF is there, whole; else they wait,
 * as all do that were not finished. No path of the file is used but below the two folders.
 * @throws PdfPromptError `input-invalid` where there is a batch with that id already
 */
export async function importBatch(queue: Queue, options: ImportOptions): Promise<Imported> {
  const { head, id, settings, outDir, signal, notice } = options;
  const write = <T>(change: () => T) => whenThereIsRoom(change, { signal, notice });
  const stored = { id, label: head.label, outDir, settings: JSON.stringify(settings), createdAtMs: head.createdAtMs };
  const callKey = `import:${digest([options.contentId, outDir, settings, options.assetsDir])}`;
  if (!(await write(() => queue.transfer.begin(stored, callKey)))) {
    const message = `The batch ${id} is in the queue already. To have it once more, as another batch, add --again.`;
    throw new PdfPromptError("input-invalid", message);
  }
  const imported = { jobs: 0, queued: 0, done: 0, failed: 0, cancelled: 0, rejected: 0, unchanged: 0, missing: 0 };
  for (const { source, columns } of head.tables) {
    await write(() => queue.results.setColumns(id, sourceIn(options.assetsDir, source), columns));
  }
  let jobs: ArrivingJob[] = [];
  // Of `jobs`, which the queue does not know of yet.
  const arriving = new Set<string>();
  const names: Names = {
    isTaken: (key) => arriving.has(key) || queue.isOutputTaken(key, id),
    onDisk: new NamesOnDisk(outDir),
  };
  const flush = async () => {
    const some = jobs;
    jobs = [];
    arriving.clear();
    if (some.length > 0) await write(() => queue.transfer.add(id, some));
    options.onProgress?.(imported.jobs + imported.rejected + imported.unchanged);
    await new Promise((resolve) => setImmediate(resolve));
  };
  for await (const record of options.records) {
    signal?.throwIfAborted();
    if (record.kind === "job") {
      const job = await toArriving(record.job, options, names);
      if (record.job.state === "done" && job.state === "queued") imported.missing += 1;
      imported.jobs += 1;
      if (job.state !== "claimed") imported[job.state] += 1;
      jobs.push(job);
      if (job.state !== "cancelled") arriving.add(job.outputKey);
      if (jobs.length >= CHUNK) await flush();
    } else if (record.kind === "rejected") {
      const { problem, position, raw } = record.rejected;
      const at = { ...(position === null ? {} : { position }), raw: raw ? toRaw(raw, options.assetsDir) : undefined };
      await write(() => queue.addRejection(id, toProblem(problem, options.assetsDir), at));
      imported.rejected += 1;
    } else {
      const unchanged = toUnchanged(record.unchanged, options);
      await write(() => queue.transfer.addUnchanged(id, [unchanged]));
      imported.unchanged += 1;
    }
  }
  await flush();
  await write(() => queue.addUnchanged(id, imported.unchanged));
  await write(() => queue.sealBatch(id));
  return imported;
}

/** What is known of names. */
interface Names {
  /** Whether a job has the output with this key. */
  isTaken(outputKey: string): boolean;
  onDisk: NamesOnDisk;
}

async function toArriving(job: BatchFileJob, options: ImportOptions, names: Names): Promise<ArrivingJob> {
  const { assetsDir, outDir, settings } = options;
  const { prompt, source, line, bodyLine, row, folder, relativeDir, stem, index, ...stored } = job;
  const found: FoundPrompt = {
    prompt,
    source: sourceIn(assetsDir, source),
    line,
    ...(bodyLine === undefined ? {} : { bodyLine }),
    row,
    baseDir: folderIn(assetsDir, folder),
    relativeDir,
    stem,
    ...(index === undefined ? {} : { index }),
  };
  const stated = safeOutput(job.output);
  const isDone = job.state === "done" && (await isMade({ ...job, output: stated }, outDir));
  const state = isDone ? "done" : job.state === "failed" || job.state === "cancelled" ? job.state : "queued";
  const isQueued = state === "queued";
  const output = isQueued ? await freeOutput(options, stated, names) : stated;
  return {
    ...stored,
    state,
    found,
    output,
    warnings: job.warnings.map((warning) => toProblem(warning, assetsDir)),
    error: state === "failed" || isQueued ? job.error : null,
    ...(isDone ? {} : { pages: null, bytes: null, sha256: null, times: null }),
    ...(isQueued ? { elapsedMs: null, finishedAtMs: null } : { finishedAtMs: job.finishedAtMs ?? job.createdAtMs }),
    promptKey: keyOf(found),
    // What was made elsewhere, by whatever version, stands for no later prompt.
    contentKey: isDone
      ? digest(["made elsewhere", options.id, job.output])
      : contentKeyOf(found, output, outDir, settings),
    outputKey: outputKey(outDir, output),
  };
}

/**
 * The name, or the next one that no job and no file has: no two unfinished jobs write one file. A file of that very name
 * is left to the batch's policy, which decides when the job is done.
 */
async function freeOutput(
  { outDir, settings }: ImportOptions,
  stated: string,
  { isTaken, onDisk }: Names,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const { output, outputKey: key } = numberedOutput(outDir, stated, number);
    if (isTaken(key)) continue;
    const there = await onDisk.find(output);
    if (there === undefined) return output;
    if (number === 1 && (there === output || settings.onConflict !== "unique")) return output;
  }
}

async function isMade({ output, bytes, sha256 }: BatchFileJob, outDir: string): Promise<boolean> {
  return bytes !== null && sha256 !== null && isUnchanged(outDir, { output, bytes, sha256, dependencies: {} });
}

function folderIn(assetsDir: string, folder: string): string {
  return resolve(assetsDir, ...folder.split("/"));
}

function sourceIn(assetsDir: string, source: string): string {
  return source === "-" ? source : join(assetsDir, ...source.split("/"));
}

function toProblem({ source, ...problem }: BatchFileRejected["problem"], assetsDir: string): Problem {
  return source === undefined ? problem : { ...problem, source: sourceIn(assetsDir, source) };
}

function toRaw({ origin, value }: NonNullable<BatchFileRejected["raw"]>, assetsDir: string): RawInput {
  const { folder, ...place } = origin;
  return { origin: { ...place, baseDir: folderIn(assetsDir, folder) }, value };
}

function toUnchanged(
  { row, source, output, ...unchanged }: BatchFileUnchanged,
  { assetsDir, outDir }: ImportOptions,
): StoredUnchanged & { outputKey: string } {
  const safe = safeOutput(output);
  return {
    ...unchanged,
    row: row ?? null,
    source: sourceIn(assetsDir, source),
    output: safe,
    outputKey: outputKey(outDir, safe),
  };
}
