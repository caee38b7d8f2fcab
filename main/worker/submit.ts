import type { BatchSettings } from "../../shared/batch";
import type { IntakeItem } from "../../shared/stages";
import type { Batch, NewJob, Queue } from "../queue";
import { makeRoom } from "./make-room";
import { digest, type Known, Planner } from "./planner";
import { whenThereIsRoom } from "./room";
import { SeenKeys } from "./seen-keys";
import { FieldWatch, type UnknownFields } from "./unknown-fields";

/** Jobs are queued in transactions of at most this many, so that rendering can begin while files are still read. */
const CHUNK = 1000;
/** Where reading is slow, what was read is queued after so many milliseconds, so that people and lanes see it. */
const FLUSH_MS = 200;
/** A small first chunk: the first lanes have work at once. */
const FIRST_CHUNK = 16;

export interface Submission {
  items: AsyncIterable<IntakeItem>;
  /**
   * Reads them once more, but for what comes on standard input: with it, prompts of an interrupted call that were edited,
   * moved or taken out since are not rendered any more; see {@link makeRoom}.
   */
  itemsAgain?: (() => AsyncIterable<IntakeItem>) | undefined;
  /** What people see as the batch's name. */
  label: string;
  /** The inputs as they were named: an unfinished batch with the same ones, settings and folder is taken up again. */
  inputs: readonly string[];
  /** Absolute. */
  outDir: string;
  settings: BatchSettings;
  /** Takes up the unfinished batch with this key. Default: a digest of inputs, folder and settings. */
  callKey?: string | undefined;
  /** Called in the transaction that begins the batch, or takes it up: what it writes is committed with that or not at all. */
  onOpened?: ((batchId: string) => void) | undefined;
  /** Called after the batch exists, before its first prompt is read. */
  onBatch?: (batchId: string, isResumed: boolean) => void;
  /** Called when what waits of an interrupted call is wanted, every job of it; at once where the batch is new. */
  onReady?: (batchId: string, superseded: number) => void;
  /** Called whenever jobs were added. */
  onQueued?: () => void;
  /** None of the jobs is to run before this time, in milliseconds since 1970. */
  runAtMs?: number | undefined;
  /** Whose turns prompts take that name no user, see `owner` of a job. Default: those of the batch. */
  owner?: string | undefined;
  /** Every prompt becomes a job, also where its output stands already: who asks wants the number of a job. */
  isAlwaysNew?: boolean | undefined;
  /** Nothing is written beside the PDFs when the batch has ended. */
  isWithoutResults?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** Told why nothing goes on, and that it does again: the queue's disk is full. */
  notice?: ((line: string) => void) | undefined;
}

export interface Submitted {
  batchId: string;
  isResumed: boolean;
  /** Jobs of the batch, whatever became of them; of an earlier, unfinished call, too. */
  queued: number;
  unchanged: number;
  rejected: number;
  /** Of all prompts that were read, also of those that are unchanged or were queued by an earlier call. */
  unknownFields: UnknownFields;
  /** PDFs made of these prompts before they were edited, or of prompts that are gone, and that stay: names below `outDir`. */
  outdated: string[];
}

/**
 * Queues everything that intake yields, as one batch. Prompts whose output still stands are counted as unchanged, what
 * cannot be queued is kept as a rejection with its reason, and a prompt that the batch has already is passed over.
 */
export async function submit(queue: Queue, submission: Submission): Promise<Submitted> {
  const { outDir, settings, inputs, label, signal } = submission;
  const write = <T>(change: () => T) => whenThereIsRoom(change, submission);
  const callKey = submission.callKey ?? digest([inputs, outDir, settings]);
  const begun = { callKey, label, outDir, settings: JSON.stringify(settings) };
  const onOpened = (batchId: string) => {
    if (submission.isWithoutResults) queue.results.waive(batchId);
    submission.onOpened?.(batchId);
  };
  const batch = await write(() => queue.openBatch(begun, onOpened));
  submission.onBatch?.(batch.id, batch.isResumed);
  const again = batch.isResumed ? submission.itemsAgain?.() : undefined;
  const superseded = again && (await makeRoom(queue, batch.id, again, { outDir, signal, write }));
  submission.onReady?.(batch.id, superseded?.jobs ?? 0);
  const planner = new Planner(knownTo(queue, batch, submission), batch.createdAtMs, {
    ...submission,
    superseded: superseded?.outputs,
  });
  const watch = new FieldWatch(settings);
  queue.results.takeOver(batch.id, inputs);
  let columns: readonly string[] | undefined;
  let position = 0;
  let chunk: NewJob[] = [];
  let limit = FIRST_CHUNK;
  let flushedAt = performance.now();
  const flush = async () => {
    flushedAt = performance.now();
    const { standing, shifted } = planner;
    if (shifted.length > 0) await write(() => queue.setPositions(shifted));
    shifted.length = 0;
    if (standing.length > 0) await write(() => queue.results.addUnchanged(batch.id, standing));
    standing.length = 0;
    if (chunk.length === 0) return;
    await write(() => queue.addJobs(batch.id, chunk));
    chunk = [];
    limit = CHUNK;
    planner.flushed();
    submission.onQueued?.();
  };
  for await (const item of untilAborted(submission.items, signal, flush)) {
    position += 1;
    watch.see(item);
    const planned = await planner.plan(item, position);
    if (planned.kind === "rejected") {
      const at = { position, raw: planned.raw };
      await write(() => queue.addRejection(batch.id, planned.problem, at));
    }
    if (planned.kind === "job") chunk.push(planned.job);
    if (item.columns && item.columns !== columns) {
      const { source = "" } = item.kind === "prompt" ? item.found : item.problem;
      const names = item.columns;
      columns = names;
      await write(() => queue.results.setColumns(batch.id, source, names));
    }
    if (
      chunk.length + planner.standing.length + planner.shifted.length >= limit ||
      performance.now() - flushedAt > FLUSH_MS
    ) {
      await flush();
      // Reading is all microtasks where files are small: let the worker and its windows have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await flush();
  await write(() => queue.addUnchanged(batch.id, planner.unchanged));
  if (!signal?.aborted) await write(() => queue.sealBatch(batch.id));
  submission.onQueued?.();
  const { unchanged, rejected, ...counts } = queue.batchCounts(batch.id);
  const queued = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    batchId: batch.id,
    isResumed: batch.isResumed,
    queued,
    unchanged,
    rejected,
    unknownFields: watch.report(),
    outdated: await planner.outdated(),
  };
}

/**
 * Ends when the signal fires, also while it waits for the next item: standard input may never bring one. No promise
 * outlives its item: one that all items were raced against would keep all of them.
 * @param onIdle called again and again while no item comes; the next one waits for its end, and its failure is thrown
 */
export async function* untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
  onIdle?: () => Promise<void>,
): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let giveUp: (() => void) | undefined;
  let isWaiting = false;
  let isLong = false;
  let idling: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;
  const stop = () => giveUp?.();
  signal?.addEventListener("abort", stop, { once: true });
  const timer =
    onIdle &&
    setInterval(() => {
      if (isWaiting && isLong && !idling) {
        idling = onIdle()
          .catch((error: unknown) => {
            failure = { error };
            giveUp?.();
          })
          .finally(() => {
            idling = undefined;
          });
      }
      isLong = isWaiting;
    }, FLUSH_MS);
  try {
    while (!signal?.aborted) {
      isWaiting = true;
      isLong = false;
      const next = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        giveUp = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      isWaiting = false;
      if (idling) await idling;
      if (failure) throw failure.error;
      if (!next || next.done || signal?.aborted) return;
      yield next.value;
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", stop);
    // Closes files. It is not waited for: standard input may never answer.
    iterator.return?.().catch(() => undefined);
  }
}

/** What a queue knows of prompts and names, as planning a batch asks for it. */
function knownTo(queue: Queue, { id, isResumed }: Batch, submission: Submission): Known {
  // To ask the queue for every name is a fifth of the time of queueing: nearly all are new, and nobody else has any.
  const own = new SeenKeys();
  const mayOthersHave = () => isResumed || queue.hasUnfinishedBeside(id);
  let isAnybodyElse = mayOthersHave();
  return {
    isAnythingDone: !submission.isAlwaysNew && queue.hasDone(),
    findDone: (contentKey, otherKey) => queue.findDone(contentKey, id, otherKey),
    findMade: (key, found) => queue.findMade(key, found),
    isOutputTaken: (key) => (isAnybodyElse || own.mayHave(key)) && queue.isOutputTaken(key, id),
    holderOf: (key) => queue.holderOf(key, id),
    flushed: (keys) => {
      for (const key of keys) own.add(key);
      isAnybodyElse = mayOthersHave();
    },
    // Without ids, and where the batch is new, no two can have one key but the same file given twice; adding that again
    // changes nothing.
    twinOf: (promptKey, hasId) => {
      const job = isResumed || hasId ? queue.jobOf(id, promptKey) : undefined;
      return job && { found: job.found, job };
    },
  };
}
