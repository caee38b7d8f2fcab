import { setTimeout as sleep } from "node:timers/promises";
import { type ErrorCode, PdfPromptError } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import { type BatchView, Queue } from "../queue";
import { formatBatch, formatBatches, formatFailed, formatJob } from "./batch-text";
import { type CommandContext, EXIT, print, UsageError } from "./command-context";
import { toFailure } from "./problems-text";
import { formatStatus } from "./status-text";
import { queueFile } from "./submission";

/** How often `--watch` looks. */
const WATCH_MS = 1000;
/** How many batches and failed jobs are listed where nothing else is asked for. */
const DEFAULT_LIMIT = 20;
const CLEAR_SCREEN = "\x1b[H\x1b[2J";

export interface StatusFlags {
  queue?: string;
  json: boolean;
  batch?: string;
  batches: boolean;
  failed: boolean;
  code?: ErrorCode;
  limit?: number;
  watch: boolean;
}

/** What is shown, as JSON and in words. `isFinal`: it will not change by itself any more; `hasFailed`: not all went well. */
interface Shown {
  json: object;
  text: string;
  isFinal?: boolean;
  hasFailed?: boolean;
}

/** `status`: of the whole queue, of its batches, of one batch, of what failed, or of single jobs; once, or again and again. */
export async function showStatus(context: CommandContext, ids: number[], flags: StatusFlags): Promise<number> {
  const look = toLook(ids, flags);
  const queue = new Queue(queueFile(context, flags));
  try {
    if (flags.watch) return await watch(context, flags, () => look(queue));
    const { json, text } = look(queue);
    await print(flags.json ? JSON.stringify(json) : text);
    return EXIT.allDone;
  } finally {
    queue.close();
  }
}

function toLook(ids: readonly number[], flags: StatusFlags): (queue: Queue) => Shown {
  const { batch, batches, failed, code, limit = DEFAULT_LIMIT } = flags;
  if (code !== undefined && !failed) throw new UsageError("--code chooses among failed jobs: add --failed.");
  if (flags.limit !== undefined && !batches && !failed)
    throw new UsageError("--limit is for the lists of --batches and --failed.");
  const asked = [ids.length > 0, batches, failed, batch !== undefined && !failed].filter(Boolean);
  if (asked.length > 1)
    throw new UsageError("Ask for one thing: numbers of jobs, --batch ID, --batches, or --failed (of a --batch).");
  if (ids.length > 0) return (queue) => jobs(queue, ids);
  if (failed) return (queue) => failedJobs(queue, { batchId: batch, code, limit });
  if (batches) return (queue) => allBatches(queue, limit);
  if (batch !== undefined) return (queue) => oneBatch(queue, batch);
  return (queue) => {
    const stats = queue.stats();
    return { json: stats, text: formatStatus(stats, queue.file) };
  };
}

/** Shows it again whenever it has changed, until it is final or the call is interrupted. */
async function watch(
  { interrupted }: CommandContext,
  { json: isJson }: StatusFlags,
  look: () => Shown,
): Promise<number> {
  const isTerminal = process.stdout.isTTY === true && !isJson;
  for (let before: string | undefined; !interrupted.aborted; ) {
    const shown = look();
    const now = isJson ? JSON.stringify(shown.json) : shown.text;
    if (now !== before) await print(isTerminal ? `${CLEAR_SCREEN}${now}` : now);
    before = now;
    if (shown.isFinal) return shown.hasFailed ? EXIT.someFailed : EXIT.allDone;
    await sleep(WATCH_MS, undefined, { signal: interrupted }).catch(() => undefined);
  }
  return EXIT.interrupted;
}

function allBatches(queue: Queue, limit: number): Shown {
  const { total, batches } = queue.overview.batches(limit);
  return { json: { total, batches: batches.map(toBatchJson) }, text: formatBatches(batches, total) };
}

function oneBatch(queue: Queue, batchId: string): Shown {
  const batch = queue.overview.batch(batchId);
  const failures = queue.batchFailures(batchId).map(toFailure);
  return {
    json: { ...toBatchJson(batch), failures },
    text: formatBatch(batch, failures),
    isFinal: batch.isFinished,
    hasFailed: batch.failed + batch.cancelled + batch.rejected > 0,
  };
}

/** With the word for its id that `render` and `submit` print. */
function toBatchJson({ id, ...view }: BatchView) {
  return { batch: id, ...view };
}

function failedJobs(
  queue: Queue,
  { batchId, code, limit }: { batchId: string | undefined; code: ErrorCode | undefined; limit: number },
): Shown {
  const { total, jobs: found } = queue.overview.failedJobs({ batchId, code, limit });
  return { json: { total, jobs: found }, text: formatFailed(found, total) };
}

function jobs(queue: Queue, ids: readonly number[]): Shown {
  const found = ids.map((id) => jobOf(queue, id));
  const isFinal = found.every(({ state }) => state !== "queued" && state !== "claimed");
  const hasFailed = found.some(({ state }) => state !== "done");
  return { json: { jobs: found }, text: found.map(formatJob).join("\n\n"), isFinal, hasFailed };
}

/** @throws PdfPromptError `input-invalid` where there is no such job */
export function jobOf(queue: Queue, id: number): JobView & { outDir: string } {
  const job = queue.job(id);
  if (job) return job;
  throw new PdfPromptError(
    "input-invalid",
    `There is no job ${id} in the queue ${queue.file}. pdfprompt status --failed lists those that failed.`,
  );
}
