import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BatchSettings } from "../../shared/batch";
import { formatLocation, PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import { PRIORITY, type Prompt } from "../../shared/prompt";
import type { FoundPrompt, IntakeItem, RawInput } from "../../shared/stages";
import { isUnchanged, numberedName, outputKey, outputName } from "../publish";
import { type Batch, type DoneOutput, type NewJob, placeOf, type Queue, type UnchangedPrompt } from "../queue";
import { whenThereIsRoom } from "./room";

/** Jobs are queued in transactions of at most this many, so that rendering can begin while files are still read. */
const CHUNK = 500;
/** Where reading is slow, what was read is queued after so many milliseconds, so that people and lanes see it. */
const FLUSH_MS = 200;
/** A small first chunk: the first lanes have work at once. */
const FIRST_CHUNK = 16;
/** Part of every content key: raise it when the same input gives another PDF than before. */
const ENGINE_VERSION = 4;

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
  /** None of the jobs is to run before this time, in milliseconds since 1970. */
  runAtMs?: number | undefined;
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
}

/**
 * Queues everything that intake yields, as one batch. Prompts whose output still stands are counted as unchanged, what
 * cannot be queued is kept as a rejection with its reason, and a prompt that the batch has already is passed over.
 */
export async function submit(queue: Queue, submission: Submission): Promise<Submitted> {
  const { outDir, settings, inputs, label, signal } = submission;
  const write = <T>(change: () => T) => whenThereIsRoom(change, submission);
  const callKey = digest([inputs, outDir, settings]);
  const batch = await write(() => queue.openBatch({ callKey, label, outDir, settings: JSON.stringify(settings) }));
  submission.onBatch?.(batch.id, batch.isResumed);
  const planner = new Planner(queue, batch, submission);
  queue.results.takeOver(batch.id, inputs);
  let columns: readonly string[] | undefined;
  let position = 0;
  let chunk: NewJob[] = [];
  let limit = FIRST_CHUNK;
  let flushedAt = performance.now();
  const flush = async () => {
    flushedAt = performance.now();
    const standing = planner.standing.splice(0);
    if (standing.length > 0) await write(() => queue.results.addUnchanged(batch.id, standing));
    if (chunk.length === 0) return;
    await write(() => queue.addJobs(batch.id, chunk));
    chunk = [];
    limit = CHUNK;
    planner.flushed();
    submission.onQueued?.();
  };
  for await (const item of untilAborted(submission.items, signal)) {
    position += 1;
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
    if (chunk.length + planner.standing.length >= limit || performance.now() - flushedAt > FLUSH_MS) {
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

/** What becomes of a prompt; nothing where it is unchanged or queued already. */
type Planned =
  | { kind: "job"; job: NewJob }
  | { kind: "rejected"; problem: Problem; raw?: RawInput | undefined }
  | { kind: "nothing" };
const NOTHING: Planned = { kind: "nothing" };

/** Decides for each prompt whether it becomes a job, and under which name. */
class Planner {
  readonly #queue: Queue;
  readonly #batchId: string;
  readonly #isResumed: boolean;
  readonly #isAnythingDone: boolean;
  readonly #outDir: string;
  readonly #settings: BatchSettings;
  readonly #date: string;
  /** Names given in this run that the queue does not know yet. */
  readonly #planned = new Set<string>();
  /** Where the search for a free number goes on, by name. */
  readonly #nextNumber = new Map<string, number>();
  /** How many outputs of an equal prompt were found to stand already: each counts for one prompt. */
  readonly #matched = new Map<string, number>();
  /** Jobs of the interrupted call that have not begun, by the place of their prompt. */
  readonly #waiting: Map<string, number>;
  /** Prompts that were planned and are not in the queue yet, by key. */
  readonly #unflushed = new Map<string, FoundPrompt>();
  readonly #submission: Submission;
  #index = 0;
  unchanged = 0;
  /** Unchanged prompts that the queue does not know of yet. */
  readonly standing: UnchangedPrompt[] = [];

  constructor(queue: Queue, { id, isResumed, createdAtMs }: Batch, submission: Submission) {
    this.#queue = queue;
    this.#batchId = id;
    this.#isResumed = isResumed;
    this.#isAnythingDone = queue.hasDone();
    this.#waiting = isResumed ? queue.queuedPlaces(id) : new Map();
    this.#submission = submission;
    this.#outDir = submission.outDir;
    this.#settings = submission.settings;
    this.#date = dayOf(createdAtMs, submission.settings.epochSeconds);
  }

  /** @param position place of the item in the input, from 1 */
  async plan(item: IntakeItem, position: number): Promise<Planned> {
    if (item.kind === "rejected") return item;
    try {
      return await this.#planPrompt(item.found, position);
    } catch (error) {
      const { source, line, prompt, row, baseDir, relativeDir, stem } = item.found;
      const raw: RawInput = { origin: { row, baseDir, relativeDir, stem }, value: { kind: "prompt", prompt } };
      return { kind: "rejected", problem: toProblem(error, { source, line }), raw };
    }
  }

  /** What was planned is in the queue now. */
  flushed(): void {
    this.#unflushed.clear();
    this.#planned.clear();
  }

  async #planPrompt(found: FoundPrompt, position: number): Promise<Planned> {
    this.#index += 1;
    const { prompt } = found;
    const promptKey = keyOf(found);
    const twin = this.#unflushed.get(promptKey) ?? this.#queuedTwin(prompt, promptKey);
    const isWaiting = found.source !== "-" && this.#waiting.has(placeOf(found));
    if (twin && isEqual(twin.prompt, prompt)) return NOTHING;
    if (twin && !isWaiting) throw idTakenTwice(twin, found);
    this.#unflushed.set(promptKey, found);
    // Edited since the call was interrupted: the old text is not rendered any more and its name is free again.
    const outdated = isWaiting ? this.#waiting.get(placeOf(found)) : undefined;
    if (outdated !== undefined) {
      await whenThereIsRoom(() => this.#queue.supersede(outdated), this.#submission);
      this.#waiting.delete(placeOf(found));
    }

    const name = outputName(this.#settings.name, { found, index: this.#index, date: this.#date });
    const contentKey = digest([ENGINE_VERSION, prompt, found.baseDir, this.#outDir, name, this.#contentSettings()]);
    const done = await this.#standing(contentKey);
    if (done) return this.#leave({ position, found, output: done.output, done });
    const output = this.#freeName(name);
    if (output === undefined) return this.#leave({ position, found, output: name });
    const key = outputKey(this.#outDir, output);
    this.#planned.add(key);
    const priority = prompt.priority ?? PRIORITY.default;
    const { runAtMs } = this.#submission;
    return { kind: "job", job: { promptKey, contentKey, priority, found, output, outputKey: key, position, runAtMs } };
  }

  /** The prompt is not rendered: its output stands. */
  #leave(unchanged: Omit<UnchangedPrompt, "outputKey">): Planned {
    this.unchanged += 1;
    this.standing.push({ ...unchanged, outputKey: outputKey(this.#outDir, unchanged.output) });
    return NOTHING;
  }

  /**
   * The prompt with this key that is in the queue already. Without ids, and where the batch is new, no two can have one
   * key but the same file given twice; adding that again changes nothing.
   */
  #queuedTwin({ id }: Prompt, promptKey: string): FoundPrompt | undefined {
    if (!this.#isResumed && id === undefined) return undefined;
    return this.#queue.promptOf(this.#batchId, promptKey);
  }

  /** The settings that change what is in a PDF. */
  #contentSettings() {
    const { template, options, allowScripts, strict, epochSeconds } = this.#settings;
    // What was done with warnings does not stand where they are refused.
    return { template, options, allowScripts, ...(strict ? { strict } : {}), epochSeconds };
  }

  /** What was made of the same content before and still stands, for the first prompt that has not got it yet. */
  async #standing(contentKey: string): Promise<DoneOutput | undefined> {
    if (!this.#isAnythingDone) return undefined;
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
        return candidate;
      }
    }
    return undefined;
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
    // Most names are free at once: remembering all of a million of them would take more than all else here.
    if (number > 1) this.#nextNumber.set(name, number + 1);
    return numberedName(name, number);
  }
}

/** The day a batch began, `2026-11-23`: where the user is, or in UTC where it is fixed. */
function dayOf(createdAtMs: number, epochSeconds: number | undefined): string {
  if (epochSeconds !== undefined) return new Date(epochSeconds * 1000).toISOString().slice(0, 10);
  const began = new Date(createdAtMs);
  return new Date(createdAtMs - began.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/**
 * Tells a prompt from all others of its batch. It begins with what rises through the input: keys in order are added at
 * the end of their index, which makes queuing a hundred thousand rows three times as fast.
 */
function keyOf({ source, line, row, prompt }: FoundPrompt): string {
  if (prompt.id) return `id:${prompt.id}`;
  return `${source}:${String(line).padStart(9, "0")}:${digest([source, line, row, prompt])}`;
}

function isEqual(one: Prompt, other: Prompt): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function idTakenTwice(twin: FoundPrompt, { source, line, prompt }: FoundPrompt): PdfPromptError {
  return new PdfPromptError(
    "input-invalid",
    `The id "${prompt.id}" belongs to another prompt of this batch, at ${formatLocation(twin)}. ` +
      "An id marks one prompt: give each its own, or leave it out.",
    { source, line },
  );
}

/** A digest of plain data, for comparing. */
function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}
