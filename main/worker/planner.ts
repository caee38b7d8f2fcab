import { hash } from "node:crypto";
import type { BatchSettings } from "../../shared/batch";
import { formatLocation, type Location, PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import { PRIORITY, type Prompt } from "../../shared/prompt";
import type { FoundPrompt, IntakeItem, RawInput } from "../../shared/stages";
import { isUnchanged, NamesOnDisk, numberedName, outputKey, outputName } from "../publish";
import { type DoneOutput, type MadeOutput, type NewJob, type PromptJob, placeOf, type UnchangedPrompt } from "../queue";

/** Part of every content key: raise it when the same input gives another PDF than before. */
const ENGINE_VERSION = 7;

/** What the content key ends with of what was to have no warnings. */
const STRICT = "!";

/** What becomes of a prompt; nothing where it is unchanged or queued already. */
export type Planned =
  /** `wanted`: the name without the number that it has where that was taken. */
  | { kind: "job"; job: NewJob; wanted: string }
  | { kind: "rejected"; problem: Problem; raw?: RawInput | undefined }
  | { kind: "nothing" };
const NOTHING: Planned = { kind: "nothing" };

/** A prompt that has the same key as another. */
interface Twin {
  found: FoundPrompt;
  /** Its job, where the queue has one. */
  job?: Pick<PromptJob, "id" | "position"> | undefined;
}

/** What is known of other prompts and of names: to the queue, or to somebody who only looks. */
export interface Known {
  /** Whether anything is done at all: without, {@link findDone} need not be asked prompt by prompt. */
  isAnythingDone: boolean;
  /** Done jobs with one of these contents, newest first, of other batches. */
  findDone(contentKey: string, otherKey: string): DoneOutput[];
  /** What was made under this output of the prompt at this place, as it was worded then. */
  findMade(outputKey: string, found: FoundPrompt): MadeOutput | undefined;
  /** Whether a job of this batch, or an unfinished one of any other, has this output. */
  isOutputTaken(outputKey: string): boolean;
  /** Where that job's prompt is, or the prompt of this batch that the output was left for: to be told. */
  holderOf(outputKey: string): Location | undefined;
  /** The prompt with this key that is in the batch already. */
  twinOf(promptKey: string, hasId: boolean): Twin | undefined;
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
  /** What an interrupted call had made of prompts that were edited, moved or taken out since. */
  superseded?: ReadonlyMap<string, MadeOutput> | undefined;
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
  readonly #outdated: Map<string, MadeOutput>;
  /** Prompts that were planned and are not in the queue yet, by key. */
  readonly #unflushed = new Map<string, FoundPrompt>();
  /** Digests of the unchanged prompts that have an id, and where they are, by key: the queue has no job of them. */
  readonly #leftById = new Map<string, { source: string; line: number; prompt: string }>();
  unchanged = 0;
  /** Of the unchanged, how many are left out, as a file has their name: the policy `skip`. */
  skipped = 0;
  /** How many were rejected, as their name is taken: the policy `fail`. */
  refused = 0;
  /** Unchanged prompts that the queue does not know of yet. */
  readonly standing: UnchangedPrompt[] = [];
  /** Jobs of an interrupted call whose prompts have another place among all of the input now: results come in its order. */
  readonly shifted: Pick<PromptJob, "id" | "position">[] = [];

  /** @param createdAtMs when the batch began, in milliseconds since 1970: the day in names */
  constructor(known: Known, createdAtMs: number, { outDir, settings, runAtMs, owner, superseded }: PlannerOptions) {
    this.#outdated = new Map(superseded);
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
      const { source, line, prompt, row, baseDir, relativeDir, stem, index } = item.found;
      const raw: RawInput = { origin: { row, baseDir, relativeDir, stem, index }, value: { kind: "prompt", prompt } };
      return { kind: "rejected", problem: toProblem(error, { source, line }), raw };
    }
  }

  /**
   * PDFs that were made of these prompts before they were edited, or of prompts that an interrupted call had and that are
   * gone; that are as they were made, and stay, as a name that is taken is not taken again: names below the output folder.
   */
  async outdated(): Promise<string[]> {
    const names: string[] = [];
    for (const made of this.#outdated.values())
      if (await isUnchanged(this.#outDir, { ...made, dependencies: {} })) names.push(made.output);
    return names;
  }

  /** What was planned is in the queue now. */
  flushed(): void {
    this.#known.flushed(this.#planned.keys());
    this.#unflushed.clear();
    this.#planned.clear();
  }

  async #planPrompt(found: FoundPrompt, position: number): Promise<Planned> {
    const { prompt } = found;
    const promptKey = keyOf(found);
    const left = this.#leftById.get(promptKey);
    if (left) {
      if (left.prompt === digest(prompt)) return NOTHING;
      throw idTakenTwice(left, found);
    }
    const unflushed = this.#unflushed.get(promptKey);
    const twin = unflushed ? { found: unflushed } : this.#known.twinOf(promptKey, prompt.id !== undefined);
    if (twin && isEqual(twin.found.prompt, prompt)) {
      this.#noteShift(twin, found, position);
      return NOTHING;
    }
    if (twin) throw idTakenTwice(twin.found, found);
    this.#unflushed.set(promptKey, found);

    const name = outputName(this.#settings.name, { found, index: found.index ?? position, date: this.#date });
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
      // What was made of another wording stays without being asked for again: it is told.
      await this.#noteOutdated(output, found);
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

  #noteShift({ job, found }: Twin, again: FoundPrompt, position: number): void {
    // The same prompt may stand twice in the input: it has the place of the first.
    if (job && job.position !== position && placeOf(found) === placeOf(again))
      this.shifted.push({ id: job.id, position });
  }

  /** The prompt is not rendered: its output stands. */
  #leave(unchanged: Omit<UnchangedPrompt, "outputKey">, promptKey: string): Planned {
    // No job will come of it, by which the queue would know it. Where it has an id, another prompt may still claim that.
    this.#unflushed.delete(promptKey);
    const { source, line, prompt } = unchanged.found;
    if (prompt.id !== undefined) this.#leftById.set(promptKey, { source, line, prompt: digest(prompt) });
    this.unchanged += 1;
    const key = outputKey(this.#outDir, unchanged.output);
    this.#left.add(key);
    if (unchanged.done) this.#outdated.delete(key);
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
    // What passed where warnings are refused has none: it stands where they are not, too.
    for (const candidate of this.#known.findDone(
      contentKey,
      this.#settings.strict ? contentKey : contentKey + STRICT,
    )) {
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
    if (made) this.#outdated.set(key, made);
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
      const there = isTaken ? undefined : await this.#onDisk.find(output);
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
      // What is replaced keeps its name as it is written: beside `X.pdf`, `x.pdf` is lost on Windows and macOS.
      return { output: there ?? output, isLeft: policy === "skip" && there !== undefined };
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
  const settings = { template, options, allowScripts, epochSeconds };
  const key = digest([ENGINE_VERSION, prompt, baseDir, outDir, name, settings]);
  // What was done with warnings does not stand where they are refused.
  return strict ? key + STRICT : key;
}

/**
 * Tells a prompt from all others of its batch. It begins with what rises through the input: keys in order are added at
 * the end of their index, which makes queuing a hundred thousand rows three times as fast.
 */
export function keyOf({ source, line, row, prompt }: FoundPrompt): string {
  if (prompt.id) return `id:${prompt.id}`;
  return `${source}:${String(line).padStart(9, "0")}:${digest([source, line, row, prompt])}`;
}

/** Whose turns a prompt takes in the queue: those of the user it names; undefined where it names none. */
export function ownerOf({ userId }: Pick<Prompt, "userId">): string | undefined {
  return userId === undefined ? undefined : `user:${userId}`;
}

export function isEqual(one: Prompt, other: Prompt): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function idTakenTwice(twin: Location, { source, line, prompt }: FoundPrompt): PdfPromptError {
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
