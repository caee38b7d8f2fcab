import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import type { ConcurrencyChoice } from "../../shared/concurrency";
import type { Problem } from "../../shared/errors";
import { JOB_STAGES, type JobStage, type Percentiles } from "../../shared/job";
import { type BatchCounts, percentile, Queue } from "../queue";
import { openEngine, type Submitted, submit } from "../worker";
import { callAgain } from "./call-again";
import { type CombinedFlags, combine, combinedTarget } from "./combined";
import { type CommandContext, EXIT, note, print, UsageError } from "./command-context";
import { workerSettings } from "./concurrency";
import { runDryRun } from "./dry-run";
import { commandLog, type LogFlags } from "./log-options";
import { noteOwnNumbers } from "./own-numbers";
import {
  noteUnknownFields,
  noteWarnings,
  printOutdated,
  printProblems,
  type ReportedProblem,
  toFailure,
} from "./problems-text";
import { count, Progress } from "./progress";
import { type Results, resultsOf } from "./results";
import { queueFile, type SubmitFlags, toSubmission } from "./submission";
import { type ZipFlag, zipBatch, zipFile } from "./zip";

const MEMORY_SAMPLE_MS = 250;
/** How many warnings a report names at most: a hundred thousand documents may have the same one. */
const MAX_WARNINGS = 1000;

interface DelayFlag {
  /** Milliseconds. */
  delay?: number;
}

type RenderFlags = SubmitFlags & LogFlags & ZipFlag & CombinedFlags & { concurrency?: ConcurrencyChoice };

/** The object that `render --json` prints. */
interface RenderReport {
  batch: string;
  total: number;
  done: number;
  failed: number;
  cancelled: number;
  unchanged: number;
  seconds: number;
  pdfsPerSecond: number;
  pages: number;
  p50Ms: number | null;
  p95Ms: number | null;
  /** How long each stage took, and what pages were waited for; `signal` is the page's own. */
  stages: Record<JobStage, Percentiles>;
  peakRssMb: number | null;
  outDir: string;
  /** Absolute path; null where it was not written. */
  manifest: string | null;
  /** Absolute path of what failed, to be mended and rendered again; null where nothing did. */
  failuresFile: string | null;
  /** Absolute path of the ZIP file; null where none was asked for or it was not written. */
  zip: string | null;
  /** Absolute path of the combined PDF; null likewise. */
  combined: string | null;
  failures: ReportedProblem[];
  /** What is wrong with PDFs that were made or with all data: the first {@link MAX_WARNINGS}, and how many there are. */
  warnings: ReportedProblem[];
  warningCount: number;
  /** PDFs made of these prompts before they were edited, or of prompts that are gone, and that stay: names below `outDir`. */
  outdated: string[];
}

/** `render`: queue the inputs, work until all of them are finished, report. */
export async function runRender(
  context: CommandContext,
  inputs: string[],
  flags: RenderFlags,
  command: Command,
): Promise<number> {
  const startedAt = performance.now();
  const { readItems, readAgain, ...submission } = toSubmission(context, inputs, flags);
  const zipTarget = zipFile(context, flags);
  const bookTarget = combinedTarget(context, flags);
  // Some file systems take names for the same that differ in case only.
  if (bookTarget && zipTarget?.toLowerCase() === bookTarget.file.toLowerCase())
    throw new UsageError("--zip and --combined name the same file. Give each its own.");
  if (flags.dryRun) return runDryRun(context, inputs, flags);
  const log = commandLog(context, flags, "warn");
  const queue = new Queue(queueFile(context, flags));
  const settings = workerSettings(context, flags.concurrency, "auto");
  const engine = openEngine({ queue, settings, mainFolder: context.mainFolder, ...log.engine });
  let batchId: string | undefined;
  let isRead = false;
  let doneBefore = 0;
  let peakRssMb = engine.residentMb();
  const memoryTimer = setInterval(() => {
    peakRssMb = Math.max(peakRssMb, engine.residentMb());
  }, MEMORY_SAMPLE_MS);
  const progress = new Progress(() => (batchId === undefined ? undefined : toFigures(queue, batchId, isRead)));
  try {
    let working: Promise<unknown> | undefined;
    const work = (id: string) => {
      working = engine.worker.drain({ batchId: id, mayEnd: () => isRead, signal: stopped.signal });
      // A failure is thrown below, where the reading has ended.
      working.catch(stop);
    };
    // Where a name that is taken is a failure, all of those are found before anything is rendered.
    const isNamedFirst = submission.settings.onConflict === "fail";
    const stopped = new AbortController();
    const stop = () => stopped.abort(context.interrupted.reason);
    context.interrupted.addEventListener("abort", stop, { once: true });
    if (context.interrupted.aborted) stop();
    // What was in the making when an earlier call was killed waits again before it is seen which prompts were edited.
    await engine.worker.recover();
    const items = readItems(queue);
    const submitted = await submit(queue, {
      ...submission,
      items: bookTarget?.isNumbered ? noteOwnNumbers(items, submission.settings) : items,
      itemsAgain: readAgain && (() => readAgain(queue)),
      notice: note,
      signal: stopped.signal,
      onBatch: (id, isResumed) => {
        batchId = id;
        if (isResumed) note("[pdfprompt] an earlier call was interrupted: going on where it stopped");
      },
      onReady: (id, superseded) => {
        noteSuperseded(superseded);
        // Not earlier: what was done of prompts that were edited since is not of this batch any more.
        doneBefore = queue.batchCounts(id).done;
        if (!isNamedFirst) work(id);
      },
      onQueued: () => engine.worker.wake(),
    }).catch(async (error: unknown) => {
      stop();
      await working?.catch(() => undefined);
      throw error;
    });
    isRead = true;
    if (isNamedFirst) work(submitted.batchId);
    engine.worker.wake();
    await working;
    progress.stop();
    // All of the batch has ended: what is left to work on is its results, where nobody writes them.
    const takeOver = () => engine.worker.drain({ batchId: submitted.batchId, signal: stopped.signal });
    const results = await resultsOf(queue, submitted.batchId, submission.outDir, context.interrupted, takeOver);
    const { unknownFields } = submitted;
    noteUnknownFields(unknownFields);
    const batch = { id: submitted.batchId, outDir: submission.outDir, settings: submission.settings };
    const combined = await combine(context, queue, batch, bookTarget);
    const zip = await zipBatch(context, queue, batch, zipTarget, results);
    const seconds = (performance.now() - startedAt) / 1000;
    peakRssMb = Math.max(peakRssMb, engine.residentMb());
    const report = toReport(queue, submitted.batchId, {
      seconds,
      doneBefore,
      outDir: submission.outDir,
      peakRssMb,
      // With `strict`, they are failures, prompt by prompt.
      slips: submission.settings.strict ? [] : unknownFields.slips,
      results,
      zip,
      combined,
      outdated: submitted.outdated,
    });
    noteWarnings(report.warnings, report.warningCount, `; --json lists the first ${count(MAX_WARNINGS)}`);
    if (flags.json) await print(JSON.stringify(report));
    else {
      await printSummary(report);
      await printOutdated(report.outdated);
      if (report.failuresFile)
        await print(`Mend what failed and render it: ${callAgain(command, report.failuresFile, report.outDir)}`);
      else if (isAllDone(report)) {
        for (const file of submission.inputs.filter((input) => isFailuresFile(input, report.outDir)))
          await print(`Nothing in ${file} fails any more: it can be deleted.`);
      }
    }
    const code = exitCode(context, queue.batchCounts(submitted.batchId));
    // Why is said above; the PDFs are all there, but not all of what was asked for.
    const isMissing =
      results.isMissing || (zipTarget !== undefined && zip === null) || (bookTarget !== undefined && combined === null);
    return code === EXIT.allDone && isMissing ? EXIT.someFailed : code;
  } finally {
    progress.stop();
    clearInterval(memoryTimer);
    await engine.close();
    queue.close();
    log.close();
  }
}

/** `submit`: queue the inputs and leave the work to others. */
export async function runSubmit(
  context: CommandContext,
  inputs: string[],
  flags: SubmitFlags & DelayFlag,
): Promise<number> {
  if (flags.dryRun) return runDryRun(context, inputs, flags);
  const queue = new Queue(queueFile(context, flags));
  try {
    const { readItems, readAgain, ...submission } = toSubmission(context, inputs, flags);
    const runAtMs = flags.delay === undefined ? undefined : Date.now() + flags.delay;
    const submitted = await submit(queue, {
      ...submission,
      items: readItems(queue),
      itemsAgain: readAgain && (() => readAgain(queue)),
      onReady: (_id, superseded) => noteSuperseded(superseded),
      runAtMs,
      notice: note,
      signal: context.interrupted,
    });
    const { batchId, queued, unchanged, rejected, unknownFields, outdated } = submitted;
    const failures = queue.batchFailures(batchId).map(toFailure);
    const warnings = unknownFields.slips.map(toFailure);
    noteUnknownFields(unknownFields);
    noteWarnings(warnings, warnings.length);
    if (flags.json) {
      await print(JSON.stringify({ batch: batchId, queued, unchanged, rejected, failures, warnings, outdated }));
    } else {
      await print(summaryOfSubmit(submitted));
      await printProblems(failures, failures.length, "; --json lists all of them");
      await printOutdated(outdated);
    }
    return exitCode(context, queue.batchCounts(batchId));
  } finally {
    queue.close();
  }
}

/** Says that the input is not what it was when an earlier call was interrupted. */
function noteSuperseded(jobs: number): void {
  if (jobs === 0) return;
  const prompts = jobs === 1 ? "1 prompt" : `${count(jobs)} prompts`;
  note(
    `[pdfprompt] ${prompts} edited, moved or taken out since, or without a PDF that stands: what became of that does not count any more`,
  );
}

function summaryOfSubmit({ queued, unchanged, rejected }: Submitted): string {
  const parts = [`${count(queued)} queued`];
  if (unchanged > 0) parts.push(`${count(unchanged)} unchanged`);
  if (rejected > 0) parts.push(`${count(rejected)} rejected`);
  return `${parts.join(", ")}. Work on them with: pdfprompt drain, pdfprompt worker, or the window.`;
}

function toFigures(queue: Queue, batchId: string, isTotalFinal: boolean) {
  const counts = queue.batchCounts(batchId);
  const { queued, claimed, done, failed, cancelled } = counts;
  const finished = done + failed + cancelled;
  return {
    finished,
    done,
    failed: failed + counts.rejected,
    total: finished + queued + claimed,
    isTotalFinal,
    pause: queue.pauseState(),
  };
}

function toReport(
  queue: Queue,
  batch: string,
  {
    seconds,
    doneBefore,
    outDir,
    peakRssMb,
    slips,
    results,
    zip,
    combined,
    outdated,
  }: {
    seconds: number;
    doneBefore: number;
    outDir: string;
    peakRssMb: number;
    slips: readonly Problem[];
    results: Results;
    zip: string | null;
    combined: string | null;
    outdated: string[];
  },
): RenderReport {
  const { done, cancelled, unchanged, rejected, ...counts } = queue.batchCounts(batch);
  const { pages, ms } = queue.batchFigures(batch);
  const made = queue.batchWarnings(batch, MAX_WARNINGS);
  const failed = counts.failed + rejected;
  return {
    batch,
    total: done + failed + cancelled + unchanged + counts.queued + counts.claimed,
    done,
    failed,
    cancelled,
    unchanged,
    seconds: round(seconds, 3),
    // Of this call alone: what an interrupted one had done before took no time of it.
    pdfsPerSecond: round((done - doneBefore) / seconds, 2),
    pages,
    ...percentilesOf(ms.total),
    stages: Object.fromEntries(JOB_STAGES.map((stage) => [stage, percentilesOf(ms[stage])])) as RenderReport["stages"],
    peakRssMb,
    outDir,
    manifest: results.manifest,
    failuresFile: results.failuresFile,
    zip,
    combined,
    failures: queue.batchFailures(batch).map(toFailure),
    warnings: [...slips, ...made.warnings].slice(0, MAX_WARNINGS).map(toFailure),
    warningCount: slips.length + made.total,
    outdated,
  };
}

function percentilesOf(ms: readonly number[]): Percentiles {
  return { p50Ms: percentile(ms, 0.5), p95Ms: percentile(ms, 0.95) };
}

async function printSummary(report: RenderReport): Promise<void> {
  const { total, done, failed, cancelled, unchanged, seconds, pages, failures, outDir } = report;
  const parts = [`${count(done)} of ${count(total)} done (${count(pages)} pages)`];
  if (unchanged > 0) parts.push(`${count(unchanged)} unchanged`);
  if (failed > 0) parts.push(`${count(failed)} failed`);
  if (cancelled > 0) parts.push(`${count(cancelled)} cancelled`);
  await print(`${parts.join(", ")} in ${seconds.toFixed(1)} s, ${report.pdfsPerSecond.toFixed(1)} PDFs/s → ${outDir}`);
  await printProblems(failures, failures.length, "; --json lists all of them");
  const waiting = total - done - failed - cancelled - unchanged;
  if (waiting > 0) await print(`${count(waiting)} still waiting: the same command goes on with them.`);
}

function isAllDone({ total, done, unchanged }: RenderReport): boolean {
  return total === done + unchanged;
}

/** A file of what failed that was mended stays, as its words are somebody's own. */
function isFailuresFile(input: string, outDir: string): boolean {
  return dirname(input) === outDir && /^failures(-\d+)?\.(csv|jsonl)$/.test(basename(input)) && existsSync(input);
}

function exitCode({ interrupted }: CommandContext, counts: BatchCounts): number {
  if (interrupted.aborted) return EXIT.interrupted;
  const { failed, cancelled, rejected, ...good } = counts;
  const isNothingQueued =
    rejected > 0 && failed + cancelled + good.queued + good.claimed + good.done + good.unchanged === 0;
  if (isNothingQueued) return EXIT.badCall;
  return failed + cancelled + rejected > 0 ? EXIT.someFailed : EXIT.allDone;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
