import { hash } from "node:crypto";
import type { BatchSettings } from "../../shared/batch";
import { formatLocation, type Location, PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import { PRIORITY, type Prompt } from "../../shared/prompt";
import type { FoundPrompt, IntakeItem, RawInput } from "../../shared/stages";
import { isUnchanged, NamesOnDisk, numberedName, outputKey, outputName } from "../publish";
import {
  type DoneOutput,
  type EndedJob,
  keyRange,
  type MadeOutput,
  type NewJob,
  placeOf,
  type UnchangedPrompt,
} from "../queue";

/** Part of every content key: raise it when the same input gives another PDF than before. */
const ENGINE_VERSION = 6;

/** What becomes of a prompt; nothing where it is unchanged or queued already. */
export type Planned =
  /** `wanted`: the name without the number that it has where that was taken. */
  | { kind: "job"; job: NewJob; wanted: string }
  | { kind: "rejected"; problem: Problem; raw?: RawInput | undefined }
  | { kind: "nothing" };
const NOTHING: Planned = { kind: "nothing" };

/** What is known of other prompts and of names: to the queue, or to somebody who only looks. */
export interface Known {
  /** Whether anything is done at all: without, {@link findDone} need not be asked prompt by prompt. */
  isAnythingDone: boolean;
  /** Done jobs with this content, newest first, of other batches. */
  findDone(contentKey: string): DoneOutput[];
  /** What was made under this output of the prompt at this place, as it was worded then. */
  findMade(outputKey: string, found: FoundPrompt): MadeOutput | undefined;
  /** Whether a job of this batch, or an unfinished one of any other, has this output. */
  isOutputTaken(outputKey: string): boolean;
  /** Where that job's prompt is, or the prompt of this batch that the output was left for: to be told. */
  holderOf(outputKey: string): Location | undefined;
  /** The prompt with this key that is in the batch already. */
  promptOf(promptKey: string, hasId: boolean): FoundPrompt | undefined;
  /** Jobs of the interrupted call that have not begun, by the place of their prompt. */
  waiting: Map<string, number>;
  /** Jobs of the interrupted call that have ended, of the prompt at this place as it was worded then. */
  endedAt(found: FoundPrompt, promptKey: string): EndedJob[];
  /** Takes such a job out: its prompt was edited. */
  supersede(job: number): Promise<void>;
  /** Told that jobs with these outputs are in the queue now. */
  flushed(outputKeys: Iterable<string>): void;
}

interface PlannerOptions {
  /** Absolute. */
  outDir: string;
  settings: BatchSettings;
  /** None of the jobs is to run before this time, in milliseconds since 1970. */
  runAtMs?: number | undefined;
  /** Whose turns prompts take that name no user. Default: those of the batch. */
  owner?: string | undefined;
}

/** Decides for each prompt whether it becomes a job, and under which name. */
export class Planner {
  readonly #known: Known;
  readonly #outDir: string;
  readonly #settings: BatchSettings;
  readonly #runAtMs: number | undefined;
  readonly #owner: string | undefined;
  readonly #date: string;
  readonly #onDisk: NamesOnDisk;
  /** Names given in this run that the queue does not know yet. */
  readonly #planned = new Map<string, FoundPrompt>();
  /** Where the search for a free number goes on, by name. */
  readonly #nextNumber = new Map<string, number>();
  /** Outputs that were left as they are for a prompt of this run: each counts for one. */
  readonly #left = new Set<string>();
  /** Outputs by their keys that were made of prompts of this run before they were edited, and that stay. */
  readonly #outdated = new Map<string, string>();
  /** Prompts that were planned and are not in the queue yet, by key. */
  readonly #unflushed = new Map<string, FoundPrompt>();
  #index = 0;
  unchanged = 0;
  /** Of the unchanged, how many are left out, as a file has their name: the policy `skip`. */
  skipped = 0;
  /** How many were rejected, as their name is taken: the policy `fail`. */
  refused = 0;
  /** Unchanged prompts that the queue does not know of yet. */
  readonly standing: UnchangedPrompt[] = [];

  /** @param createdAtMs when the batch began, in milliseconds since 1970: the day in names */
  constructor(known: Known, createdAtMs: number, { outDir, settings, runAtMs, owner }: PlannerOptions) {
    this.#known = known;
    this.#outDir = outDir;
    this.#onDisk = new NamesOnDisk(outDir);
    this.#settings = settings;
    this.#runAtMs = runAtMs;
    this.#owner = owner;
    this.#date = dayOf(createdAtMs, settings.epochSeconds);
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

  /**
   * PDFs that were made of these prompts before they were edited, are as they were made, and stay, as a name that is
   * taken is not taken again: names below the output folder.
   */
  get outdated(): string[] {
    return [...this.#outdated.values()];
  }

  /** What was planned is in the queue now. */
  flushed(): void {
    this.#known.flushed(this.#planned.keys());
    this.#unflushed.clear();
    this.#planned.clear();
  }

  async #planPrompt(found: FoundPrompt, position: number): Promise<Planned> {
    this.#index += 1;
    const { prompt } = found;
    const promptKey = keyOf(found);
    const twin = this.#unflushed.get(promptKey) ?? this.#known.promptOf(promptKey, prompt.id !== undefined);
    const isWaiting = found.source !== "-" && this.#known.waiting.has(placeOf(found));
    if (twin && isEqual(twin.prompt, prompt)) {
      // Its job is wanted, whatever stands now where its prompt stood.
      this.#known.waiting.delete(placeOf(twin));
      return NOTHING;
    }
    const ended = found.source === "-" ? [] : this.#known.endedAt(found, promptKey);
    const isEdited = isWaiting || ended.some((job) => job.promptKey === promptKey);
    if (twin && !isEdited) throw idTakenTwice(twin, found);
    this.#unflushed.set(promptKey, found);
    // What became of the old wording is no result of this batch any more, or a row would have two.
    for (const { id, output } of ended) {
      await this.#noteOutdated(output, found);
      await this.#known.supersede(id);
    }
    // Edited since the call was interrupted: the old text is not rendered any more and its name is free again.
    const outdated = isWaiting ? this.#known.waiting.get(placeOf(found)) : undefined;
    if (outdated !== undefined) {
      await this.#known.supersede(outdated);
      this.#known.waiting.delete(placeOf(found));
    }

    const name = outputName(this.#settings.name, { found, index: this.#index, date: this.#date });
    const contentKey = contentKeyOf(found, name, this.#outDir, this.#settings);
    const { done, isLost } = await this.#standing(contentKey);
    if (done) {
      // Its own versions have the numbers before that of the last one.
      for (let number = 1; numberedName(name, number) !== done.output; number += 1)
        if (!(await this.#noteOutdated(numberedName(name, number), found))) break;
      return this.#leave({ position, found, output: done.output, done }, promptKey);
    }
    const { output, isLeft } = await this.#freeName(name, found, isLost);
    if (isLeft) {
      this.skipped += 1;
      return this.#leave({ position, found, output }, promptKey);
    }
    const key = outputKey(this.#outDir, output);
    this.#planned.set(key, found);
    this.#outdated.delete(key);
    const priority = prompt.priority ?? PRIORITY.default;
    const owner = ownerOf(prompt) ?? this.#owner;
    return {
      kind: "job",
      job: { promptKey, contentKey, priority, owner, found, output, outputKey: key, position, runAtMs: this.#runAtMs },
      wanted: name,
    };
  }

  /** The prompt is not rendered: its output stands. */
  #leave(unchanged: Omit<UnchangedPrompt, "outputKey">, promptKey: string): Planned {
    // No job will come of it. Where it has an id, another prompt may still claim that.
    if (unchanged.found.prompt.id === undefined) this.#unflushed.delete(promptKey);
    this.unchanged += 1;
    const key = outputKey(this.#outDir, unchanged.output);
    this.#left.add(key);
    this.#outdated.delete(key);
    this.standing.push({ ...unchanged, outputKey: key });
    return NOTHING;
  }

  /**
   * What was made of the same content before and still stands, unless a prompt has its name already.
   * `isLost`: such a prompt has, so that there is none for this one.
   */
  async #standing(contentKey: string): Promise<{ done?: DoneOutput; isLost: boolean }> {
    let isLost = false;
    if (!this.#known.isAnythingDone) return { isLost };
    const seen = new Set<string>();
    for (const candidate of this.#known.findDone(contentKey)) {
      if (seen.has(candidate.output)) continue;
      seen.add(candidate.output);
      // Whatever stands there may be replaced at any moment, or is another prompt's.
      if (this.#isTaken(candidate.output)) isLost = true;
      else if (await isUnchanged(this.#outDir, candidate)) return { done: candidate, isLost: false };
    }
    return { isLost };
  }

  /** Whether a prompt of this batch, or a waiting one of another, has this output. */
  #isTaken(output: string): boolean {
    const key = outputKey(this.#outDir, output);
    return this.#planned.has(key) || this.#left.has(key) || this.#known.isOutputTaken(key);
  }

  /**
   * Notes what stands under a name that the prompt does not get, where it is the prompt's own of earlier days.
   * @returns whether such a one was made under that name, be it there or not
   */
  async #noteOutdated(output: string, found: FoundPrompt): Promise<boolean> {
    const key = outputKey(this.#outDir, output);
    // What comes on standard input has no place; and what is another prompt's now is up to date, or will be.
    if (found.source === "-" || this.#planned.has(key) || this.#left.has(key) || !this.#known.isAnythingDone)
      return false;
    const made = this.#known.findMade(key, found);
    if (made && (await isUnchanged(this.#outDir, { ...made, dependencies: {} }))) this.#outdated.set(key, made.output);
    return made !== undefined;
  }

  /** Who has an output that is taken, for people. */
  #holder(output: string): string {
    const key = outputKey(this.#outDir, output);
    const left = this.standing.find((prompt) => prompt.outputKey === key)?.found;
    const holder = this.#planned.get(key) ?? left ?? this.#known.holderOf(key);
    return holder ? `the prompt at ${formatLocation({ source: holder.source, line: holder.line })}` : "another prompt";
  }

  /**
   * A name by the batch's policy; `isLeft`: a file stands under it and is to be left alone.
   * @param isLost what this prompt had made before is another prompt's now: it may not take a third one's in turn, nor
   * be skipped
   */
  async #freeName(name: string, found: FoundPrompt, isLost: boolean): Promise<{ output: string; isLeft: boolean }> {
    const { onConflict } = this.#settings;
    const policy = isLost && onConflict !== "fail" ? "unique" : onConflict;
    // Two prompts of one batch never share a name, whatever the policy: one of them would be lost.
    for (let number = this.#nextNumber.get(name) ?? 1; ; number += 1) {
      const output = numberedName(name, number);
      const isTaken = this.#isTaken(output);
      const there = policy === "replace" || isTaken ? undefined : await this.#onDisk.find(output);
      if (policy === "fail" && (isTaken || there)) {
        this.refused += 1;
        throw new PdfPromptError(
          "output-unwritable",
          `${name} is taken in ${this.#outDir}, by ${there ? `the file ${there}` : this.#holder(name)}. Choose another folder or ` +
            "name pattern, or the conflict policy unique, skip or replace.",
        );
      }
      if (isTaken || (policy === "unique" && there)) {
        await this.#noteOutdated(output, found);
        continue;
      }
      // Most names are free at once: remembering all of a million of them would take more than all else here.
      if (number > 1) this.#nextNumber.set(name, number + 1);
      return { output: there ?? output, isLeft: there !== undefined };
    }
  }
}

/** The day a batch began, `2026-11-23`: where the user is, or in UTC where it is fixed. */
function dayOf(createdAtMs: number, epochSeconds: number | undefined): string {
  if (epochSeconds !== undefined) return new Date(epochSeconds * 1000).toISOString().slice(0, 10);
  const began = new Date(createdAtMs);
  return new Date(createdAtMs - began.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Equal for prompts that become the same document under the same name. */
export function contentKeyOf(
  { prompt, baseDir }: FoundPrompt,
  name: string,
  outDir: string,
  { template, options, allowScripts, strict, epochSeconds }: BatchSettings,
): string {
  // What was done with warnings does not stand where they are refused.
  const settings = { template, options, allowScripts, ...(strict ? { strict } : {}), epochSeconds };
  return digest([ENGINE_VERSION, prompt, baseDir, outDir, name, settings]);
}

/**
 * Tells a prompt from all others of its batch. It begins with what rises through the input: keys in order are added at
 * the end of their index, which makes queuing a hundred thousand rows three times as fast.
 */
export function keyOf({ source, line, row, prompt }: FoundPrompt): string {
  if (prompt.id) return `id:${prompt.id}`;
  return `${keyRange({ source, line })[0]}${digest([source, line, row, prompt])}`;
}

/** Whose turns a prompt takes in the queue: those of the user it names; undefined where it names none. */
export function ownerOf({ userId }: Pick<Prompt, "userId">): string | undefined {
  return userId === undefined ? undefined : `user:${userId}`;
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
export function digest(value: unknown): string {
  return hash("sha256", JSON.stringify(value)).slice(0, 32);
}
