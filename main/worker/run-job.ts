import type { LimitFunction } from "p-limit";
import { type BatchSettings, batchSettingsSchema } from "../../shared/batch";
import { isTransient, LimitError, PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import type { PageOptions } from "../../shared/prompt";
import type { ComposedDocument } from "../../shared/stages";
import { VERSION } from "../../shared/version";
import { type Composer, locate } from "../compose";
import {
  fileState,
  outputKey,
  type PdfProperties,
  type Published,
  type Publisher,
  type PublishRequest,
} from "../publish";
import { type ClaimedJob, type DoneResult, MAX_RENDERER_ENDS, type Outcome } from "../queue";
import { countPages, type LanePool, RendererEnded } from "../render";
import { isDiskFull } from "./room";
import { attemptToken } from "./tokens";
import { slipsOf } from "./unknown-fields";

/** What the stages of a job need. */
export interface Stages {
  composer: Pick<Composer, "compose">;
  lanes: Pick<LanePool, "render">;
  publisher: Pick<Publisher, "publish" | "settle" | "retract" | "sweep" | "hasRoom">;
  /** The semaphore over all lanes of the process: a document waits here until a lane is free. */
  semaphore: LimitFunction;
}

export interface Ran {
  outcome: Outcome;
  /** What stands on the disk and waits for its commit. */
  published?: Published | undefined;
}

/** What PDFs name as the program that made them. */
export const CREATOR = `PDFPrompt ${VERSION}`;
const SECOND_MS = 1000;
const MAX_BACKOFF_MS = 300 * SECOND_MS;
/** A file that came after the batch was planned is treated by its policy; what was to be skipped is not overwritten. */
const WHEN_TAKEN = { unique: "number", replace: "replace", skip: "fail", fail: "fail" } as const;

/**
 * One attempt at a job, from its prompt to a file under its final name. Never throws: what goes wrong is the outcome.
 * @param signal gives the attempt up; its `reason` is `"stop"` (put the job back) or `"cancel"` (end it)
 */
export async function runJob(job: ClaimedJob, stages: Stages, signal: AbortSignal): Promise<Ran> {
  let retries = 0;
  try {
    const settings = batchSettingsSchema.parse(JSON.parse(job.settings));
    retries = settings.retries;
    return await attempt(job, settings, stages, signal);
  } catch (error) {
    const problem = toProblem(error, { source: job.found.source, line: job.found.line });
    if (signal.aborted) return { outcome: signal.reason === "stop" ? { kind: "release" } : { kind: "abort", problem } };
    const endedRenderer = error instanceof RendererEnded;
    if (endedRenderer && job.rendererEnds + 1 >= MAX_RENDERER_ENDS) return { outcome: setAside(problem) };
    const isFinal = !isTransient(problem.code) || error instanceof LimitError || job.failures >= retries;
    if (isFinal) return { outcome: { kind: "fail", problem } };
    return { outcome: { kind: "retry", problem, delayMs: backoffMs(job.failures), endedRenderer } };
  }
}

/** Every further try would cost a renderer and, as memory runs out, perhaps more than that. */
function setAside(problem: Problem): Outcome {
  const message = `${problem.message} It ended its renderer ${MAX_RENDERER_ENDS} times, so it was set aside. Make it simpler, or retry it by hand if something else ended the renderer.`;
  return { kind: "fail", problem: { ...problem, message } };
}

async function attempt(job: ClaimedJob, settings: BatchSettings, stages: Stages, signal: AbortSignal): Promise<Ran> {
  const composeStart = performance.now();
  const document = await compose(job, settings, stages, signal);
  const composeMs = performance.now() - composeStart;
  // Taken at once: a template that is saved while this document is printed has not been used for it.
  const dependencies = statesOf(document);

  const { pdf, loadMs, printMs, readiness, noticed } = await stages.semaphore(() =>
    stages.lanes.render(document, { timeoutMs: settings.timeoutMs, signal }),
  );
  const pages = countPages(pdf);
  if (pages === 0) throw new PdfPromptError("print-failed", "Chromium returned a PDF without pages.");
  const { source, line, bodyLine = line } = job.found;
  const warnings = [...document.warnings, ...(noticed.length > 0 ? await locate(noticed, source, bodyLine) : [])];
  // Without `strict` they are told once a batch, as all rows of a table have the same.
  if (settings.strict) refuseWarnings([...slipsOf(job.found, settings), ...warnings]);

  // The last moment to give up without a trace: from here on there is a file.
  if (signal.aborted) throw new PdfPromptError("cancelled", "The job was cancelled before it was published.");
  const publishStart = performance.now();
  const request: PublishRequest = {
    bytes: pdf,
    outDir: job.outDir,
    output: job.output,
    whenTaken: WHEN_TAKEN[settings.onConflict],
    properties: propertiesOf(job, settings, document),
    needsProperties: settings.strict && hasProperties(job, settings),
    token: attemptToken(job),
  };
  const published = await stages.publisher.publish(request).catch((error: unknown) => {
    if (isDiskFull(error)) return undefined;
    throw error;
  });
  // A full disk is no fault of the job: the queue pauses, and the job waits like all others.
  if (!published) return { outcome: { kind: "release", noRoom: { folder: job.outDir, needBytes: pdf.byteLength } } };
  const publishMs = performance.now() - publishStart;
  if (published.withoutProperties !== undefined && hasProperties(job, settings)) {
    warnings.push({ code: "output-unwritable", message: published.withoutProperties, source, line });
  }
  const result: DoneResult = {
    output: published.output,
    outputKey: outputKey(job.outDir, published.output),
    pages,
    bytes: published.bytes,
    sha256: published.sha256,
    dependencies,
    warnings,
    times: { composeMs, loadMs, ...readiness, printMs, publishMs },
  };
  return { outcome: { kind: "complete", result }, published };
}

function compose(
  job: ClaimedJob,
  settings: BatchSettings,
  stages: Stages,
  signal: AbortSignal,
): Promise<ComposedDocument> {
  const { prompt, source, line, bodyLine, baseDir } = job.found;
  const { template, options, allowScripts, epochSeconds } = settings;
  const request = { prompt, source, line, bodyLine, baseDir, template, options, allowScripts, epochSeconds };
  return stages.composer.compose(request, signal);
}

/** The prompt's own win, key by key. */
function metadataOf({ found }: ClaimedJob, { options }: BatchSettings): NonNullable<PageOptions["metadata"]> {
  return { ...options?.metadata, ...found.prompt.options?.metadata };
}

function propertiesOf(
  job: ClaimedJob,
  settings: BatchSettings,
  { title, language, headings }: ComposedDocument,
): PdfProperties {
  return {
    language,
    ...metadataOf(job, settings),
    title,
    headings,
    creator: CREATOR,
    epochSeconds: settings.epochSeconds,
  };
}

/** Whether somebody asked for more than a title, which Chromium writes as well. */
function hasProperties(job: ClaimedJob, settings: BatchSettings): boolean {
  return settings.epochSeconds !== undefined || Object.keys(metadataOf(job, settings)).length > 0;
}

/** With `strict`, a document that anything is wrong with is not published: its failure tells all of it. */
function refuseWarnings(warnings: readonly Problem[]): void {
  const [first, ...others] = warnings;
  if (!first) return;
  const { code, message, ...location } = first;
  const more = others.map(({ code, line, message }) => `${line ? `Line ${line}: ` : ""}${message} (${code})`);
  throw new PdfPromptError(code, [message, ...more].join(" "), location);
}

/** The files a document was made of, each with its state: when one changes, the document is no longer up to date. */
function statesOf({ assets, dependencies }: ComposedDocument): Record<string, string> {
  return Object.fromEntries([...Object.values(assets), ...dependencies].map((path) => [path, fileState(path)]));
}

/** 1, 2, 4, … seconds, at most five minutes, ± 15 %, so that what failed together is not tried again together. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const spread = 0.85 + 0.3 * random();
  return Math.round(Math.min(MAX_BACKOFF_MS, SECOND_MS * 2 ** failures) * spread);
}
