import type { ErrorCode } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import type { Connection } from "./database";
import type { KnownBatches } from "./known-batches";
import { type Row, toCounts, toView } from "./rows";
import type { BatchView } from "./types";

/** What people ask about batches and their jobs. Reads only, and nothing that grows with the number of jobs but what is asked for. */
export class Overview {
  readonly #statements;
  readonly #batches: KnownBatches;

  constructor(db: Connection, batches: KnownBatches) {
    this.#statements = prepare(db);
    this.#batches = batches;
  }

  /**
   * The newest batches first.
   * @param limit how many at most; `total` counts all of them
   * @param offset how many of the newest are passed over
   */
  batches(limit: number, offset = 0): { total: number; batches: BatchView[] } {
    const rows = this.#statements.newest.all(limit, offset) as Row[];
    return { total: this.#statements.count.get() as number, batches: rows.map((row) => this.#toView(row)) };
  }

  /** @throws PdfPromptError `input-invalid` where there is no such batch */
  batch(batchId: string): BatchView {
    return this.#toView(this.#statements.one.get(this.#batches.numberOf(batchId)) as Row);
  }

  /** The settings of a batch, as they were given, in JSON. @throws PdfPromptError `input-invalid` where there is no such batch */
  settingsOf(batchId: string): string {
    return this.#batches.get(this.#batches.numberOf(batchId)).settings;
  }

  /**
   * Failed jobs, those of the newest batch first and within it in the order of its input.
   * @param which of one batch, with one code, at most `limit`; `total` counts all of them
   * @throws PdfPromptError `input-invalid` where there is no such batch
   */
  failedJobs({ batchId, code, limit }: { batchId?: string | undefined; code?: ErrorCode | undefined; limit: number }): {
    total: number;
    jobs: JobView[];
  } {
    const batch = batchId === undefined ? null : this.#batches.numberOf(batchId);
    const which = { batch, code: code ?? null };
    const rows = this.#statements.failed.all({ ...which, limit }) as Row[];
    return { total: this.#statements.countFailed.get(which) as number, jobs: rows.map(toView) };
  }

  /**
   * The newest jobs whose names have a text in them, in capitals or not. Jobs that are older than the newest 100,000 are
   * not looked at, so that it takes no longer in a long list.
   */
  jobsNamed(text: string, limit: number): JobView[] {
    const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    return (this.#statements.named.all({ pattern, limit, searched: MOST_SEARCHED }) as Row[]).map(toView);
  }

  /** In which row of the list of all jobs a job is, counted from 0; undefined where it is gone. */
  rowOf(id: number): number | undefined {
    const row = this.#statements.row.get(id) as { row: number } | undefined;
    return row?.row;
  }

  #toView(row: Row): BatchView {
    const counts = toCounts(this.#statements.tally.all(row.number) as Row[]);
    return {
      id: String(row.id),
      label: String(row.label),
      outDir: String(row.out_dir),
      createdAtMs: Number(row.created_at_ms),
      isFinished: row.is_sealed === 1 && counts.queued + counts.claimed === 0,
      ...counts,
      unchanged: Number(row.unchanged),
      rejected: Number(row.rejected),
      failuresFile: row.failures_file === null ? null : String(row.failures_file),
    };
  }
}

const BATCH = `
  SELECT number, id, label, out_dir, created_at_ms, is_sealed, unchanged, failures_file,
    (SELECT count(*) FROM rejection WHERE batch = batch.number) AS rejected
  FROM batch`;
/** The index of failed jobs is used only where the state is said literally. */
const FAILED = `
  FROM job INDEXED BY job_failed JOIN batch ON batch.number = job.batch
  WHERE job.state = 'failed' AND (@batch IS NULL OR job.batch = @batch) AND (@code IS NULL OR error_code = @code)`;

/** Jobs that are looked at for a name. */
const MOST_SEARCHED = 100_000;

function prepare(db: Connection) {
  return {
    newest: db.prepare(`${BATCH} ORDER BY number DESC LIMIT ? OFFSET ?`),
    one: db.prepare(`${BATCH} WHERE number = ?`),
    count: db.prepare("SELECT count(*) FROM batch").pluck(),
    tally: db.prepare("SELECT state, jobs FROM tally WHERE batch = ?"),
    failed: db.prepare(`SELECT job.*, batch.id AS batch_id ${FAILED} ORDER BY job.batch DESC, job.id LIMIT @limit`),
    named: db.prepare(`
      SELECT job.*, batch.id AS batch_id FROM job JOIN batch ON batch.number = job.batch
      WHERE job.id > (SELECT max(id) FROM job) - @searched AND output LIKE @pattern ESCAPE '\\'
      ORDER BY job.id DESC LIMIT @limit`),
    row: db.prepare(`
      SELECT (SELECT coalesce(sum(jobs), 0) FROM tally WHERE tally.batch > job.batch) +
             (SELECT count(*) FROM job AS before WHERE before.batch = job.batch AND before.id < job.id) AS row
      FROM job WHERE id = ?`),
    countFailed: db.prepare(`SELECT count(*) ${FAILED}`).pluck(),
  };
}
