import { Holdoff } from "./holdoff";
import type { LaneSample } from "./lane-control";

/** Resident memory of the app without lanes, and the least a lane takes, in MB; seen with small documents. */
const BASE_MB = 250;
const LEAST_LANE_MB = 80;
/** A lane is added only where this share of the budget is enough for it: the next large document needs room, too. */
const USABLE_SHARE = 0.9;
/** How long after lanes were let go memory is believed again: processes take a moment to end. */
const SETTLE_SECONDS = 2;

/** How many lanes fit into a memory budget. */
export class MemoryLimit {
  readonly #budgetMb: number;
  readonly #most: number;
  readonly #holdoff = new Holdoff();
  #limit: number;
  #now = 0;
  #settledAt = 0;

  /**
   * @param budgetMb resident memory of all the app's processes together
   * @param most lanes where memory is plenty
   */
  constructor(budgetMb: number, most: number) {
    this.#budgetMb = budgetMb;
    this.#most = most;
    this.#limit = most;
  }

  /**
   * Most lanes from now on, at least 1. Over the budget it falls by as many lanes as are over it; under it it rises by
   * one at a time, after a while that doubles each time memory was short again.
   */
  next({ seconds, residentMb, lanes }: LaneSample): number {
    this.#now += seconds;
    if (this.#now < this.#settledAt) return this.#limit;
    if (residentMb > this.#budgetMb) {
      const over = Math.ceil((residentMb - this.#budgetMb) / laneMb(residentMb, lanes));
      const limit = Math.max(1, Math.min(this.#limit, lanes) - over);
      if (limit < this.#limit) {
        this.#limit = limit;
        this.#settledAt = this.#now + SETTLE_SECONDS;
        this.#holdoff.start(this.#now);
      }
    } else if (this.#limit < this.#most && !this.#holdoff.isOn(this.#now) && this.room(residentMb, lanes) > 0) {
      this.#limit = Math.min(this.#most, Math.max(this.#limit, lanes) + 1);
      this.#holdoff.extend(this.#now);
    }
    return this.#limit;
  }

  /** How many lanes more fit beside those that are there. */
  room(residentMb: number, lanes: number): number {
    return Math.floor(Math.max(0, this.#budgetMb * USABLE_SHARE - residentMb) / laneMb(residentMb, lanes));
  }
}

/** What one lane takes at present, as far as that can be told from the sum. */
function laneMb(residentMb: number, lanes: number): number {
  return Math.max(LEAST_LANE_MB, (residentMb - BASE_MB) / Math.max(1, lanes));
}
