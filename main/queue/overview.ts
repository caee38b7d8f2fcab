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

function prepare(db: Connection) {
  return {
    newest: db.prepare(`${BATCH} ORDER BY number DESC LIMIT ? OFFSET ?`),
    one: db.prepare(`${BATCH} WHERE number = ?`),
    count: db.prepare("SELECT count(*) FROM batch").pluck(),
    tally: db.prepare("SELECT state, jobs FROM tally WHERE batch = ?"),
    failed: db.prepare(`SELECT job.*, batch.id AS batch_id ${FAILED} ORDER BY job.batch DESC, job.id LIMIT @limit`),
    countFailed: db.prepare(`SELECT count(*) ${FAILED}`).pluck(),
  };
}
