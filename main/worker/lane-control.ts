import type { LaneReason } from "../../shared/concurrency";

/** What was seen in one short span of work. */
export interface LaneSample {
  /** Its length. */
  seconds: number;
  /** Documents printed in it. */
  completed: number;
  /** Mean number of composed documents that waited for a lane. */
  waiting: number;
  /** Lanes that were rendering at its end. */
  busy: number;
  /** Lanes that were there at its end: fewer than wanted while windows open, more while busy ones are to go. */
  lanes: number;
  /** Share of all processors' time that nobody used, 0 to 1. */
  cpuIdleShare: number;
  /** Resident memory of all the app's processes at its end, in MB. */
  residentMb: number;
  /** 95th percentile of how late the main process's event loop was, in milliseconds. */
  loopLagMs: number;
}

export interface LaneChoice {
  lanes: number;
  reason: LaneReason;
}

/** Decides how many lanes there should be. Knows neither clock nor windows: time is what the samples say. */
export interface LaneControl {
  readonly choice: LaneChoice;
  /** Takes a sample in and gives the choice from then on. */
  next(sample: LaneSample): LaneChoice;
}

/** A number that stays, as long as memory allows. */
export class SteadyLanes implements LaneControl {
  readonly #lanes: number;
  readonly #limit: { next(sample: LaneSample): number };
  #choice: LaneChoice;

  /** @param limit says how many lanes memory allows */
  constructor(lanes: number, limit: { next(sample: LaneSample): number }) {
    this.#lanes = lanes;
    this.#limit = limit;
    this.#choice = { lanes, reason: "fixed" };
  }

  get choice(): LaneChoice {
    return this.#choice;
  }

  next(sample: LaneSample): LaneChoice {
    const allowed = this.#limit.next(sample);
    this.#choice =
      allowed < this.#lanes ? { lanes: allowed, reason: "memory" } : { lanes: this.#lanes, reason: "fixed" };
    return this.#choice;
  }
}
