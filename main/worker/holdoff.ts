const FIRST_SECONDS = 60;
const LONGEST_SECONDS = 960;

/**
 * How long something that did not work is not tried again: a minute at first, twice as long after every further failure,
 * at most sixteen minutes. Times are seconds on the clock of who asks.
 */
export class Holdoff {
  #until = Number.NEGATIVE_INFINITY;
  #next = FIRST_SECONDS;

  isOn(now: number): boolean {
    return now < this.#until;
  }

  /** It failed. */
  start(now: number): void {
    this.#until = now + this.#next;
    this.#next = Math.min(LONGEST_SECONDS, this.#next * 2);
  }

  /** Not again for a while, without blame. */
  extend(now: number): void {
    this.#until = Math.max(this.#until, now + FIRST_SECONDS);
  }

  /** What was learnt counts no more. */
  clear(): void {
    this.#until = Number.NEGATIVE_INFINITY;
    this.#next = FIRST_SECONDS;
  }
}
