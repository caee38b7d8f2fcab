import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AddToStartFigures, measureAddToStart } from "./add-to-start";
import { type ClaimFigures, measureClaims } from "./claim";
import { type EnqueueFigures, measureEnqueue } from "./enqueue";
import { type FsyncFigures, measureFsyncs } from "./fsyncs";
import { measureNoOp, type NoOpFigures } from "./no-op";
import { measureRecovery, type RecoveryFigures } from "./recovery";
import { Scratch } from "./scratch";

/** strace stops every thread at every system call: a few jobs tell the count. */
const TRACED_JOBS = 640;

export interface QueueFigures {
  rows: number;
  jobs: number;
  enqueue: EnqueueFigures;
  noOp: NoOpFigures;
  claim: ClaimFigures;
  addToStart: AddToStartFigures;
  recovery: RecoveryFigures;
  /** null: not measured, see {@link measureFsyncs}. */
  fsyncsPerJob: FsyncFigures | null;
}

export interface QueueBenchOptions {
  /** Rows of the bulk enqueue and of the queue that a killed process leaves; claims go up to ten times as many. */
  rows: number;
  /** Jobs that do nothing, a figure. */
  jobs: number;
  mainFolder: string;
  /** Arguments with which this program calls {@link holdUntilKilled} for a file. */
  holdArguments: (file: string) => readonly string[];
  /** Told what is measured next. */
  onStep: (line: string) => void;
}

/** Measures the queue alone, without lanes, on the disk of the folder for temporary files. */
export async function benchQueue({
  rows,
  jobs,
  mainFolder,
  holdArguments,
  onStep,
}: QueueBenchOptions): Promise<QueueFigures> {
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  const scratch = new Scratch(folder);
  try {
    onStep(`adding ${rows} jobs, three ways`);
    const enqueue = await measureEnqueue(scratch, rows);
    onStep(`${jobs} jobs that do nothing, eight ways`);
    const noOp = await measureNoOp(scratch, jobs);
    const claim = await measureClaims(scratch, { rows, jobs }, (queued) => onStep(`claims: queuing ${queued} jobs`));
    onStep("from adding a job to its start");
    const addToStart = await measureAddToStart(scratch);
    onStep(`taking over ${rows} jobs from a process that is killed`);
    const recovery = await measureRecovery(scratch, rows, holdArguments);
    onStep("counting fsyncs");
    const fsyncsPerJob = await measureFsyncs(scratch, Math.min(jobs, TRACED_JOBS), mainFolder);
    return { rows, jobs, enqueue, noOp, claim, addToStart, recovery, fsyncsPerJob };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
