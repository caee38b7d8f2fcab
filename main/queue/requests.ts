import type { JobView } from "../../shared/job";
import type { Connection } from "./database";
import type { KnownBatches } from "./known-batches";
import { type Row, toView } from "./rows";
import type { BatchFigures, BatchHead, JobDetails, KeptRequest } from "./types";

/** Figures of a batch are kept for so many times the time that they took. */
const FIGURES_SHARE = 50;
/** Of so many batches. */
const MOST_FIGURES = 20;
/** So many jobs say how long jobs of a batch take. */
const MOST_DURATIONS = 10_000;

/** What programs ask for: requests kept by their key, and what they are told about batches and jobs. */
export class Requests {
  readonly #statements;
  readonly #batches: KnownBatches;
  readonly #write: <T>(change: () => T) => T;
  /** By batch, those that were asked for last. */
  readonly #figures = new Map<string, BatchFigures & { done: number; untilMs: number }>();

  constructor(db: Connection, batches: KnownBatches, write: <T>(change: () => T) => T) {
    this.#statements = prepare(db);
    this.#batches = batches;
    this.#write = write;
  }

  /** The request that came with this key before. It is forgotten together with its batch. */
  find(key: string): KeptRequest | undefined {
    return this.#statements.find.get(key) as KeptRequest | undefined;
  }

  /** Keeps which batch a request became. A key that is there already stays as it is. */
  keep(key: string, { digest, batchId }: KeptRequest): void {
    this.#write(() => this.#statements.keep.run(key, digest, this.#batches.numberOf(batchId)));
  }

  /** Jobs that wait, of all owners or of one. The latter costs the more the more they are. */
  waiting(owner?: string): number {
    const { waiting, waitingOf } = this.#statements;
    return ((owner === undefined ? waiting.get() : waitingOf.get(owner)) as number | undefined) ?? 0;
  }

  /** Jobs that wait and have an owner, counted no further than `most`. */
  waitingOfOwners(most: number): number {
    return Number(this.#statements.waitingOfOwners.get(most));
  }

  /** What a batch is; undefined where there is none of that id. */
  batch(id: string): BatchHead | undefined {
    const row = this.#statements.batch.get(id) as Row | undefined;
    return row && { id: String(row.id), isSealed: row.is_sealed === 1, createdAtMs: Number(row.created_at_ms) };
  }

  /**
   * Pages of a batch's done jobs, and how long the first of them took. Summing costs the more the more they are, and is
   * asked for again and again while a batch is worked on: it takes a small share of the time at most, and the figures of a
   * large one are those of some seconds ago.
   * @param done how many jobs of it are done
   * @param isEnded whether that is all: the figures are exact then
   */
  figuresOf(batchId: string, { done, isEnded }: { done: number; isEnded: boolean }): BatchFigures {
    if (done === 0) return { pages: 0, ms: [] };
    const kept = this.#figures.get(batchId);
    if (kept && (kept.done === done || (!isEnded && performance.now() < kept.untilMs))) return kept;
    const began = performance.now();
    const batch = this.#batches.numberOf(batchId);
    const pages = Number(this.#statements.pages.get(batch));
    const ms = this.#statements.durations.all(batch) as number[];
    const now = performance.now();
    this.#figures.delete(batchId);
    this.#figures.set(batchId, { pages, ms, done, untilMs: now + FIGURES_SHARE * (now - began) });
    const [oldest] = this.#figures.keys();
    if (this.#figures.size > MOST_FIGURES && oldest !== undefined) this.#figures.delete(oldest);
    return { pages, ms };
  }

  /** A page of a batch's jobs, in the order of its input. */
  jobsOf(batchId: string, { offset, limit }: { offset: number; limit: number }): JobView[] {
    const batch = this.#batches.numberOf(batchId);
    return (this.#statements.jobs.all({ batch, batchId, offset, limit }) as Row[]).map(toView);
  }

  /** Numbers of a batch's jobs by their places in its input, from 1. */
  placesOf(batchId: string): Map<number, number> {
    const rows = this.#statements.places.all(this.#batches.numberOf(batchId)) as { id: number; position: number }[];
    return new Map(rows.map(({ id, position }) => [position, id]));
  }

  job(id: number): JobDetails | undefined {
    const row = this.#statements.job.get(id) as Row | undefined;
    if (!row) return undefined;
    return {
      ...toView(row),
      outDir: String(row.out_dir),
      userId: row.user_id === null ? null : String(row.user_id),
      claimedAtMs: row.claimed_at_ms === null ? null : Number(row.claimed_at_ms),
      sha256: row.sha256 === null ? null : String(row.sha256),
      warnings: JSON.parse(String(row.warnings ?? "[]")),
    };
  }
}

function prepare(db: Connection) {
  return {
    find: db.prepare(`
      SELECT digest, batch.id AS batchId FROM request JOIN batch ON batch.number = request.batch WHERE key = ?`),
    keep: db.prepare("INSERT INTO request (key, digest, batch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
    waiting: db.prepare("SELECT jobs FROM total WHERE state = 'queued'").pluck(),
    waitingOf: db
      .prepare(`
      SELECT count(*) FROM job INDEXED BY job_by_owner
      WHERE state = 'queued' AND is_ready = 1 AND owner IS NOT NULL AND owner = ?`)
      .pluck(),
    waitingOfOwners: db
      .prepare(`
      SELECT count(*) FROM (
        SELECT 1 FROM job INDEXED BY job_by_owner WHERE state = 'queued' AND is_ready = 1 AND owner IS NOT NULL LIMIT ?
      )`)
      .pluck(),
    batch: db.prepare("SELECT id, is_sealed, created_at_ms FROM batch WHERE id = ?"),
    pages: db.prepare("SELECT sum(pages) FROM job INDEXED BY job_by_batch WHERE batch = ? AND state = 'done'").pluck(),
    durations: db
      .prepare(`
      SELECT elapsed_ms FROM job INDEXED BY job_by_batch WHERE batch = ? AND state = 'done' AND elapsed_ms > 0
      ORDER BY id LIMIT ${MOST_DURATIONS}`)
      .pluck(),
    jobs: db.prepare(`
      SELECT job.*, @batchId AS batch_id FROM job INDEXED BY job_by_batch WHERE batch = @batch
      ORDER BY id LIMIT @limit OFFSET @offset`),
    places: db.prepare("SELECT id, position FROM job INDEXED BY job_by_batch WHERE batch = ?"),
    job: db.prepare(`
      SELECT job.*, json_extract(found, '$.prompt.userId') AS user_id, batch.id AS batch_id, batch.out_dir
      FROM job JOIN batch ON batch.number = batch WHERE job.id = ?`),
  };
}
