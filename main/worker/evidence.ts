import type { LaneSample } from "./lane-control";

/** The last few seconds of work with one number of lanes: single samples differ too much to decide on. */
export class Evidence {
  readonly #windowSeconds: number;
  #samples: LaneSample[] = [];

  /** @param windowSeconds older samples are forgotten, as long as newer ones cover so much time */
  constructor(windowSeconds: number) {
    this.#windowSeconds = windowSeconds;
  }

  add(sample: LaneSample): void {
    this.#samples.push(sample);
    while (this.seconds - (this.#samples[0]?.seconds ?? 0) >= this.#windowSeconds) this.#samples.shift();
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
