import type { LaneSample } from "./lane-control";

/** What is looked back at: so many seconds, and longer where documents are slow … */
const WINDOW_SECONDS = 4;
/** … but not without end. */
const LONGEST_SECONDS = 300;

/** The last few seconds of work with one number of lanes: single samples differ too much to decide on. */
export class Evidence {
  #samples: LaneSample[] = [];

  /** @param enoughDocuments older samples are forgotten as soon as newer ones hold so many documents */
  add(sample: LaneSample, enoughDocuments: number): void {
    this.#samples.push(sample);
    for (const oldest of [...this.#samples]) {
      const seconds = this.seconds - oldest.seconds;
      const isEnough = seconds >= WINDOW_SECONDS && this.documents - oldest.completed >= enoughDocuments;
      if (!isEnough && seconds < LONGEST_SECONDS) break;
      this.#samples.shift();
    }
  }

  clear(): void {
    this.#samples = [];
  }

  get seconds(): number {
    return this.#sum(({ seconds }) => seconds);
  }

  get documents(): number {
    return this.#sum(({ completed }) => completed);
  }

  /** Documents per second; 0 without samples. */
  get rate(): number {
    return this.#samples.length === 0 ? 0 : this.documents / this.seconds;
  }

  get cpuIdleShare(): number {
    return this.#mean(({ cpuIdleShare }) => cpuIdleShare);
  }

  get waiting(): number {
    return this.#mean(({ waiting }) => waiting);
  }

  #sum(of: (sample: LaneSample) => number): number {
    return this.#samples.reduce((sum, sample) => sum + of(sample), 0);
  }

  /** By time: a long sample counts more. */
  #mean(of: (sample: LaneSample) => number): number {
    const seconds = this.seconds;
    return seconds === 0 ? 0 : this.#sum((sample) => of(sample) * sample.seconds) / seconds;
  }
}
