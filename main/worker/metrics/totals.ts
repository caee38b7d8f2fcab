import type { CountedOutcome, CountedStage, MinuteCounts } from "../../queue";

/** Counts of a minute may still be written when the next one runs, and clocks are set by seconds. */
const LATE_MINUTES = 2;

/** How often something was counted since the beginning. */
export type Total<T> = Omit<T, "minute">;

/**
 * Counts that only grow, as Prometheus wants them, made of the queue's own counts by minute: so they are those of `status`
 * and the window, and of all processes that work on the queue. They begin at 0 with this object. Where nobody asks for
 * an hour, what was forgotten meanwhile is missing.
 */
export class Totals {
  readonly #read: (sinceMinute?: number) => MinuteCounts;
  readonly #totals = new Map<string, number>();
  /** What was counted in the last minutes, as it was seen last, by key. */
  #seen: Map<string, number>;
  #minute: number;

  /** @param read counts of this minute and all later ones, or of all that are kept */
  constructor(read: (sinceMinute?: number) => MinuteCounts) {
    this.#read = read;
    const counts = read();
    this.#minute = counts.minute;
    this.#seen = keyed(counts);
  }

  /** Takes in what was counted since the last call. */
  update(): void {
    const counts = this.#read(this.#minute - LATE_MINUTES);
    const seen = keyed(counts);
    for (const [key, jobs] of seen) {
      const before = this.#seen.get(key) ?? 0;
      const lasting = key.slice(key.indexOf("\0") + 1);
      this.#totals.set(lasting, (this.#totals.get(lasting) ?? 0) + Math.max(0, jobs - before));
    }
    if (counts.minute < this.#minute - LATE_MINUTES) {
      // The clock was set back: minutes that were counted long ago come again.
      this.#minute = counts.minute;
      this.#seen = keyed(this.#read());
    } else {
      this.#minute = Math.max(this.#minute, counts.minute);
      this.#seen = seen;
    }
  }

  get outcomes(): Total<CountedOutcome>[] {
    return this.#of("outcome").map(([outcome, code, jobs]) => ({ outcome, code, jobs }));
  }

  get stages(): Total<CountedStage>[] {
    return this.#of("stage").map(([stage, bucket, jobs]) => ({ stage, bucket: Number(bucket), jobs }));
  }

  #of(kind: string): [string, string, number][] {
    return [...this.#totals].flatMap(([key, jobs]): [string, string, number][] => {
      const [of, name = "", detail = ""] = key.split("\0");
      return of === kind ? [[name, detail, jobs]] : [];
    });
  }
}

/** By minute, kind, name and detail. */
function keyed({ outcomes, stages }: MinuteCounts): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string, jobs: number) => counts.set(key, (counts.get(key) ?? 0) + jobs);
  for (const { minute, outcome, code, jobs } of outcomes) add(`${minute}\0outcome\0${outcome}\0${code}`, jobs);
  for (const { minute, stage, bucket, jobs } of stages) add(`${minute}\0stage\0${stage}\0${bucket}`, jobs);
  return counts;
}
