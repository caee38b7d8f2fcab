import { randomBytes } from "node:crypto";
import { JOB_STAGES, type JobStage } from "../../shared/job";
import type { FoundPrompt, RawInput } from "../../shared/stages";
import type { Connection } from "./database";
import type { KnownBatches } from "./known-batches";
import { type Row, toProblem } from "./rows";
import type { DueBatch, FailedInput, PromptResult, UnchangedPrompt } from "./types";

/** Rows read at a time: between two pages, everything else has its turn. */
const PAGE = 500;
/** Jobs whose place in the input is looked at in one go. */
const PLACES = 10_000;
const SECRET_BYTES = 32;

/** How the writing of a batch's results stands. */
export interface ResultsState {
  /** `due` as long as the batch has not ended, too. */
  state: "due" | "writing" | "written";
  /** Absolute path; null where nothing failed. */
  failuresFile: string | null;
}

/**
 * What batches leave beside their PDFs: which of them are due, who writes them, and what is to be written. A batch is due
 * when it has ended; a worker claims it, so that it is written once. Where that worker dies, or a job of the batch is
 * tried again, it is due again.
 */
export class BatchResults {
  readonly #statements;
  readonly #batches: KnownBatches;
  readonly #write: <T>(change: () => T) => T;

  constructor(db: Connection, batches: KnownBatches, write: <T>(change: () => T) => T) {
    this.#statements = prepare(db);
    this.#batches = batches;
    this.#write = write;
  }

  /**
   * A batch that has ended and whose results nobody writes, given to this worker. Of batches into one folder, one is
   * given at a time: they share a manifest.
   */
  claim(workerId: string): DueBatch | undefined {
    // Almost always there is none: reading needs no lock.
    if (this.#statements.nextDue.get() === undefined) return undefined;
    return this.#write(() => {
      const number = this.#statements.nextDue.get() as number | undefined;
      if (number === undefined) return undefined;
      this.#statements.claim.run(workerId, number);
      const { id, outDir } = this.#batches.get(number);
      return { id, outDir };
    });
  }

  /**
   * The results are written, unless a job was tried again meanwhile.
   * @returns false where they are due again
   */
  complete(batchId: string, workerId: string, failuresFile: string | null): boolean {
    return this.#write(() => this.#statements.complete.run(failuresFile, batchId, workerId).changes === 1);
  }

  /** They could not be written and are due again. */
  release(batchId: string, workerId: string): void {
    this.#write(() => this.#statements.release.run(batchId, workerId));
  }

  /** Nothing is to be written for the batch, also when a job of it is tried again. */
  waive(batchId: string): void {
    this.#write(() => this.#statements.waive.run(batchId));
  }

  /** Nobody is to write them: the batch was given up. */
  drop(batchId: string): void {
    this.#write(() => this.#statements.drop.run(batchId));
  }

  /** Batches with jobs that wait are due again once these have ended. To be called inside a transaction. */
  renew(): void {
    this.#statements.renew.run();
  }

  stateOf(batchId: string): ResultsState {
    const { due, failuresFile } = this.#statements.state.get(batchId) as { due: number; failuresFile: string | null };
    return { state: due === 0 ? "written" : due === 1 ? "due" : "writing", failuresFile };
  }

  /** Whether a prompt of the batch became a job or was unchanged; false where all of its input was wrong. */
  hasPrompts(batchId: string): boolean {
    return this.#statements.hasPrompts.get({ batch: this.#batches.numberOf(batchId) }) !== undefined;
  }

  /** Keeps what is known of prompts that are not rendered again. */
  addUnchanged(batchId: string, prompts: readonly UnchangedPrompt[]): void {
    this.#write(() => {
      const batch = this.#batches.numberOf(batchId);
      for (const { position, found, output, outputKey, done } of prompts) {
        const { source, line, row = null } = found;
        const warnings = done?.warnings === "[]" ? null : (done?.warnings ?? null);
        const known = [done?.pages ?? null, done?.bytes ?? null, done?.sha256 ?? null, warnings];
        this.#statements.insertUnchanged.run(batch, position, source, line, row, output, outputKey, ...known);
      }
    });
  }

  /** Keeps the columns of a table that the batch is read from. */
  setColumns(batchId: string, source: string, columns: readonly string[]): void {
    const values = [this.#batches.numberOf(batchId), source, JSON.stringify(columns)];
    this.#write(() => this.#statements.setColumns.run(...values));
  }

  /** Whether a PDF with this key is of this batch, made by it or found to stand. */
  isOutputOf(batchId: string, outputKey: string): boolean {
    return this.#statements.isOutputOf.get({ batch: this.#batches.numberOf(batchId), outputKey }) !== undefined;
  }

  /** What became of every prompt of the batch, page by page, in the order of the input. A page may be empty. */
  *pages(batchId: string): Generator<PromptResult[]> {
    const batch = this.#batches.numberOf(batchId);
    const { jobs, unchanged, rejections } = this.#statements;
    const inOrder = yield* this.#jobsInOrder(batch);
    const cursors = [
      new Cursor(inOrder ?? ((after) => jobs.all({ batch, after }) as Row[]), toJobResult),
      new Cursor((after) => unchanged.all({ batch, after }) as Row[], toUnchangedResult),
      new Cursor((after) => rejections.all({ batch, after }) as Row[], toRejectedResult),
    ];
    let page: PromptResult[] = [];
    for (;;) {
      const next = cursors.reduce((first, cursor) => (cursor.position < first.position ? cursor : first));
      if (next.position === Number.POSITIVE_INFINITY) break;
      page.push(next.take());
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  /**
   * Reads the jobs of a batch that was taken up with another input than before: those that came between others were queued
   * last. Undefined where they were queued in the order of the input, as nearly all are. Yields while it looks.
   */
  *#jobsInOrder(batch: number): Generator<[], (() => Row[]) | undefined> {
    const ids: number[] = [];
    const positions: number[] = [];
    let isInOrder = true;
    for (let isMore = true; isMore; ) {
      const places = this.#statements.places.all({ batch, after: ids.at(-1) ?? 0 }) as [number, number][];
      for (const [id, position] of places) {
        if (position < (positions.at(-1) ?? 0)) isInOrder = false;
        ids.push(id);
        positions.push(position);
      }
      isMore = places.length === PLACES;
      if (isMore) yield [];
    }
    if (isInOrder) return undefined;
    const order = ids.map((_, index) => index).sort((one, other) => (positions[one] ?? 0) - (positions[other] ?? 0));
    let taken = 0;
    return () => {
      const wanted = order.slice(taken, taken + PAGE).map((index) => ids[index]);
      taken += wanted.length;
      return wanted.length === 0 ? [] : (this.#statements.jobsById.all(JSON.stringify(wanted)) as Row[]);
    };
  }

  /** The columns of the tables that everything failed came from; undefined where not all is from tables that are alike. */
  columnsOfFailures(batchId: string): string[] | undefined {
    const batch = this.#batches.numberOf(batchId);
    if (this.#statements.failedElsewhere.get({ batch }) !== undefined) return undefined;
    const [columns, other] = this.#statements.failedColumns.all({ batch }) as string[];
    return columns === undefined || other !== undefined ? undefined : (JSON.parse(columns) as string[]);
  }

  /** What failed, page by page: what was rejected, then what could not be rendered, each in the order of the input. */
  *failures(batchId: string): Generator<FailedInput[]> {
    const batch = this.#batches.numberOf(batchId);
    for (const statement of [this.#statements.failedRejections, this.#statements.failedJobs]) {
      for (let after = 0, isMore = true; isMore; ) {
        const rows = statement.all({ batch, after }) as Row[];
        after = Number(rows.at(-1)?.id ?? 0);
        isMore = rows.length === PAGE;
        if (rows.length > 0) yield rows.map(toFailedInput);
      }
    }
  }

  /** Files with failures that were written for calls like that of this batch, or taken over by them, with their hashes. */
  failureFiles(batchId: string): { path: string; sha256: string }[] {
    return this.#statements.failureFiles.all(batchId) as { path: string; sha256: string }[];
  }

  /** Notes a file with failures, before it has its name. */
  addFailureFile(batchId: string, path: string, sha256: string): void {
    this.#write(() => this.#statements.addFailureFile.run({ batchId, path, sha256 }));
  }

  forgetFailureFile(path: string): void {
    this.#write(() => this.#statements.forgetFailureFile.run(path));
  }

  /** A batch that is given files with failures as its input answers for them from now on. */
  takeOver(batchId: string, inputs: readonly string[]): void {
    const known = inputs.filter((path) => this.#statements.isFailureFile.get(path) !== undefined);
    if (known.length === 0) return;
    this.#write(() => {
      for (const path of known) this.#statements.takeOver.run({ batchId, path });
    });
  }

  /** A secret of this queue, made when it is first asked for. Lower-case hex. */
  secret(): string {
    const known = this.#statements.secret.get() as string | undefined;
    if (known !== undefined) return known;
    return this.#write(() => {
      this.#statements.makeSecret.run(randomBytes(SECRET_BYTES).toString("hex"));
      return this.#statements.secret.get() as string;
    });
  }
}

/** Reads rows in order of their place in the input, a page at a time. */
class Cursor {
  readonly #read: (after: number) => Row[];
  readonly #toResult: (row: Row) => PromptResult;
  #rows: Row[] = [];
  #next = 0;
  #after = 0;

  constructor(read: (after: number) => Row[], toResult: (row: Row) => PromptResult) {
    this.#read = read;
    this.#toResult = toResult;
    this.#fill();
  }

  /** Place of the next row; infinite where there is none. What was queued before places were kept comes first. */
  get position(): number {
    const row = this.#rows[this.#next];
    return row === undefined ? Number.POSITIVE_INFINITY : Number(row.position ?? 0);
  }

  take(): PromptResult {
    const row = this.#rows[this.#next] as Row;
    this.#next += 1;
    if (this.#next === this.#rows.length) this.#fill();
    return this.#toResult(row);
  }

  #fill(): void {
    this.#rows = this.#read(this.#after);
    this.#next = 0;
    this.#after = Number(this.#rows.at(-1)?.id ?? 0);
  }
}

function toJobResult(row: Row): PromptResult {
  const isDone = row.state === "done";
  const stage = (name: string): [JobStage, number] => [name as JobStage, Number(row[`${name}_ms`] ?? 0)];
  return {
    ...placeIn(row),
    state: row.state as PromptResult["state"],
    output: isDone ? String(row.output) : null,
    sha256: row.sha256 as string | null,
    pages: row.pages as number | null,
    bytes: row.bytes as number | null,
    times: isDone
      ? {
          ...(Object.fromEntries(JOB_STAGES.map(stage)) as Record<JobStage, number>),
          total: Number(row.elapsed_ms ?? 0),
        }
      : null,
    warnings: JSON.parse(String(row.warnings ?? "[]")),
    problem: row.state === "failed" ? toProblem(row) : null,
  };
}

function toUnchangedResult(row: Row): PromptResult {
  return {
    ...placeIn(row),
    state: "unchanged",
    output: String(row.output),
    sha256: row.sha256 as string | null,
    pages: row.pages as number | null,
    bytes: row.bytes as number | null,
    times: null,
    warnings: JSON.parse(String(row.warnings ?? "[]")),
    problem: null,
  };
}

function toRejectedResult(row: Row): PromptResult {
  const none = { output: null, sha256: null, pages: null, bytes: null, times: null, warnings: [] };
  return { ...placeIn(row), state: "failed", ...none, problem: toProblem(row) };
}

function placeIn(row: Row): Pick<PromptResult, "source" | "line" | "row"> {
  return {
    source: row.source as string | null,
    line: row.line as number | null,
    row: row.row_number as number | null,
  };
}

function toFailedInput(row: Row): FailedInput {
  const problem = toProblem(row);
  const position = row.position === null ? undefined : Number(row.position);
  if (row.raw !== null) return { problem, raw: JSON.parse(String(row.raw)) as RawInput, position };
  if (row.found === null) return { problem, raw: null, position };
  const { prompt, row: number, baseDir, relativeDir, stem, index } = JSON.parse(String(row.found)) as FoundPrompt;
  const origin = { row: number, baseDir, relativeDir, stem, index };
  return { problem, raw: { origin, value: { kind: "prompt", prompt } }, position };
}

const ACTIVE = `EXISTS (SELECT 1 FROM tally WHERE batch = batch.number AND state IN ('queued', 'claimed') AND jobs > 0)`;
const STAGE_COLUMNS = JOB_STAGES.map((stage) => `${stage}_ms`).join(", ");
const JOB_RESULT = `
  id, position, source, line, json_extract(found, '$.row') AS row_number, state, output, sha256, pages, bytes,
  ${STAGE_COLUMNS}, elapsed_ms, warnings, error_code, error_message, coalesce(error_line, line) AS error_line, error_column`;
/** Where everything came from that failed. */
const FAILED_SOURCES = `
  SELECT source FROM rejection WHERE batch = @batch
  UNION ALL SELECT source FROM job INDEXED BY job_failed WHERE batch = @batch AND state = 'failed'`;

function prepare(db: Connection) {
  return {
    nextDue: db
      .prepare(`
      SELECT number FROM batch INDEXED BY batch_results
      WHERE results_due <> 0 AND is_sealed = 1 AND NOT ${ACTIVE}
        AND (results_due = 1 OR results_worker NOT IN (SELECT id FROM worker))
        AND NOT EXISTS (
          SELECT 1 FROM batch AS other INDEXED BY batch_results
          WHERE other.results_due <> 0 AND other.results_due = 2 AND other.number <> batch.number
            AND other.out_dir = batch.out_dir AND other.results_worker IN (SELECT id FROM worker)
        )
      ORDER BY number LIMIT 1`)
      .pluck(),
    claim: db.prepare("UPDATE batch SET results_due = 2, results_worker = ? WHERE number = ?"),
    complete: db.prepare(`
      UPDATE batch SET results_due = 0, results_worker = NULL, failures_file = ?
      WHERE id = ? AND results_due = 2 AND results_worker = ?`),
    release: db.prepare(`
      UPDATE batch SET results_due = 1, results_worker = NULL WHERE id = ? AND results_due = 2 AND results_worker = ?`),
    // A batch of nobody's results: no worker has this id.
    waive: db.prepare("UPDATE batch SET results_due = 0, results_worker = 'nobody' WHERE id = ?"),
    drop: db.prepare("UPDATE batch SET results_due = 0, results_worker = NULL WHERE id = ?"),
    renew: db.prepare(`
      UPDATE batch SET results_due = 1, results_worker = NULL
      WHERE results_due <> 1 AND results_worker IS NOT 'nobody' AND EXISTS (
        SELECT 1 FROM tally WHERE batch = batch.number AND state = 'queued' AND jobs > 0
      )`),
    state: db.prepare("SELECT results_due AS due, failures_file AS failuresFile FROM batch WHERE id = ?"),
    hasPrompts: db.prepare(`
      SELECT 1 FROM tally WHERE batch = @batch AND jobs > 0
      UNION ALL SELECT 1 FROM batch WHERE number = @batch AND unchanged > 0 LIMIT 1`),
    insertUnchanged: db.prepare(`
      INSERT OR REPLACE INTO unchanged
        (batch, position, source, line, row_number, output, output_key, pages, bytes, sha256, warnings)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    setColumns: db.prepare("INSERT OR REPLACE INTO table_columns (batch, source, columns) VALUES (?, ?, ?)"),
    isOutputOf: db.prepare(`
      SELECT 1 FROM job WHERE output_key = @outputKey AND state <> 'cancelled' AND batch = @batch AND state = 'done'
      UNION ALL
      SELECT 1 FROM unchanged WHERE output_key = @outputKey AND batch = @batch AND sha256 IS NOT NULL LIMIT 1`),
    places: db
      .prepare(`
      SELECT id, coalesce(position, 0) FROM job INDEXED BY job_by_batch
      WHERE batch = @batch AND id > @after ORDER BY id LIMIT ${PLACES}`)
      .raw(),
    jobs: db.prepare(`
      SELECT ${JOB_RESULT} FROM job INDEXED BY job_by_batch
      WHERE batch = @batch AND id > @after ORDER BY id LIMIT ${PAGE}`),
    jobsById: db.prepare(`
      SELECT ${JOB_RESULT} FROM (SELECT key AS place, value AS wanted FROM json_each(?)) JOIN job ON id = wanted
      ORDER BY place`),
    unchanged: db.prepare(`
      SELECT position AS id, position, source, line, row_number, output, sha256, pages, bytes, warnings
      FROM unchanged WHERE batch = @batch AND position > @after ORDER BY position LIMIT ${PAGE}`),
    rejections: db.prepare(`
      SELECT id, position, source, line, json_extract(raw, '$.origin.row') AS row_number, code AS error_code,
        message AS error_message, line AS error_line, column_ AS error_column
      FROM rejection INDEXED BY rejection_by_batch WHERE batch = @batch AND id > @after ORDER BY id LIMIT ${PAGE}`),
    failedElsewhere: db.prepare(`
      SELECT 1 FROM (${FAILED_SOURCES}) AS failed
      WHERE NOT EXISTS (SELECT 1 FROM table_columns WHERE batch = @batch AND source = failed.source) LIMIT 1`),
    failedColumns: db
      .prepare(`
      SELECT DISTINCT columns FROM table_columns
      WHERE batch = @batch AND source IN (SELECT source FROM (${FAILED_SOURCES})) LIMIT 2`)
      .pluck(),
    failedJobs: db.prepare(`
      SELECT id, position, found, NULL AS raw, source, error_code, error_message, coalesce(error_line, line) AS error_line, error_column
      FROM job INDEXED BY job_failed WHERE batch = @batch AND state = 'failed' AND id > @after ORDER BY id LIMIT ${PAGE}`),
    failedRejections: db.prepare(`
      SELECT id, position, NULL AS found, raw, source, code AS error_code, message AS error_message, line AS error_line,
        column_ AS error_column
      FROM rejection INDEXED BY rejection_by_batch WHERE batch = @batch AND id > @after ORDER BY id LIMIT ${PAGE}`),
    failureFiles: db.prepare(`
      SELECT path, sha256 FROM failure_file WHERE call_key = (SELECT call_key FROM batch WHERE id = ?) ORDER BY path`),
    addFailureFile: db.prepare(`
      INSERT OR REPLACE INTO failure_file
      SELECT @path, call_key, @sha256 FROM batch WHERE id = @batchId`),
    forgetFailureFile: db.prepare("DELETE FROM failure_file WHERE path = ?"),
    isFailureFile: db.prepare("SELECT 1 FROM failure_file WHERE path = ?"),
    takeOver: db.prepare(`
      UPDATE failure_file SET call_key = (SELECT call_key FROM batch WHERE id = @batchId) WHERE path = @path`),
    secret: db.prepare("SELECT value FROM setting WHERE name = 'origin-secret'").pluck(),
    makeSecret: db.prepare("INSERT INTO setting VALUES ('origin-secret', ?) ON CONFLICT DO NOTHING"),
  };
}
