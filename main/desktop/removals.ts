import type { Removal } from "../../shared/jobs-by-hand";
import type { ByHand, RemovedJobs } from "../queue";
import { numberedOutput } from "../worker";
import { inSlices } from "./slices";

/** The window offers to undo a removal for seconds only; this is how long it is kept at most. */
const KEPT_MS = 60_000;
/** So many jobs are kept at most, of all removals but the newest. */
const KEPT_JOBS = 20_000;
/** So many of the newest are kept whatever their size: a large one is not lost by a single job that is removed after it. */
const ALWAYS_KEPT = 2;

/** What was taken out of the list, to be put back for a while. */
export class Removals {
  readonly #byHand: Pick<ByHand, "remove" | "restore">;
  readonly #undoing = new Set<Promise<number>>();
  readonly #kept = new Map<number, { rows: RemovedJobs["rows"]; timer: NodeJS.Timeout }>();
  #last = 0;

  constructor(byHand: Pick<ByHand, "remove" | "restore">) {
    this.#byHand = byHand;
  }

  /** @throws PdfPromptError where none could be removed; where some were before, their number is told instead */
  async remove(ids: readonly number[]): Promise<Removal> {
    const rows: RemovedJobs["rows"][number][] = [];
    try {
      await inSlices(ids, (slice) => rows.push(...this.#byHand.remove(slice).rows));
    } catch (error) {
      if (rows.length === 0) throw error;
    }
    this.#last += 1;
    if (rows.length > 0) {
      this.#keep(this.#last, rows);
      this.#dropOldest();
    }
    return { removed: rows.length, removal: this.#last };
  }

  #keep(removal: number, rows: RemovedJobs["rows"]): void {
    const timer = setTimeout(() => this.#kept.delete(removal), KEPT_MS);
    timer.unref();
    this.#kept.set(removal, { rows, timer });
  }

  #dropOldest(): void {
    let jobs = [...this.#kept.values()].reduce((sum, { rows }) => sum + rows.length, 0);
    for (const [removal, { rows }] of [...this.#kept].slice(0, -ALWAYS_KEPT)) {
      if (jobs <= KEPT_JOBS) return;
      this.#drop(removal);
      jobs -= rows.length;
    }
  }

  #drop(removal: number): void {
    clearTimeout(this.#kept.get(removal)?.timer);
    this.#kept.delete(removal);
  }

  /** @returns how many jobs were put back; none where it was done before, or is too long ago */
  async undo(removal: number): Promise<number> {
    const undoing = this.#undo(removal);
    this.#undoing.add(undoing);
    try {
      return await undoing;
    } finally {
      this.#undoing.delete(undoing);
    }
  }

  /** Waits for what is being put back: what is not yet is nowhere else. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#undoing);
  }

  async #undo(removal: number): Promise<number> {
    const rows = this.#kept.get(removal)?.rows ?? [];
    // Not twice at the same time.
    this.#drop(removal);
    let tried = 0;
    let restored = 0;
    try {
      await inSlices(rows, (slice) => {
        restored += this.#byHand.restore({ count: slice.length, rows: slice }, numberedOutput);
        tried += slice.length;
      });
    } catch (error) {
      // Where it could not be written, the rest can be tried again.
      this.#keep(removal, rows.slice(tried));
      throw error;
    }
    return restored;
  }
}
