/** What a scenario is told. It crosses to the process as JSON in its first argument. */
export interface ScenarioOptions {
  queueFile: string;
  outDir: string;
  /** How many jobs the batch has. */
  jobs: number;
  onConflict: "unique" | "replace";
  concurrency: number;
  /** Mean time in a lane. */
  renderMs: number;
  /** The process takes on no more jobs than this. */
  maxJobs?: number | undefined;
  /** The process is ready, and begins only when this file is there: several begin together. */
  startFile?: string | undefined;
  /** Stays alive when its work is done. */
  isLingering?: boolean | undefined;
  /** Gets a line whenever a job enters or leaves a lane. */
  intervalsFile?: string | undefined;
  /** How far the process's clock is ahead. */
  aheadMs?: number | undefined;
  /** Whether the output folder's file system knows hard links. */
  hasLinks?: boolean | undefined;
  /** The point at which the process ends itself; without it, all points it passes are reported. */
  crash?: { point: string; isPowerCut: boolean } | undefined;
}

export type ScenarioEvent =
  | { event: "opening" }
  | { event: "first-claim"; ms: number }
  | { event: "drained"; claimed: number; done: number; failed: number; refused: number }
  | { event: "points"; points: string[] };

/** The options of this scenario's process. */
export function readOptions(): ScenarioOptions {
  return JSON.parse(process.argv[2] ?? "") as ScenarioOptions;
}

/** Tells the test something, as one line. Written before this returns, whatever happens to the process then. */
export function report(event: ScenarioEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
