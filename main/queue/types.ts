import type { ErrorCode, Problem } from "../../shared/errors";
import type { LaneHealth } from "../../shared/health";
import type { JobStage, JobView, PauseState } from "../../shared/job";
import type { FoundPrompt, RawInput, StageTimes } from "../../shared/stages";

export type { BatchCounts, BatchView } from "../../shared/batches";

export interface Batch {
  id: string;
  /** True when this call took up an unfinished batch of an earlier one. */
  isResumed: boolean;
  /** When the first of those calls was made, in milliseconds since 1970. */
  createdAtMs: number;
}

export interface NewJob {
  /** Tells the prompt from all others of its batch. Keys that rise with the input are queued fastest. */
  promptKey: string;
  contentKey: string;
  priority: number;
  /** Whose turns it takes, so that owners alternate whatever batches their jobs are in. Default: those of its batch. */
  owner?: string | undefined;
  found: FoundPrompt;
  /** Name below the batch's output folder, with `/`. */
  output: string;
  /** The whole path as file systems compare it, see `outputKey` in publish. */
  outputKey: string;
  /** Place in the input of the batch, from 1. */
  position?: number | undefined;
  /** Not before this time, in milliseconds since 1970. */
  runAtMs?: number | undefined;
}

/** A job in the hands of a worker. `attempt` is the token that every later write must show. */
export interface ClaimedJob {
  id: number;
  attempt: number;
  failures: number;
  /** How often a renderer ended with it. */
  rendererEnds: number;
  batchId: string;
  outDir: string;
  settings: string;
  found: FoundPrompt;
  output: string;
  /** Its process died before: nothing else may run beside it. */
  isSuspect: boolean;
}

export interface DoneResult {
  output: string;
  /** Of the name that was taken, where that is not the wanted one; see {@link NewJob}. */
  outputKey?: string | undefined;
  pages: number;
  bytes: number;
  sha256: string;
  /** Files the document was made of besides the prompt: path → state. */
  dependencies: Record<string, string>;
  warnings: Problem[];
  times: StageTimes;
}

/** How an attempt ended. */
export type Outcome =
  | { kind: "complete"; result: DoneResult }
  | { kind: "fail"; problem: Problem }
  /** `endedRenderer`: the renderer process ended with it. */
  | { kind: "retry"; problem: Problem; delayMs: number; endedRenderer?: boolean }
  /** `noRoom`: the output's disk is full. The queue pauses in the same transaction. */
  | { kind: "release"; noRoom?: NoRoom | undefined }
  | { kind: "abort"; problem: Problem };

/** A folder whose disk has no room, and how many bytes were to be written there. */
export type NoRoom = Omit<Extract<PauseState, { kind: "disk-full" }>, "kind">;

export interface Finish {
  job: Pick<ClaimedJob, "id" | "attempt">;
  outcome: Outcome;
  /** Milliseconds from claim to now, on a monotonic clock. */
  elapsedMs: number;
}

export interface Tick {
  workerId: string;
  finished: readonly Finish[];
  /** How many jobs may be claimed now. */
  slots: number;
  /** How many jobs the worker will still hold after `finished`. A suspect is only claimed by a worker that holds none. */
  held: number;
  /** Only jobs of this batch. */
  batchId?: string | undefined;
  /** Resident memory of the worker's processes together, in MB, for the statistics. */
  rssMb?: number | undefined;
  /** How the worker's lanes are, for other processes to show. */
  health?: LaneHealth | undefined;
}

export interface TickResult {
  claimed: ClaimedJob[];
  /** Finishes whose job had been given to somebody else meanwhile: their results must be thrown away. */
  refused: Finish[];
  /** Why nothing is claimed, where the queue is paused. */
  pause: PauseState | undefined;
}

/** A batch that has not come to its end. */
export interface ActiveBatch {
  id: string;
  /** What people know it by. */
  label: string;
  /** Absolute. */
  outDir: string;
}

/** What a done job made. */
export interface MadeOutput {
  output: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** A job with its prompt. */
export interface PromptJob {
  id: number;
  found: FoundPrompt;
  /** Of the prompt among all of the input, from 1; 0 where it was not kept. */
  position: number;
}

/** A job that nobody is at work on. */
export interface IdleJob {
  id: number;
  /** Of its prompt. */
  source: string;
  outputKey: string;
  /** Where it is done. */
  made: (MadeOutput & { dependencies: Record<string, string> }) | undefined;
}

/** A done job with what is needed to tell whether its output still stands for the same prompt. */
export interface DoneOutput extends MadeOutput {
  dependencies: Record<string, string>;
  /** Null where it was not kept. */
  pages: number | null;
  /** As JSON; null where they were not kept. */
  warnings: string | null;
}

/** A prompt whose output stood already. */
export interface UnchangedPrompt {
  position: number;
  found: FoundPrompt;
  output: string;
  outputKey: string;
  /** What was made before; undefined where the file is somebody else's and was skipped. */
  done?: DoneOutput | undefined;
}

/** A batch that has ended and whose results are to be written. */
export interface DueBatch {
  id: string;
  /** Absolute. */
  outDir: string;
}

/** What became of one prompt. */
export interface PromptResult {
  source: string | null;
  line: number | null;
  row: number | null;
  state: "done" | "unchanged" | "failed" | "cancelled";
  /** Below the output folder; null without a PDF. */
  output: string | null;
  sha256: string | null;
  pages: number | null;
  bytes: number | null;
  /** Milliseconds by stage, and in all; null where nothing was rendered. */
  times: (Record<JobStage, number> & { total: number }) | null;
  warnings: Problem[];
  /** Why there is no PDF. */
  problem: Problem | null;
}

/** A prompt that failed, to be written down so that it can be mended and tried again. */
export interface FailedInput {
  problem: Problem;
  raw: RawInput | null;
  /** Of the prompt among all of the input, from 1; undefined where it was not kept. */
  position: number | undefined;
}

/** One try at a job, with all that is needed to find its files. */
export interface Attempt {
  id: number;
  batchId: string;
  attempt: number;
  /** Absolute. */
  outDir: string;
  /** The wanted name below it. */
  output: string;
}

/** What dead workers left behind. */
export interface Remains {
  workers: string[];
  held: Attempt[];
  justDone: Attempt[];
}

/** Which jobs something is done with by hand: those named, those of a batch, or all. */
export type Selection = { ids: readonly number[] } | { batchId: string } | "all";

/** Which failed jobs are put back: also those with one code, of one batch or of all. */
export type FailedSelection = Selection | { code: ErrorCode; batchId?: string | undefined };

/** What the last PDFs of one batch were like. */
export interface History {
  jobs: number;
  /** Mean size of a PDF. */
  bytes: number;
  perSecond: number;
}

/** A request that came with a key, and the batch it became. */
export interface KeptRequest {
  /** Of what was asked for. */
  digest: string;
  batchId: string;
}

/** A batch, as programs that ask are told. */
export interface BatchHead {
  id: string;
  /** Whether all its prompts are queued, so that no more come. */
  isSealed: boolean;
  createdAtMs: number;
}

/** What the done jobs of a batch are like. */
export interface BatchFigures {
  pages: number;
  /** Milliseconds from claim to done, of the first of them in the order of the input. */
  ms: readonly number[];
}

/** All that is told about one job. */
export interface JobDetails extends JobView {
  /** Absolute. */
  outDir: string;
  userId: string | null;
  /** When the last attempt began, in milliseconds since 1970. */
  claimedAtMs: number | null;
  sha256: string | null;
  warnings: Problem[];
}
