import type { JobState } from "../../shared/job";
import { Moves } from "./moves";
import type { Statements } from "./statements";

/** A row after a change of state. */
export interface Moved {
  batch: number;
  state: JobState;
}

/**
 * Jobs by batch and state, and by state alone, kept in the transactions that change states: a count costs the same at any size, and a trigger
 * would cost more than all the rest of a row.
 */
export class Tally {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  count(moves: Moves): void {
    const totals = new Map<JobState, number>();
    for (const { batch, state, jobs } of moves.changes()) {
      if (jobs > 0) this.#statements.addToTally.run(batch, state, jobs);
      else this.#statements.takeFromTally.run(-jobs, batch, state);
      totals.set(state, (totals.get(state) ?? 0) + jobs);
    }
    for (const [state, jobs] of totals) {
      if (jobs > 0) this.#statements.addToTotal.run(state, jobs);
      if (jobs < 0) this.#statements.takeFromTotal.run(-jobs, state);
    }
  }

  /** @returns `jobs` */
  countMove(batch: number, from: JobState | undefined, to: JobState | undefined, jobs: number): number {
    const moves = new Moves();
    moves.add(batch, from, to, jobs);
    this.count(moves);
    return jobs;
  }

  countFromClaimed(moved: readonly Moved[]): void {
    this.countMoved("claimed", moved);
  }

  /** Counts jobs that were in `from` and moved. @returns how many */
  countMoved(from: JobState, moved: readonly Moved[]): number {
    const moves = new Moves();
    for (const { batch, state } of moved) moves.add(batch, from, state);
    this.count(moves);
    return moved.length;
  }

  /**
   * Counts that every job in `from` goes to `to`, whichever batch it is of, and makes it so.
   * @param change moves the jobs, and returns how many there were
   */
  countAll(from: JobState, to: JobState, change: () => number): number {
    const moves = new Moves();
    for (const { batch, jobs } of this.#statements.tallyByBatch.all(from) as { batch: number; jobs: number }[]) {
      moves.add(batch, from, to, jobs);
    }
    this.count(moves);
    return change();
  }

  /**
   * Moves jobs one by one and counts those that moved.
   * @param change moves a job, and returns its row, or undefined where it was not in `from`
   */
  countEach(from: JobState, ids: readonly number[], change: (id: number) => unknown): number {
    const moves = new Moves();
    let changed = 0;
    for (const id of ids) {
      const moved = change(id) as Moved | undefined;
      if (!moved) continue;
      moves.add(moved.batch, from, moved.state);
      changed += 1;
    }
    this.count(moves);
    return changed;
  }
}
