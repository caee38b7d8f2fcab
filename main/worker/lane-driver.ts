import type { LanePool } from "../render";
import type { LaneChoice, LaneControl } from "./lane-control";
import type { Machine } from "./machine";

/** Long enough for processors' times to be told apart, short enough for a batch of a few seconds. */
const SAMPLE_MS = 250;
/** Lanes are looked after for so long after the last document; then nothing runs that could wake the processor. */
const LINGER_SECONDS = 65;

export interface LaneDriverOptions {
  control: LaneControl;
  lanes: Pick<LanePool, "resize" | "size" | "busy">;
  machine: Machine;
  /** Documents that wait for a lane now. */
  waiting: () => number;
  /** Resident memory of all the app's processes, in MB. */
  residentMb: () => number;
  /** Told each time the wanted number of lanes or its reason has changed. */
  onChoice?: (choice: LaneChoice) => void;
  /** Milliseconds from sample to sample. */
  sampleMs?: number;
}

/** Watches the lanes while they work, asks the control how many there should be, and sees to it. */
export class LaneDriver {
  readonly #options: LaneDriverOptions;
  #control: LaneControl;
  #timer: NodeJS.Timeout | undefined;
  #sampledAt = 0;
  #idleSeconds = 0;
  #completed = 0;
  /** Documents seen waiting, summed over `looks`. */
  #waiting = 0;
  #looks = 0;

  constructor(options: LaneDriverOptions) {
    this.#options = options;
    this.#control = options.control;
  }

  get choice(): LaneChoice {
    return this.#control.choice;
  }

  /** Does as another control says from now on. */
  use(control: LaneControl): void {
    this.#control = control;
    this.#options.lanes.resize(control.choice.lanes);
    this.#options.onChoice?.(control.choice);
  }

  /** Runs the rendering of one document and counts it. */
  async watch<T>(render: () => Promise<T>): Promise<T> {
    this.#begin();
    try {
      const printed = await render();
      this.#completed += 1;
      return printed;
    } finally {
      this.#look();
    }
  }

  /** Watches no more. The lanes stay as they are. */
  stop(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#options.machine.stop();
  }

  #begin(): void {
    this.#idleSeconds = 0;
    if (this.#timer) return;
    this.#sampledAt = performance.now();
    this.#completed = 0;
    this.#waiting = 0;
    this.#looks = 0;
    this.#options.machine.start();
    this.#timer = setInterval(() => this.#sample(), this.#options.sampleMs ?? SAMPLE_MS);
    this.#timer.unref();
  }

  /** Whether documents wait is seen best at the moment a lane becomes free. */
  #look(): void {
    this.#waiting += this.#options.waiting();
    this.#looks += 1;
  }

  #sample(): void {
    const { lanes, machine, residentMb, onChoice } = this.#options;
    const control = this.#control;
    const now = performance.now();
    const seconds = (now - this.#sampledAt) / 1000;
    this.#sampledAt = now;
    this.#look();
    const before = control.choice;
    const choice = control.next({
      seconds,
      completed: this.#completed,
      waiting: this.#waiting / this.#looks,
      busy: lanes.busy,
      lanes: lanes.size,
      cpuIdleShare: machine.cpuIdleShare(),
      residentMb: residentMb(),
      loopLagMs: machine.loopLagMs(),
    });
    this.#completed = 0;
    this.#waiting = 0;
    this.#looks = 0;
    if (choice.lanes !== before.lanes) lanes.resize(choice.lanes);
    if (choice.lanes !== before.lanes || choice.reason !== before.reason) onChoice?.(choice);
    this.#idleSeconds = lanes.busy > 0 ? 0 : this.#idleSeconds + seconds;
    if (this.#idleSeconds > LINGER_SECONDS) this.stop();
  }
}
