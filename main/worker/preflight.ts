import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Location, type Problem, toProblem } from "../../shared/errors";
import type { FoundPrompt } from "../../shared/stages";
import { Composer } from "../compose";
import { fieldsInName, outputKey } from "../publish";
import type { Queue } from "../queue";
import { breaks } from "./breaks";
import { type Collision, Collisions } from "./collisions";
import { usableCores } from "./machine";
import { type Known, Planner } from "./planner";
import { type Submission, untilAborted } from "./submit";
import { FieldWatch, slipsOf } from "./unknown-fields";

/** What PDFs are taken to be like where a queue has made none yet: short letters on a small machine. */
const DEFAULTS = { bytes: 30_000, perSecond: 100 } as const;
/** Fewer PDFs than this tell nothing of the next ones: the first of a run are slow. */
const LEAST_HISTORY = 20;
/** So many problems are named; all are counted. */
const MAX_NAMED = 1000;
/** Threads that compose, and prompts that wait for them, at most. */
const MOST_THREADS = 4;
const MOST_WAITING = 8;
/** Up to the first number all prompts are composed, up to the second every tenth, then every hundredth. */
const COMPOSED = [1000, 10_000] as const;
/** So many unchanged prompts are composed, to see which fields they use. */
const COMPOSED_UNCHANGED = 100;

export interface Preflight {
  /** Prompts and what is none. */
  total: number;
  toRender: number;
  unchanged: number;
  /** What cannot be queued: no prompt, no name, a name that is taken under the policy `fail`. */
  rejected: number;
  /** Prompts that were composed to see whether that works. */
  composed: number;
  /** Of those, how many would fail. */
  failing: number;
  /** Outputs that get a number, as another prompt or a file has their name. */
  renamed: number;
  /** The names that those wanted, with the prompts: the first {@link MAX_NAMED} of these. */
  collisions: Collision[];
  /** Outputs that take the place of a file. */
  replaced: number;
  /** Of the unchanged, those whose name a file has, which stays: the policy `skip`. */
  skipped: number;
  /** Of the rejected, those whose name is taken: the policy `fail`. */
  refused: number;
  /**
   * Fields that neither a template nor a name used of the composed prompts which have them, with the number of those;
   * the first {@link COMPOSED_UNCHANGED} unchanged ones count, too.
   */
  unusedFields: { field: string; prompts: number }[];
  /** The first {@link MAX_NAMED}. */
  failures: Problem[];
  warnings: Problem[];
  warningCount: number;
  estimate: {
    seconds: number;
    bytes: number;
    /** PDFs of the queue that it goes by; 0 where there are too few and it is reckoned with {@link DEFAULTS}. */
    basedOn: number;
  };
}

export interface PreflightOptions extends Pick<Submission, "items" | "outDir" | "settings" | "signal"> {
  /** Undefined where there is none yet. */
  queue: Queue | undefined;
  /** When the batch would begin, in milliseconds since 1970. */
  createdAtMs: number;
  /** Told how many prompts were looked at. */
  onLook?: (count: number) => void;
  /** Told of each prompt, and of what is none, whether it is rejected. */
  onRead?: (source: string | undefined, isRejected: boolean) => void;
  /** Told of each prompt that would become a job, with the name of its output. */
  onPlanned?: (found: FoundPrompt, output: string) => void;
  /** Folder of the built main process: the compose thread's file lies there. */
  mainFolder: string;
  /** Composes instead of threads of its own, and stays open. */
  composer?: Composer;
}

/**
 * What a submission would come to: everything is read, named and, as far as {@link COMPOSED} says, composed; nothing is
 * queued, rendered or written.
 */
export async function preflight(options: PreflightOptions): Promise<Preflight> {
  if (options.composer) return look(options.composer, options);
  const threads = Math.min(usableCores(), MOST_THREADS);
  const composer = new Composer({ threads, workerFile: join(options.mainFolder, "compose-worker.cjs") });
  try {
    return await look(composer, options);
  } finally {
    await composer.close();
  }
}

async function look(composer: Composer, options: PreflightOptions): Promise<Preflight> {
  const { items, queue, outDir, settings, signal } = options;
  const names = new Names(queue);
  const planner = new Planner(names, options.createdAtMs, options);
  const findings = new Findings(settings.strict);
  const watch = new FieldWatch(settings);
  const composing = new Set<Promise<void>>();
  const begin = async (work: Promise<void>) => {
    const done: Promise<void> = work.finally(() => composing.delete(done));
    composing.add(done);
    // Reading is faster than composing, and prompts take memory.
    if (composing.size >= MOST_WAITING) await Promise.race(composing);
  };
  let position = 0;
  const rest = breaks();
  for await (const item of untilAborted(items, signal)) {
    position += 1;
    options.onLook?.(position);
    watch.see(item);
    await rest();
    const planned = await planner.plan(item, position);
    const isRejected = planned.kind === "rejected";
    options.onRead?.(item.kind === "prompt" ? item.found.source : item.problem.source, isRejected);
    if (isRejected) findings.reject(planned.problem);
    for (const { found, outputKey: key } of planner.standing) {
      names.add(key, undefined, found);
      if (planner.unchanged <= COMPOSED_UNCHANGED) await begin(compose(found, composer, options, findings, true));
    }
    planner.standing.length = 0;
    if (planned.kind !== "job") continue;
    const { found, output } = planned.job;
    findings.toRender += 1;
    options.onPlanned?.(found, output);
    if (output !== planned.wanted) {
      const key = outputKey(outDir, planned.wanted);
      findings.renamed += 1;
      findings.collisions.add(key, planned.wanted, found, names.holderHere(key));
    }
    if (settings.onConflict === "replace" && existsSync(join(outDir, output))) findings.replaced += 1;
    names.add(outputKey(outDir, output), planned.job.promptKey, found);
    planner.flushed();
    if (!isComposed(findings.toRender)) continue;
    await begin(compose(found, composer, options, findings));
  }
  await Promise.all(composing);
  // Where they are failures, each prompt has its own.
  if (!settings.strict) findings.warn(watch.report().slips);
  return findings.report(planner, queue);
}

function isComposed(number: number): boolean {
  const [all, tenth] = COMPOSED;
  return number <= all || number % (number <= tenth ? 10 : 100) === 0;
}

/** @param isUnchanged nothing is to be told of it but the fields it uses */
async function compose(
  found: FoundPrompt,
  composer: Composer,
  { settings, signal }: PreflightOptions,
  findings: Findings,
  isUnchanged = false,
): Promise<void> {
  const { prompt, source, line, bodyLine, baseDir } = found;
  const { template, options, allowScripts, epochSeconds } = settings;
  const shared = { template, options, allowScripts, epochSeconds, wantsUnusedFields: true };
  try {
    const document = await composer.compose({ prompt, source, line, bodyLine, baseDir, ...shared }, signal);
    const named = fieldsInName(settings.name, found);
    const unused = (document.unusedFields ?? []).filter((field) => !named.includes(field));
    findings.countFields(Object.keys(prompt.data ?? {}), unused);
    const slips = settings.strict ? slipsOf(found, settings) : [];
    if (!isUnchanged) findings.compose([...slips, ...document.warnings]);
  } catch (error) {
    if (!isUnchanged && !signal?.aborted) findings.fail(toProblem(error, { source, line }));
  }
}

/** Names and ids of the prompts that were looked at, besides what the queue knows. */
class Names implements Known {
  readonly #queue: Queue | undefined;
  readonly #outputs = new Map<string, { source: string; line: number }>();
  readonly #prompts = new Map<string, FoundPrompt>();
  readonly isAnythingDone: boolean;

  constructor(queue: Queue | undefined) {
    this.#queue = queue;
    this.isAnythingDone = queue?.hasDone() ?? false;
  }

  /** @param promptKey undefined where the prompt is unchanged: another may claim its id */
  add(output: string, promptKey: string | undefined, found: FoundPrompt): void {
    this.#outputs.set(output, { source: found.source, line: found.line });
    // Without an id, only the same file given twice has the same key.
    if (promptKey !== undefined && found.prompt.id !== undefined) this.#prompts.set(promptKey, found);
  }

  findDone(contentKey: string, otherKey: string) {
    return this.#queue?.findDone(contentKey, undefined, otherKey) ?? [];
  }

  findMade(key: string, found: FoundPrompt) {
    return this.#queue?.findMade(key, found);
  }

  isOutputTaken(key: string): boolean {
    return this.#outputs.has(key) || (this.#queue?.isOutputTaken(key) ?? false);
  }

  /** Of the prompts that were looked at, the place of that which has an output. */
  holderHere(key: string): Location | undefined {
    return this.#outputs.get(key);
  }

  holderOf(key: string): Location | undefined {
    return this.holderHere(key) ?? this.#queue?.holderOf(key);
  }

  twinOf(promptKey: string) {
    const found = this.#prompts.get(promptKey);
    return found && { found };
  }

  flushed(): void {}
}

/** What was seen so far. */
class Findings {
  readonly #isStrict: boolean;
  readonly #failures: Problem[] = [];
  readonly #warnings: Problem[] = [];
  /** Of each field of the data, how many prompts have it, and of how many the template uses it. */
  readonly #fields = new Map<string, { prompts: number; used: number }>();
  #warningCount = 0;
  #rejected = 0;
  #composed = 0;
  #failing = 0;
  toRender = 0;
  renamed = 0;
  readonly collisions = new Collisions(MAX_NAMED);
  replaced = 0;

  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  reject(problem: Problem): void {
    this.#rejected += 1;
    this.#name(problem);
  }

  fail(problem: Problem): void {
    this.#composed += 1;
    this.#failing += 1;
    this.#name(problem);
  }

  countFields(fields: readonly string[], unusedFields: readonly string[]): void {
    for (const field of fields) {
      const { prompts, used } = this.#fields.get(field) ?? { prompts: 0, used: 0 };
      this.#fields.set(field, { prompts: prompts + 1, used: used + (unusedFields.includes(field) ? 0 : 1) });
    }
  }

  compose(warnings: readonly Problem[]): void {
    this.#composed += 1;
    const [first] = warnings;
    if (first && this.#isStrict) {
      this.#failing += 1;
      this.#name(first);
      return;
    }
    this.warn(warnings);
  }

  warn(warnings: readonly Problem[]): void {
    this.#warningCount += warnings.length;
    this.#warnings.push(...warnings.slice(0, MAX_NAMED - this.#warnings.length));
  }

  #name(problem: Problem): void {
    if (this.#failures.length < MAX_NAMED) this.#failures.push(problem);
  }

  report({ unchanged, skipped, refused }: Planner, queue: Queue | undefined): Preflight {
    const history = queue?.history();
    const isEnough = history !== undefined && history.jobs >= LEAST_HISTORY;
    const { bytes, perSecond } = isEnough ? history : DEFAULTS;
    return {
      total: this.toRender + unchanged + this.#rejected,
      toRender: this.toRender,
      unchanged,
      rejected: this.#rejected,
      composed: this.#composed,
      failing: this.#failing,
      renamed: this.renamed,
      collisions: this.collisions.list(),
      replaced: this.replaced,
      skipped,
      refused,
      unusedFields: [...this.#fields]
        .filter(([, { used }]) => used === 0)
        .map(([field, { prompts }]) => ({ field, prompts })),
      failures: this.#failures,
      warnings: this.#warnings,
      warningCount: this.#warningCount,
      estimate: {
        seconds: this.toRender / perSecond,
        bytes: Math.round(this.toRender * bytes),
        basedOn: isEnough ? history.jobs : 0,
      },
    };
  }
}
