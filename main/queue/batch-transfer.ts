import type { Problem } from "../../shared/errors";
import { JOB_STAGES, type JobState } from "../../shared/job";
import type { FoundPrompt, RawInput } from "../../shared/stages";
import type { Connection } from "./database";
import { Moves } from "./moves";
import { errorColumns, type Row, toProblem } from "./rows";
import type { Statements } from "./statements";
import type { Tally } from "./tally";

/** Rows read at once. */
const PAGE = 500;
const STAGE_COLUMNS = JOB_STAGES.map((stage) => `${stage}_ms`);

/** A batch as it is kept. */
export interface StoredBatch {
  id: string;
  label: string;
  outDir: string;
  /** As JSON. */
  settings: string;
  createdAtMs: number;
  tables: { source: string; columns: string[] }[];
}

/** A job as it is kept, without what only the queue itself needs. */
export interface StoredJob {
  state: JobState;
  found: FoundPrompt;
  position: number | null;
  attempt: number;
  failures: number;
  rendererEnds: number;
  interrupts: number;
  /** Not before this time, in milliseconds since 1970; 0 for at once. */
  runAtMs: number;
  output: string;
  pages: number | null;
  bytes: number | null;
  sha256: string | null;
  warnings: Problem[];
  /** Milliseconds by stage; null where nothing was made. */
  times: Record<string, number> | null;
  elapsedMs: number | null;
  error: Problem | null;
  createdAtMs: number;
  finishedAtMs: number | null;
}

/** A job that comes from elsewhere, with the keys that it has here. */
export interface ArrivingJob extends StoredJob {
  promptKey: string;
  contentKey: string;
  outputKey: string;
}

export interface StoredRejection {
  problem: Problem;
  position: number | null;
  raw: RawInput | null;
}

export interface StoredUnchanged {
  position: number;
  source: string;
  line: number;
  row: number | null;
  output: string;
  pages: number | null;
  bytes: number | null;
  sha256: string | null;
  /** As JSON. */
  warnings: string | null;
}

/** Whole batches, out of the queue and into it. */
export class BatchTransfer {
  readonly #db: Connection;
  readonly #all: Statements;
  readonly #tally: Tally;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #write: <T>(change: () => T) => T;

  constructor(db: Connection, all: Statements, tally: Tally, write: <T>(change: () => T) => T) {
    this.#db = db;
    this.#all = all;
    this.#tally = tally;
    this.#write = write;
    this.#statements = prepare(db);
  }

  /** Ids of batches that begin with this text, at most ten; the newest first. */
  find(text: string): string[] {
    return this.#statements.find.all({ text }) as string[];
  }

  /**
   * Lets everything be read from one state of the queue, whatever other processes write meanwhile. This one must not write
   * before it is over.
   */
  async atOneMoment<T>(read: () => Promise<T>): Promise<T> {
    this.#db.exec("BEGIN");
    try {
      return await read();
    } finally {
      this.#db.exec("COMMIT");
    }
  }

  /** @throws PdfPromptError where there is none, by way of its number */
  batch(id: string): StoredBatch {
    const row = this.#statements.batch.get(id) as Row;
    const tables = this.#statements.tables.all(Number(row.number)) as { source: string; columns: string }[];
    return {
      id,
      label: String(row.label),
      outDir: String(row.out_dir),
      settings: String(row.settings),
      createdAtMs: Number(row.created_at_ms),
      tables: tables.map(({ source, columns }) => ({ source, columns: JSON.parse(columns) as string[] })),
    };
  }

  /** The first and the last, in order, of the folders and files that a batch's prompts came from; absolute. */
  edges(id: string): string[] {
    const row = this.#statements.edges.get(this.#numberOf(id)) as Record<string, string | null>;
    return Object.values(row).flatMap((path) => path ?? []);
  }

  /** Page by page, in the order of the input. */
  *jobs(id: string): Generator<StoredJob[]> {
    for (const page of this.#pages(this.#statements.jobs, id)) yield page.map(toStoredJob);
  }

  *rejections(id: string): Generator<StoredRejection[]> {
    for (const page of this.#pages(this.#statements.rejections, id)) {
      yield page.map((row) => ({
        problem: toProblem(row),
        position: row.position as number | null,
        raw: row.raw === null ? null : (JSON.parse(String(row.raw)) as RawInput),
      }));
    }
  }

  *unchanged(id: string): Generator<StoredUnchanged[]> {
    for (const page of this.#pages(this.#statements.unchanged, id)) {
      yield page.map(({ id: position, ...row }) => ({ ...row, position }) as unknown as StoredUnchanged);
    }
  }

  *#pages(statement: { all(values: object): unknown[] }, id: string): Generator<Row[]> {
    const batch = this.#numberOf(id);
    for (let after = 0; ; ) {
      const rows = statement.all({ batch, after }) as Row[];
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
      after = Number(rows.at(-1)?.id);
    }
  }

  #numberOf(id: string): number {
    return Number(this.#all.batchNumber.get(id) ?? 0);
  }

  /**
   * Begins a batch that comes from elsewhere, or goes on with one that an interrupted call with the same key has begun.
   * @returns false where there is a batch with this id that is another, or whole already; nothing has changed then
   */
  begin(batch: Omit<StoredBatch, "tables">, callKey: string): boolean {
    return this.#write(() => {
      const number = this.#numberOf(batch.id);
      if (number === 0) {
        this.#statements.insertBatch.run({ ...batch, callKey });
        return true;
      }
      if (this.#statements.isBegun.get(number, callKey) === undefined) return false;
      this.#all.clearRejections.run(number);
      this.#all.forgetUnchangedOf.run(number);
      this.#statements.clearUnchanged.run(number);
      return true;
    });
  }

  /**
   * Adds jobs with their states. Those that are there already are passed over.
   * @returns how many were new
   */
  add(id: string, jobs: readonly ArrivingJob[]): number {
    return this.#write(() => {
      const batch = this.#numberOf(id);
      const turns = new Map<number, number>();
      const moves = new Moves();
      let added = 0;
      let nextId = Number(this.#all.nextJobId.get());
      for (const job of jobs) {
        const priority = job.found.prompt.priority ?? 0;
        const turn = turns.get(priority) ?? Number(this.#all.firstTurn.get({ batch, priority }));
        turns.set(priority, turn + 1);
        if (this.#statements.insertJob.run({ ...toRow(batch, turn, priority, job), id: nextId }).changes === 0)
          continue;
        nextId += 1;
        moves.add(batch, undefined, job.state);
        added += 1;
      }
      for (const [priority, turn] of turns) this.#all.setNextTurn.run(batch, priority, turn);
      this.#tally.count(moves);
      return added;
    });
  }

  /** Adds prompts whose output stood already. */
  addUnchanged(id: string, prompts: readonly (StoredUnchanged & { outputKey: string })[]): void {
    this.#write(() => {
      const batch = this.#numberOf(id);
      for (const prompt of prompts) this.#statements.insertUnchanged.run({ ...prompt, batch });
    });
  }
}

function toStoredJob(row: Row): StoredJob {
  const isDone = row.state === "done";
  return {
    state: row.state as JobState,
    found: JSON.parse(String(row.found)) as FoundPrompt,
    position: row.position as number | null,
    attempt: Number(row.attempt),
    failures: Number(row.failures),
    rendererEnds: Number(row.renderer_ends),
    interrupts: Number(row.interrupts),
    runAtMs: row.state === "queued" && row.is_scheduled === 1 ? Number(row.run_at_ms) : 0,
    output: String(row.output),
    pages: row.pages as number | null,
    bytes: row.bytes as number | null,
    sha256: row.sha256 as string | null,
    warnings: JSON.parse(String(row.warnings ?? "[]")) as Problem[],
    times: isDone ? Object.fromEntries(JOB_STAGES.map((stage) => [stage, Number(row[`${stage}_ms`] ?? 0)])) : null,
    elapsedMs: row.elapsed_ms as number | null,
    error: row.error_code === null ? null : toProblem({ ...row, source: null }),
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: row.finished_at_ms as number | null,
  };
}

function toRow(batch: number, turn: number, priority: number, job: ArrivingJob) {
  const { found, state, error, times, runAtMs } = job;
  const isLater = state === "queued" && runAtMs > Date.now();
  const none = { code: null, message: null, line: null, column: null };
  const { code, message, line, column } = error ? errorColumns(error) : none;
  return {
    ...job,
    ...Object.fromEntries(JOB_STAGES.map((stage) => [`${stage}_ms`, times?.[stage] ?? null])),
    batch,
    turn,
    priority,
    isReady: isLater ? 0 : 1,
    isScheduled: isLater ? 1 : 0,
    found: JSON.stringify(found),
    source: found.source,
    line: found.line,
    dependencies: state === "done" ? "{}" : null,
    warnings: state === "done" ? JSON.stringify(job.warnings) : null,
    code,
    message,
    errorLine: line,
    errorColumn: column,
    error: undefined,
    times: undefined,
  };
}

function prepare(db: Connection) {
  return {
    find: db
      .prepare("SELECT id FROM batch WHERE substr(id, 1, length(@text)) = @text ORDER BY number DESC LIMIT 10")
      .pluck(),
    batch: db.prepare("SELECT number, label, out_dir, settings, created_at_ms FROM batch WHERE id = ?"),
    tables: db.prepare("SELECT source, columns FROM table_columns WHERE batch = ? ORDER BY source"),
    // What the first and the last in order have in common at their beginning, all have.
    edges: db.prepare(`
      SELECT min(json_extract(found, '$.baseDir') || '/') AS firstFolder,
        max(json_extract(found, '$.baseDir') || '/') AS lastFolder,
        min(CASE WHEN source <> '-' THEN source END) AS firstFile, max(CASE WHEN source <> '-' THEN source END) AS lastFile
      FROM job INDEXED BY job_by_batch WHERE batch = ?`),
    jobs: db.prepare(
      `SELECT * FROM job INDEXED BY job_by_batch WHERE batch = @batch AND id > @after ORDER BY id LIMIT ${PAGE}`,
    ),
    rejections: db.prepare(`
      SELECT id, code AS error_code, message AS error_message, source, line AS error_line, column_ AS error_column,
        position, raw
      FROM rejection INDEXED BY rejection_by_batch WHERE batch = @batch AND id > @after ORDER BY id LIMIT ${PAGE}`),
    unchanged: db.prepare(`
      SELECT position AS id, source, line, row_number AS row, output, pages, bytes, sha256, warnings
      FROM unchanged WHERE batch = @batch AND position > @after ORDER BY position LIMIT ${PAGE}`),
    insertBatch: db.prepare(`
      INSERT INTO batch (id, call_key, label, out_dir, settings, created_at_ms)
      VALUES (@id, @callKey, @label, @outDir, @settings, @createdAtMs)`),
    isBegun: db.prepare("SELECT 1 FROM batch WHERE number = ? AND call_key = ? AND is_sealed = 0"),
    clearUnchanged: db.prepare("UPDATE batch SET unchanged = 0 WHERE number = ?"),
    insertJob: db.prepare(`
      INSERT INTO job (id, batch, prompt_key, content_key, state, priority, turn, is_ready, is_scheduled, run_at_ms, attempt,
        failures, renderer_ends, interrupts, found, source, line, output, output_key, pages, bytes, sha256, dependencies,
        warnings, ${STAGE_COLUMNS.join(", ")}, elapsed_ms, error_code, error_message, error_line, error_column,
        created_at_ms, finished_at_ms, position)
      VALUES (@id, @batch, @promptKey, @contentKey, @state, @priority, @turn, @isReady, @isScheduled, @runAtMs, @attempt,
        @failures, @rendererEnds, @interrupts, @found, @source, @line, @output, @outputKey, @pages, @bytes, @sha256,
        @dependencies, @warnings, ${STAGE_COLUMNS.map((name) => `@${name}`).join(", ")}, @elapsedMs, @code, @message,
        @errorLine, @errorColumn, @createdAtMs, @finishedAtMs, @position)
      ON CONFLICT (batch, prompt_key) DO NOTHING`),
    insertUnchanged: db.prepare(`
      INSERT OR REPLACE INTO unchanged
        (batch, position, source, line, row_number, output, output_key, pages, bytes, sha256, warnings)
      VALUES (@batch, @position, @source, @line, @row, @output, @outputKey, @pages, @bytes, @sha256, @warnings)`),
  };
}
