import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BatchSettings } from "../../shared/batch";
import { PdfPromptError, toProblem } from "../../shared/errors";
import { PRIORITY } from "../../shared/prompt";
import type { FoundPrompt, IntakeItem } from "../../shared/stages";
import { isUnchanged, numberedName, outputKey, outputName } from "../publish";
import { type Batch, type NewJob, placeOf, type Queue } from "../queue";

/** Jobs are queued in transactions of at most this many, so that rendering can begin while files are still read. */
const CHUNK = 500;
/** Where reading is slow, what was read is queued after so many milliseconds, so that people and lanes see it. */
const FLUSH_MS = 200;
/** A small first chunk: the first lanes have work at once. */
const FIRST_CHUNK = 16;
/** Part of every content key: raise it when the same input gives another PDF than before. */
const ENGINE_VERSION = 1;

export interface Submission {
  items: AsyncIterable<IntakeItem>;
  /** What people see as the batch's name. */
  label: string;
  /** The inputs as they were named: an unfinished batch with the same ones, settings and folder is taken up again. */
  inputs: readonly string[];
  /** Absolute. */
  outDir: string;
  settings: BatchSettings;
  /** Called after the batch exists, before its first prompt is read. */
  onBatch?: (batchId: string, isResumed: boolean) => void;
  /** Called whenever jobs were added. */
  onQueued?: () => void;
  signal?: AbortSignal | undefined;
}

export interface Submitted {
  batchId: string;
  isResumed: boolean;
  /** Jobs of the batch, whatever became of them; of an earlier, unfinished call, too. */
  queued: number;
  unchanged: number;
  rejected: number;
}

/**
 * Queues everything that intake yields, as one batch. Prompts whose output still stands are counted as unchanged, what
 * cannot be queued is kept as a rejection with its reason, and a prompt that the batch has already is passed over.
 */
export async function submit(queue: Queue, submission: Submission): Promise<Submitted> {
  const { outDir, settings, inputs, label } = submission;
  const callKey = digest([inputs, outDir, settings]);
  const batch = queue.openBatch({ callKey, label, outDir, settings: JSON.stringify(settings) });
  submission.onBatch?.(batch.id, batch.isResumed);
  const planner = new Planner(queue, batch, submission);
  let chunk: NewJob[] = [];
  let limit = FIRST_CHUNK;
  let flushedAt = performance.now();
  const flush = () => {
    flushedAt = performance.now();
    if (chunk.length === 0) return;
    queue.addJobs(batch.id, chunk);
    chunk = [];
    limit = CHUNK;
    submission.onQueued?.();
  };
  for await (const item of untilAborted(submission.items, submission.signal)) {
    const job = await planner.plan(item);
    if (job) chunk.push(job);
    if (chunk.length >= limit || performance.now() - flushedAt > FLUSH_MS) {
      flush();
      // Reading is all microtasks where files are small: let the worker and its windows have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  flush();
  queue.addUnchanged(batch.id, planner.unchanged);
  if (!submission.signal?.aborted) queue.sealBatch(batch.id);
  submission.onQueued?.();
  const { unchanged, rejected, ...counts } = queue.batchCounts(batch.id);
  const queued = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { batchId: batch.id, isResumed: batch.isResumed, queued, unchanged, rejected };
}

/** Ends when the signal fires, also while it waits for the next item: standard input may never bring one. */
async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const aborted = new Promise<undefined>((resolve) => {
    if (signal?.aborted) resolve(undefined);
    signal?.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (!next || next.done || signal?.aborted) return;
    yield next.value;
  }
}

/** Decides for each prompt whether it becomes a job, and under which name. */
class Planner {
  readonly #queue: Queue;
  readonly #batchId: string;
  readonly #outDir: string;
  readonly #settings: BatchSettings;
  readonly #date = new Date().toISOString().slice(0, 10);
  /** Names given in this run that the queue does not know yet. */
  readonly #planned = new Set<string>();
  /** Where the search for a free number goes on, by name. */
  readonly #nextNumber = new Map<string, number>();
  /** How many outputs of an equal prompt were found to stand already: each counts for one prompt. */
  readonly #matched = new Map<string, number>();
  /** Jobs of the interrupted call that have not begun, by the place of their prompt. */
  readonly #waiting: ReadonlyMap<string, number>;
  #index = 0;
  unchanged = 0;

  constructor(queue: Queue, { id, isResumed }: Batch, { outDir, settings }: Submission) {
    this.#queue = queue;
    this.#batchId = id;
    this.#waiting = isResumed ? queue.queuedPlaces(id) : new Map();
    this.#outDir = outDir;
    this.#settings = settings;
  }

  /** @returns the job to queue, or undefined where the prompt is unchanged, rejected or queued already */
  async plan(item: IntakeItem): Promise<NewJob | undefined> {
    if (item.kind === "rejected") {
      this.#queue.addRejection(this.#batchId, item.problem);
      return undefined;
    }
    try {
      return await this.#planPrompt(item.found);
    } catch (error) {
      const { source, line } = item.found;
      this.#queue.addRejection(this.#batchId, toProblem(error, { source, line }));
      return undefined;
    }
  }

  async #planPrompt(found: FoundPrompt): Promise<NewJob | undefined> {
    this.#index += 1;
    const { prompt } = found;
    const promptKey = prompt.id ? `id:${prompt.id}` : digest([found.source, found.line, found.row, prompt]);
    if (this.#queue.hasPrompt(this.#batchId, promptKey)) return undefined;
    // Edited since the call was interrupted: the old text is not rendered any more and its name is free again.
    const outdated = found.source === "-" ? undefined : this.#waiting.get(placeOf(found));
    if (outdated !== undefined) this.#queue.supersede(outdated);

    const name = outputName(this.#settings.name, { found, index: this.#index, date: this.#date });
    const contentKey = digest([ENGINE_VERSION, prompt, found.baseDir, this.#outDir, name, this.#contentSettings()]);
    if (await this.#standsAlready(contentKey)) {
      this.unchanged += 1;
      return undefined;
    }
    const output = this.#freeName(name);
    if (output === undefined) {
      this.unchanged += 1;
      return undefined;
    }
    const key = outputKey(this.#outDir, output);
    this.#planned.add(key);
    return { promptKey, contentKey, priority: prompt.priority ?? PRIORITY.default, found, output, outputKey: key };
  }

  /** The settings that change what is in a PDF. */
  #contentSettings() {
    const { template, options, allowScripts } = this.#settings;
    return { template, options, allowScripts };
  }

  async #standsAlready(contentKey: string): Promise<boolean> {
    const matched = this.#matched.get(contentKey) ?? 0;
    const done = this.#queue.findDone(contentKey, this.#batchId);
    const seen = new Set<string>();
    let standing = 0;
    for (const candidate of done) {
      if (seen.has(candidate.output)) continue;
      seen.add(candidate.output);
      if (!(await isUnchanged(this.#outDir, candidate))) continue;
      standing += 1;
      if (standing > matched) {
        this.#matched.set(contentKey, matched + 1);
        return true;
      }
    }
    return false;
  }

  /** A name by the batch's policy; undefined where a file stands under it and is to be left alone. */
  #freeName(name: string): string | undefined {
    const { onConflict } = this.#settings;
    const isPlanned = (output: string) => {
      const key = outputKey(this.#outDir, output);
      return this.#planned.has(key) || this.#queue.isOutputTaken(this.#batchId, key);
    };
    const isOnDisk = (output: string) => existsSync(join(this.#outDir, output));
    if (onConflict === "skip" && isOnDisk(name) && !isPlanned(name)) return undefined;
    if (onConflict === "fail" && (isPlanned(name) || isOnDisk(name))) {
      throw new PdfPromptError(
        "output-unwritable",
        `${name} is taken in ${this.#outDir}, by a file or by another prompt of this batch. Choose another folder or ` +
          "name pattern, or --on-conflict unique, skip or replace.",
      );
    }
    // Two prompts of one batch never share a name, whatever the policy: one of them would be lost.
    let number = this.#nextNumber.get(name) ?? 1;
    const isTaken = (output: string) => isPlanned(output) || (onConflict === "unique" && isOnDisk(output));
    while (isTaken(numberedName(name, number))) number += 1;
    this.#nextNumber.set(name, number + 1);
    return numberedName(name, number);
  }
}

/** A digest of plain data, for comparing. */
function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}
