import type { JobStage, JobState } from "../../shared/job";
import type { Prompt } from "../../shared/prompt";
import type { Connection } from "./database";
import { Moves } from "./moves";
import type { Row } from "./rows";
import type { Statements } from "./statements";
import type { Tally } from "./tally";

/** Jobs that were taken out, as they were: they can be put back while the process runs. */
export interface RemovedJobs {
  /** How many there are. */
  count: number;
  rows: readonly Row[];
}

/** What is known of a job besides its row in the list. */
export interface JobRecord {
  prompt: Prompt;
  /** As JSON. */
  warnings: string | null;
  times: Record<JobStage, number | null>;
  failures: number;
  interrupts: number;
  claimedAtMs: number | null;
  priority: number;
}

/** The name below `outDir` that a job takes where its own is taken, and its key; `number` counts up from 2. */
export type Numbered = (outDir: string, output: string, number: number) => { output: string; outputKey: string };

/** For how long a batch is kept from which jobs were removed: they may be put back. */
const HELD_MS = 5 * 60_000;

const NEXT = "state = 'queued' AND is_ready = 1 AND interrupts = 0";

/** Order and removal of single jobs, as people want it. Each call is one transaction. */
export class ByHand {
  readonly #db: Connection;
  readonly #statements: Statements;
  readonly #tally: Tally;
  readonly #write: <T>(change: () => T) => T;
  readonly #renewResults: () => void;
  readonly #now: () => number;
  /** When jobs were last removed from a batch, by its number. */
  readonly #removedAtMs = new Map<number, number>();
  readonly #own;

  constructor(
    db: Connection,
    parts: {
      statements: Statements;
      tally: Tally;
      write: <T>(change: () => T) => T;
      renewResults: () => void;
      now: () => number;
    },
  ) {
    this.#db = db;
    this.#statements = parts.statements;
    this.#tally = parts.tally;
    this.#write = parts.write;
    this.#renewResults = parts.renewResults;
    this.#now = parts.now;
    this.#own = prepare(db);
  }

  /**
   * Puts queued jobs before all others, or behind them, in the order they have among themselves. They take over the
   * priority of those, and are nobody's turns any more: new jobs of their owner do not queue up behind them.
   * @returns how many were moved
   */
  move(ids: readonly number[], to: "top" | "bottom"): number {
    return this.#write(() => {
      const edge = (to === "top" ? this.#own.first : this.#own.last).get() as Place | undefined;
      if (!edge) return 0;
      const place = { priority: edge.priority, turn: edge.turn + (to === "top" ? -1 : 1) };
      return ids.reduce((sum, id) => sum + this.#own.move.run({ ...place, id }).changes, 0);
    });
  }

  /**
   * Gives queued jobs a priority, lower being earlier. Among those that have it already, they take the next turn.
   * @returns how many have it now
   */
  setPriority(ids: readonly number[], priority: number): number {
    return this.#write(() => {
      const place = { priority, turn: Number(this.#own.nextTurn.get(priority)) };
      return ids.reduce((sum, id) => sum + this.#own.place.run({ ...place, id }).changes, 0);
    });
  }

  /**
   * Takes jobs out: those that wait, and those that have ended in a batch whose results are written. PDFs stay, and so
   * does what proves that they stand. What runs is left alone.
   */
  remove(ids: readonly number[]): RemovedJobs {
    return this.#write(() => {
      const moves = new Moves();
      const rows: Row[] = [];
      this.#statements.keepLastJobId.run();
      for (const id of ids) {
        this.#statements.keepProof.run(id);
        const row = this.#statements.removeByHand.get(id) as Row | undefined;
        if (!row) continue;
        rows.push(row);
        moves.add(Number(row.batch), row.state as JobState, undefined);
        this.#removedAtMs.set(Number(row.batch), this.#now());
      }
      this.#tally.count(moves);
      return { count: rows.length, rows };
    });
  }

  /** Whether jobs of a batch were removed by this process a moment ago: it is not to be forgotten, though it is empty. */
  isHeld(batch: number): boolean {
    const removedAtMs = this.#removedAtMs.get(batch);
    if (removedAtMs === undefined) return false;
    if (this.#now() - removedAtMs < HELD_MS) return true;
    this.#removedAtMs.delete(batch);
    return false;
  }

  /**
   * Puts jobs back that were taken out, each as it was. Where another job has taken the name of one that is to be done,
   * that gets the next free one.
   * @returns how many; less than all where a prompt was queued again meanwhile, or another process forgot the batch
   */
  restore({ rows }: RemovedJobs, numbered: Numbered): number {
    return this.#write(() => {
      const moves = new Moves();
      let restored = 0;
      for (const removed of rows) {
        if (!this.#statements.batchByNumber.get(Number(removed.batch))) continue;
        const row = removed.state === "queued" ? this.#withFreeName(removed, numbered) : removed;
        const columns = Object.keys(row);
        // Its number is still its own: none is given twice.
        const insert = `
          INSERT INTO job (${columns.join(", ")}) VALUES (${columns.map((name) => `@${name}`).join(", ")})
          ON CONFLICT (batch, prompt_key) DO NOTHING`;
        if (this.#db.prepare(insert).run(row).changes === 0) continue;
        moves.add(Number(row.batch), undefined, row.state as JobState);
        restored += 1;
      }
      this.#tally.count(moves);
      // Batches that seemed finished are not: their results are written again.
      if (rows.some(({ state }) => state === "queued")) this.#renewResults();
      return restored;
    });
  }

  #withFreeName(row: Row, numbered: Numbered): Row {
    const batch = Number(row.batch);
    const isTaken = (outputKey: unknown) => this.#statements.outputTaken.get({ batch, outputKey }) !== undefined;
    if (!isTaken(row.output_key)) return row;
    const { out_dir } = this.#statements.batchByNumber.get(batch) as Row;
    for (let number = 2; ; number += 1) {
      const { output, outputKey } = numbered(String(out_dir), String(row.output), number);
      if (!isTaken(outputKey)) return { ...row, output, output_key: outputKey };
    }
  }

  /** All that is kept of a job; undefined where it is gone. */
  record(id: number): JobRecord | undefined {
    const row = this.#statements.job.get(id) as Row | undefined;
    if (!row) return undefined;
    const time = (name: string) => (row[name] === null ? null : Number(row[name]));
    return {
      prompt: (JSON.parse(String(row.found)) as { prompt: Prompt }).prompt,
      warnings: row.warnings === null ? null : String(row.warnings),
      times: {
        compose: time("compose_ms"),
        load: time("load_ms"),
        signal: time("signal_ms"),
        fonts: time("fonts_ms"),
        images: time("images_ms"),
        print: time("print_ms"),
        publish: time("publish_ms"),
      },
      failures: Number(row.failures),
      interrupts: Number(row.interrupts),
      claimedAtMs: time("claimed_at_ms"),
      priority: Number(row.priority),
    };
  }
}

interface Place {
  priority: number;
  turn: number;
}

function prepare(db: Connection) {
  return {
    first: db.prepare(
      `SELECT priority, turn FROM job INDEXED BY job_claim WHERE ${NEXT} ORDER BY priority, turn, id LIMIT 1`,
    ),
    last: db.prepare(
      `SELECT priority, turn FROM job INDEXED BY job_claim WHERE ${NEXT} ORDER BY priority DESC, turn DESC, id DESC LIMIT 1`,
    ),
    nextTurn: db.prepare("SELECT coalesce((SELECT turn + 1 FROM turn_clock WHERE priority = ?), 0)").pluck(),
    move: db.prepare(
      "UPDATE job SET priority = @priority, turn = @turn, owner = NULL WHERE id = @id AND state = 'queued'",
    ),
    place: db.prepare("UPDATE job SET priority = @priority, turn = @turn WHERE id = @id AND state = 'queued'"),
  };
}
