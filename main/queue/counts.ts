/** How many attempts of one minute ended in one way. */
export interface CountedOutcome {
  /** Since 1970. */
  minute: number;
  /** `done`, `failed` or `retried`. */
  outcome: string;
  /** An error code; empty for `done`. */
  code: string;
  jobs: number;
}

/** How many durations of one minute fell into one bucket, see histogram.ts. */
export interface CountedStage {
  minute: number;
  /** One of TIMED_STAGES. */
  stage: string;
  bucket: number;
  jobs: number;
}

/** What was counted by minute. Several rows may be of the same: they are to be added. */
export interface MinuteCounts {
  /** The one that runs. */
  minute: number;
  outcomes: CountedOutcome[];
  stages: CountedStage[];
}
