import { statSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, sep } from "node:path";
import { batchSettingsSchema } from "../../shared/batch";
import {
  BATCH_FILE,
  type BatchFileEnd,
  type BatchFileHead,
  type BatchFileJob,
  type BatchFileRejected,
  type BatchFileUnchanged,
} from "../../shared/batch-file";
import { PdfPromptError, type Problem } from "../../shared/errors";
import type { RawInput } from "../../shared/stages";
import { BUILTIN_TEMPLATES } from "../../shared/templates";
import { WholeFile } from "../publish";
import type { Queue, StoredJob, StoredRejection, StoredUnchanged } from "../queue";

export interface ExportOptions {
  /** Absolute. It must not be there yet. */
  file: string;
  signal?: AbortSignal | undefined;
  /** Told how many lines are written. */
  onProgress?: ((lines: number) => void) | undefined;
}

/**
 * Writes a whole batch into a file of JSON lines, whole or not at all: its prompts, options, states and attempts, not its
 * PDFs. Paths are those below the folder that all of its files lie in: the file says nothing of where that is. The memory
 * it takes does not grow with the batch, and other processes may work on the queue.
 * @throws PdfPromptError `input-invalid` where there is no such batch, `output-unwritable`, `disk-full`, or `cancelled`
 *   when the signal fires
 */
export async function exportBatch(queue: Queue, id: string, options: ExportOptions): Promise<BatchFileEnd> {
  const { file, signal } = options;
  if (statSync(file, { throwIfNoEntry: false })) throw isThere(file);
  const target = await WholeFile.create(file, String(process.pid));
  try {
    const end = await queue.transfer.atOneMoment(() => writeLines(queue, id, target, options));
    await target.finish();
    if (!target.takeFree(file)) throw isThere(file);
    return end;
  } catch (error) {
    await target.discard();
    if (signal?.aborted) throw new PdfPromptError("cancelled", `${file} was not written: the work was stopped.`);
    throw error;
  }
}

function isThere(file: string): PdfPromptError {
  return new PdfPromptError("output-unwritable", `There is a file ${file} already. Choose another name.`);
}

async function writeLines(
  queue: Queue,
  id: string,
  target: WholeFile,
  { signal, onProgress }: ExportOptions,
): Promise<BatchFileEnd> {
  const { transfer } = queue;
  const batch = transfer.batch(id);
  const portable = portableBelow(commonFolder(transfer.edges(id)));
  const { template, ...settings } = batchSettingsSchema.parse(JSON.parse(batch.settings));
  const builtin = BUILTIN_TEMPLATES.find((name) => name === template);
  const head: BatchFileHead = {
    pdfprompt: BATCH_FILE.kind,
    version: BATCH_FILE.version,
    id,
    label: batch.label,
    createdAtMs: batch.createdAtMs,
    settings: builtin === undefined ? settings : { ...settings, template: builtin },
    templateFile: template === undefined || builtin !== undefined ? null : basename(template),
    tables: batch.tables.map(({ source, columns }) => ({ source: portable(source), columns })),
  };
  await target.write(`${JSON.stringify(head)}\n`);
  const end: BatchFileEnd = { jobs: 0, rejected: 0, unchanged: 0 };
  const write = async <T>(pages: Iterable<readonly T[]>, what: keyof BatchFileEnd, toLine: (item: T) => object) => {
    for (const page of pages) {
      // Everything else has its turn.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      await target.write(page.map((item) => `${JSON.stringify(toLine(item))}\n`).join(""));
      end[what] += page.length;
      onProgress?.(end.jobs + end.rejected + end.unchanged);
    }
  };
  await write(transfer.jobs(id), "jobs", (job) => ({ job: toJob(job, portable) }));
  await write(transfer.rejections(id), "rejected", (rejection) => ({ rejected: toRejected(rejection, portable) }));
  await write(transfer.unchanged(id), "unchanged", (unchanged) => ({ unchanged: toUnchanged(unchanged, portable) }));
  await target.write(`${JSON.stringify({ end })}\n`);
  return end;
}

type Portable = (path: string) => string;

/** Paths below a folder, with `/`. What lies elsewhere keeps its name alone. */
function portableBelow(folder: string): Portable {
  return (path) => {
    if (path === "-") return path;
    const way = relative(folder, path);
    const isBelow = way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
    return (isBelow ? way : basename(path)).split(sep).join("/");
  };
}

/** The lowest folder that all of these paths lie in; `edges` are the first and the last of them in order. */
function commonFolder(edges: readonly string[]): string {
  const [first = "", ...others] = edges;
  let length = first.length;
  for (const other of others) {
    let at = 0;
    while (at < length && first[at] === other[at]) at += 1;
    length = at;
  }
  const common = first.slice(0, length);
  return common.endsWith("/") || common.endsWith(sep) ? common : dirname(common);
}

function toJob({ found, warnings, error, ...job }: StoredJob, portable: Portable): BatchFileJob {
  const { baseDir, source, ...place } = found;
  return {
    ...job,
    ...place,
    source: portable(source),
    folder: portable(baseDir),
    warnings: warnings.map((warning) => toProblem(warning, portable)),
    error: error && toProblem(error, portable),
  };
}

function toProblem({ source, line, column, ...problem }: Problem, portable: Portable): Problem {
  return {
    ...problem,
    ...(source === undefined ? {} : { source: portable(source) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

function toRejected({ problem, position, raw }: StoredRejection, portable: Portable): BatchFileRejected {
  return { problem: toProblem(problem, portable), position, raw: raw && toRaw(raw, portable) };
}

function toRaw({ origin, value }: RawInput, portable: Portable): BatchFileRejected["raw"] {
  const { baseDir, ...place } = origin;
  return {
    origin: { ...place, folder: portable(baseDir) },
    value: value as NonNullable<BatchFileRejected["raw"]>["value"],
  };
}

function toUnchanged({ row, source, ...unchanged }: StoredUnchanged, portable: Portable): BatchFileUnchanged {
  return { ...unchanged, source: portable(source), ...(row === null ? {} : { row }) };
}
