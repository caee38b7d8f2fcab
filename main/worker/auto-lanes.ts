import type { LaneReason } from "../../shared/concurrency";
import { Evidence } from "./evidence";
import { Holdoff } from "./holdoff";
import type { LaneChoice, LaneControl, LaneSample } from "./lane-control";
import { MemoryLimit } from "./memory-limit";
import { DOCUMENTS_PER_LANE, judge, type Trial } from "./trial";

export interface AutoLanesOptions {
  /** Most lanes ever. */
  most: number;
  /** Processors of the machine. */
  cores: number;
  /** Resident memory of all the app's processes together that may be used. */
  budgetMb: number;
}

/**
 * Beyond one lane more than processors, more are tried only while at least this share of the processors is unused; what
 * the first moments of a batch say about it is believed only when it is a lot …
 */
const IDLE_SHARE = 0.12;
const IDLE_SHARE_AT_ONCE = 0.25;
/** … and fewer only while at most this share is, with more lanes than processors. */
const FULL_SHARE = 0.04;
/** Documents that must wait for a lane, in the mean, before more lanes are tried. */
const WAITING = 0.3;
/** How much of the processors may be planned for. */
const AIM_SHARE = 0.95;

/** The least evidence for trying another number, in seconds. */
const LOOK_SECONDS = 0.5;
const LOOK_STEADY_SECONDS = 2;

/** Lateness of the event loop from which on lanes are not added, or let go. */
const LAG_HOLD_MS = 50;
const LAG_SHRINK_MS = 100;
/** One late turn of the loop is a collection or a disk; this many samples in a row are too much work. */
const LAGGY_SAMPLES = 2;

/** A window that is not there after so long does not come. */
const WINDOW_WAIT_SECONDS = 25;
/** Without work for so long, lanes beyond those of the start are let go. */
const IDLE_SECONDS = 60;
/** How far rate (factor) and idle share (difference) must move to be another kind of work, and how soon that counts. */
const CHANGE = { factor: 2, idle: 0.25, seconds: 10 } as const;

/**
 * Finds the number of lanes that prints most documents per second. Throughput alone is too unsteady to climb by: many
 * lanes are tried only while processors are idle and documents wait, fewer only while processors are full, and a trial
 * that gained nothing is taken back and not repeated for a while.
 */
export class AutoLanes implements LaneControl {
  readonly #start: number;
  readonly #most: number;
  readonly #cores: number;
  readonly #memory: MemoryLimit;
  readonly #evidence = new Evidence();
  readonly #moreHeld = new Holdoff();
  readonly #fewerHeld = new Holdoff();
  readonly #lagHeld = new Holdoff();
  #choice: LaneChoice;
  #trial: Trial | undefined;
  /** What the work looked like when the last trial was decided. */
  #decided: { at: number; rate: number; cpuIdleShare: number } | undefined;
  #now = 0;
  /** Since when the lanes that are there are not those that are wanted; undefined while they are. */
  #movingSince: number | undefined;
  #laggySamples = 0;
  #idleSince: number | undefined;

  constructor({ most, cores, budgetMb }: AutoLanesOptions) {
    // One more than processors: it is busy while another waits, and where other programs want the processors, too, it
    // gets documents a larger share.
    this.#start = Math.min(most, cores + 1);
    this.#most = most;
    this.#cores = cores;
    this.#memory = new MemoryLimit(budgetMb, most);
    this.#choice = { lanes: this.#start, reason: "start" };
  }

  get choice(): LaneChoice {
    return this.#choice;
  }

  next(sample: LaneSample): LaneChoice {
    this.#now += sample.seconds;
    const allowed = this.#memory.next(sample);
    if (allowed < this.#choice.lanes) this.#go(allowed, "memory");
    else if (this.#isLaggy(sample)) this.#shrinkForLag();
    else if (this.#hasSettled(sample) && !this.#isIdle(sample)) this.#learn(sample, allowed);
    return this.#choice;
  }

  #isLaggy({ loopLagMs }: LaneSample): boolean {
    this.#laggySamples = loopLagMs > LAG_SHRINK_MS ? this.#laggySamples + 1 : 0;
    return this.#laggySamples >= LAGGY_SAMPLES;
  }

  #shrinkForLag(): void {
    this.#laggySamples = 0;
    this.#lagHeld.start(this.#now);
    if (this.#choice.lanes > 1) this.#go(this.#choice.lanes - 1, "lag");
  }

  /** False while windows open or close, and for the one sample in which the last of them did. */
  #hasSettled({ lanes }: LaneSample): boolean {
    if (this.#movingSince === undefined) return true;
    if (lanes === this.#choice.lanes) {
      this.#movingSince = undefined;
      this.#evidence.clear();
    } else if (lanes < this.#choice.lanes && this.#now - this.#movingSince > WINDOW_WAIT_SECONDS) {
      this.#moreHeld.start(this.#now);
      this.#go(Math.max(1, lanes), "no-window");
    }
    return false;
  }

  #isIdle({ busy, completed, waiting }: LaneSample): boolean {
    if (busy > 0 || completed > 0 || waiting > 0) {
      this.#idleSince = undefined;
      return false;
    }
    this.#idleSince ??= this.#now;
    if (this.#now - this.#idleSince >= IDLE_SECONDS && this.#choice.lanes > this.#start) this.#go(this.#start, "start");
    return true;
  }

  #learn(sample: LaneSample, allowed: number): void {
    // Lanes that stood empty at the end of a batch say nothing against their number.
    const isStarved = sample.waiting < WAITING / 2 && sample.busy < sample.lanes;
    const trial = this.#trial;
    if (trial && isStarved && sample.completed / sample.seconds < trial.rate) return;
    this.#evidence.add(sample, 2 * DOCUMENTS_PER_LANE * this.#choice.lanes);
    if (trial && !this.#decide(trial)) return;
    this.#noticeChange();
    if (!this.#tryMore(sample, allowed)) this.#tryFewer();
  }

  /** Decides a trial. False while there is too little to go by. */
  #decide(trial: Trial): boolean {
    const verdict = judge(trial, this.#choice.lanes, this.#evidence);
    if (verdict === "keep") this.#keep(trial.from);
    if (verdict === "take-back") this.#takeBack(trial.from);
    if (verdict === "other-work") this.#forget();
    return verdict !== "wait";
  }

  #keep(from: number): void {
    const { lanes } = this.#choice;
    this.#trial = undefined;
    this.#choice = { lanes, reason: lanes > from ? "faster" : "cpu-full" };
    (lanes > from ? this.#fewerHeld : this.#moreHeld).extend(this.#now);
    this.#markDecided();
  }

  #takeBack(from: number): void {
    const isMore = this.#choice.lanes > from;
    (isMore ? this.#moreHeld : this.#fewerHeld).start(this.#now);
    this.#go(from, isMore ? "no-gain" : "faster");
    this.#decided = undefined;
  }

  get #hasDocuments(): boolean {
    return this.#evidence.documents >= DOCUMENTS_PER_LANE * this.#choice.lanes;
  }

  /** Another kind of work makes what was learnt about the last one void. */
  #noticeChange(): void {
    if (this.#evidence.seconds < LOOK_STEADY_SECONDS || !this.#hasDocuments) return;
    if (!this.#decided) this.#markDecided();
    const { rate, cpuIdleShare } = this.#evidence;
    const before = this.#decided;
    if (!before || this.#now - before.at < CHANGE.seconds) return;
    const isOther =
      rate > before.rate * CHANGE.factor ||
      rate < before.rate / CHANGE.factor ||
      Math.abs(cpuIdleShare - before.cpuIdleShare) > CHANGE.idle;
    if (isOther) this.#forget();
  }

  #forget(): void {
    this.#trial = undefined;
    this.#choice = { lanes: this.#choice.lanes, reason: "changed" };
    this.#moreHeld.clear();
    this.#fewerHeld.clear();
    this.#decided = undefined;
    this.#evidence.clear();
  }

  #markDecided(): void {
    const { rate, cpuIdleShare } = this.#evidence;
    this.#decided = { at: this.#now, rate, cpuIdleShare };
  }

  #tryMore({ loopLagMs, residentMb }: LaneSample, allowed: number): boolean {
    const { lanes } = this.#choice;
    const { seconds, cpuIdleShare, waiting } = this.#evidence;
    if (seconds < LOOK_SECONDS || !this.#hasDocuments) return false;
    if (cpuIdleShare < this.#idleEnough || waiting < WAITING || loopLagMs > LAG_HOLD_MS) return false;
    if (this.#moreHeld.isOn(this.#now) || this.#lagHeld.isOn(this.#now)) return false;
    // As many as would use the processors up. Other programs use them, too: where a lot is unused it is half as many more
    // at least. At most it is twice as many.
    const fitting = Math.floor((lanes * AIM_SHARE) / (1 - cpuIdleShare));
    const least = cpuIdleShare >= IDLE_SHARE_AT_ONCE ? Math.ceil(1.5 * lanes) : lanes + 1;
    const useful = Math.min(2 * lanes, Math.max(least, fitting));
    const wanted = Math.min(useful, this.#most, allowed, lanes + this.#memory.room(residentMb, lanes));
    if (wanted <= lanes) return false;
    this.#try(wanted);
    return true;
  }

  /** Share of the processors that must be unused before more lanes are tried. */
  get #idleEnough(): number {
    if (this.#choice.lanes <= this.#cores) return 0;
    return this.#evidence.seconds < LOOK_STEADY_SECONDS ? IDLE_SHARE_AT_ONCE : IDLE_SHARE;
  }

  #tryFewer(): void {
    const { lanes } = this.#choice;
    const { seconds, cpuIdleShare } = this.#evidence;
    const fewest = this.#cores + 1;
    if (lanes <= fewest || seconds < LOOK_STEADY_SECONDS || !this.#hasDocuments) return;
    if (cpuIdleShare > FULL_SHARE || this.#fewerHeld.isOn(this.#now)) return;
    this.#try(Math.max(fewest, Math.floor((lanes + fewest) / 2)));
  }

  #try(lanes: number): void {
    const trial = { from: this.#choice.lanes, rate: this.#evidence.rate };
    this.#go(lanes, "trying");
    this.#trial = trial;
  }

  #go(lanes: number, reason: LaneReason): void {
    this.#trial = undefined;
    this.#choice = { lanes, reason };
    this.#movingSince = this.#now;
    this.#evidence.clear();
  }
}
