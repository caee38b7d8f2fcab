import { CLAIM, CLAIM_OF_BATCH, CLAIM_SUSPECT } from "./claim-sql";
import type { Connection } from "./database";
import { MAX_INTERRUPTS } from "./states";

/** How often, at most, a worker's row is touched. */
export const HEARTBEAT_MS = 1000;

/** Columns that a job loses with its worker. */
const LET_GO = "worker_id = NULL, cancel_requested = 0";
/** Back to the queue, unless somebody wants the job cancelled: then it is. */
const BACK = `state = CASE WHEN cancel_requested = 1 THEN 'cancelled' ELSE 'queued' END, ${LET_GO}`;
/** The fence: the attempt that is written about must still be the one that holds the job. */
const HELD = "id = @id AND attempt = @attempt AND worker_id = @workerId AND state = 'claimed'";
const ENDED = `${LET_GO}, finished_at_ms = @now, elapsed_ms = @elapsedMs`;
const ERROR = "error_code = @code, error_message = @message, error_line = @line, error_column = @column";
const NO_ERROR = "error_code = NULL, error_message = NULL, error_line = NULL, error_column = NULL";
const FRESH = `${NO_ERROR}, state = 'queued', is_ready = 1, failures = 0, interrupts = 0, finished_at_ms = NULL, elapsed_ms = NULL`;

/** Every statement of the queue, prepared once. */
export function prepareStatements(db: Connection) {
  return {
    // Batches
    unfinishedBatch: db.prepare(`
      SELECT id FROM batch WHERE call_key = ? AND (is_sealed = 0 OR EXISTS (
        SELECT 1 FROM tally WHERE batch_id = batch.id AND state IN ('queued', 'claimed') AND jobs > 0
      )) ORDER BY created_at_ms DESC LIMIT 1`),
    insertBatch: db.prepare(`
      INSERT INTO batch (id, call_key, label, out_dir, settings, next_turn, created_at_ms)
      VALUES (@id, @callKey, @label, @outDir, @settings, coalesce((
        SELECT turn FROM job INDEXED BY job_claim WHERE state = 'queued' AND is_ready = 1 AND interrupts = 0
        ORDER BY priority, turn, id LIMIT 1
      ), 0), @now)`),
    batch: db.prepare("SELECT out_dir, settings FROM batch WHERE id = ?"),
    seal: db.prepare("UPDATE batch SET is_sealed = 1 WHERE id = ?"),
    unseal: db.prepare("UPDATE batch SET is_sealed = 0, unchanged = 0 WHERE id = ?"),
    addUnchanged: db.prepare("UPDATE batch SET unchanged = unchanged + ? WHERE id = ?"),
    nextTurn: db.prepare("SELECT next_turn FROM batch WHERE id = ?"),
    setNextTurn: db.prepare("UPDATE batch SET next_turn = ? WHERE id = ?"),
    insertJob: db.prepare(`
      INSERT INTO job (batch_id, prompt_key, content_key, priority, turn, found, source, line, output, output_key,
                       created_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (batch_id, prompt_key) DO NOTHING`),
    insertRejection: db.prepare(
      "INSERT INTO rejection (batch_id, code, message, source, line, column_) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    clearRejections: db.prepare("DELETE FROM rejection WHERE batch_id = ?"),
    hasPrompt: db.prepare("SELECT 1 FROM job WHERE batch_id = ? AND prompt_key = ?"),
    queuedPlaces: db.prepare(
      "SELECT id, source, line FROM job INDEXED BY job_by_batch WHERE batch_id = ? AND state = 'queued'",
    ),
    supersede: db.prepare("DELETE FROM job WHERE id = ? AND state = 'queued'"),
    outputTaken: db.prepare(`
      SELECT 1 FROM job WHERE output_key = @outputKey AND state <> 'cancelled'
      AND (batch_id = @batchId OR state IN ('queued', 'claimed')) LIMIT 1`),
    doneByContent: db.prepare(`
      SELECT output, bytes, sha256, dependencies FROM job
      WHERE content_key = ? AND state = 'done' AND batch_id <> ? ORDER BY id DESC`),
    batchExtras: db.prepare(`
      SELECT unchanged, (SELECT count(*) FROM rejection WHERE batch_id = batch.id) AS rejected FROM batch WHERE id = ?`),
    tallyOfBatch: db.prepare("SELECT state, jobs FROM tally WHERE batch_id = ?"),
    isSealed: db.prepare("SELECT 1 FROM batch WHERE id = ? AND is_sealed = 1"),
    isActive: db.prepare(
      "SELECT 1 FROM tally WHERE batch_id = ? AND state IN ('queued', 'claimed') AND jobs > 0 LIMIT 1",
    ),
    batchFailures: db.prepare(`
      SELECT code AS error_code, message AS error_message, source, line AS error_line, column_ AS error_column
      FROM rejection WHERE batch_id = @batchId
      UNION ALL
      SELECT * FROM (
        SELECT error_code, error_message, source, coalesce(error_line, line), error_column
        FROM job WHERE batch_id = @batchId AND state = 'failed' ORDER BY id
      )`),
    batchRejections: db.prepare(`
      SELECT code AS error_code, message AS error_message, source, line AS error_line, column_ AS error_column
      FROM rejection WHERE batch_id = ? ORDER BY id`),
    batchElapsed: db.prepare("SELECT pages, elapsed_ms FROM job WHERE batch_id = ? AND state = 'done'"),

    // Workers
    insertWorker: db.prepare("INSERT INTO worker (id, pid, process_start, heartbeat_at_ms) VALUES (?, ?, ?, ?)"),
    deleteWorker: db.prepare("DELETE FROM worker WHERE id = ?"),
    workers: db.prepare("SELECT id, pid, process_start, heartbeat_at_ms FROM worker"),
    heartbeat: db.prepare(`
      UPDATE worker SET heartbeat_at_ms = @now WHERE id = @workerId AND abs(@now - heartbeat_at_ms) > ${HEARTBEAT_MS}`),
    doneNear: db.prepare(`
      SELECT job.id, batch_id AS batchId, attempt, out_dir AS outDir, output FROM job JOIN batch ON batch.id = batch_id
      WHERE job.state IN ('done', 'failed') AND job.finished_at_ms >= ? AND job.state = 'done'`),
    cancelRequests: db.prepare("SELECT id FROM job WHERE worker_id = ? AND state = 'claimed' AND cancel_requested = 1"),

    // Transitions, see states.ts
    promote: db.prepare(
      "UPDATE job INDEXED BY job_delayed SET is_ready = 1 WHERE state = 'queued' AND is_ready = 0 AND run_at_ms <= ?",
    ),
    claim: db.prepare(CLAIM),
    claimOfBatch: db.prepare(CLAIM_OF_BATCH),
    claimSuspect: db.prepare(CLAIM_SUSPECT),
    complete: db.prepare(`
      UPDATE job SET state = 'done', ${ENDED}, ${NO_ERROR}, output = @output, pages = @pages, bytes = @bytes,
        sha256 = @sha256, dependencies = @dependencies, warnings = @warnings,
        compose_ms = @composeMs, load_ms = @loadMs, print_ms = @printMs, publish_ms = @publishMs
      WHERE ${HELD}`),
    fail: db.prepare(`UPDATE job SET state = 'failed', ${ENDED}, ${ERROR}, failures = failures + 1 WHERE ${HELD}`),
    abort: db.prepare(`UPDATE job SET state = 'cancelled', ${ENDED}, ${ERROR} WHERE ${HELD}`),
    retry: db.prepare(`
      UPDATE job SET ${BACK}, ${ERROR}, failures = failures + 1, is_ready = 0, run_at_ms = @runAtMs
      WHERE ${HELD}`),
    release: db.prepare(`UPDATE job SET ${BACK}, is_ready = 1 WHERE ${HELD}`),
    releaseAll: db.prepare(`UPDATE job SET ${BACK}, is_ready = 1 WHERE state = 'claimed' AND worker_id = ?`),
    interrupt: db.prepare(`
      UPDATE job SET ${BACK}, is_ready = 1, interrupts = interrupts + 1
      WHERE state = 'claimed' AND worker_id = ?`),
    condemn: db.prepare(`
      UPDATE job SET state = 'failed', ${LET_GO}, finished_at_ms = @now, interrupts = interrupts + 1,
        error_code = 'render-crashed',
        error_message = 'The app ended ${MAX_INTERRUPTS} times while it worked on this prompt, so it is not tried again. '
          || 'Retry it by hand if the app was ended from outside.'
      WHERE state = 'claimed' AND worker_id = @workerId AND interrupts >= ${MAX_INTERRUPTS - 1}`),
    cancel: db.prepare("UPDATE job SET state = 'cancelled', finished_at_ms = ? WHERE id = ? AND state = 'queued'"),
    cancelQueued: db.prepare("UPDATE job SET state = 'cancelled', finished_at_ms = ? WHERE state = 'queued'"),
    requestCancel: db.prepare("UPDATE job SET cancel_requested = 1 WHERE id = ? AND state = 'claimed'"),
    requeue: db.prepare(`UPDATE job SET ${FRESH} WHERE id = ? AND state = 'failed'`),
    requeueBatch: db.prepare(`UPDATE job SET ${FRESH} WHERE batch_id = ? AND state = 'failed'`),
    requeueAll: db.prepare(`UPDATE job SET ${FRESH} WHERE state = 'failed'`),

    // Settings and statistics
    isPaused: db.prepare("SELECT 1 FROM setting WHERE name = 'paused'"),
    pause: db.prepare("INSERT INTO setting VALUES ('paused', 'by hand') ON CONFLICT DO NOTHING"),
    resume: db.prepare("DELETE FROM setting WHERE name = 'paused'"),
    nextDelayed: db.prepare(
      "SELECT run_at_ms FROM job INDEXED BY job_delayed WHERE state = 'queued' AND is_ready = 0 ORDER BY run_at_ms LIMIT 1",
    ),
    tally: db.prepare("SELECT state, sum(jobs) AS jobs FROM tally GROUP BY state"),
    recent: db.prepare(`
      SELECT state, elapsed_ms FROM job INDEXED BY job_finished WHERE state IN ('done', 'failed') ORDER BY finished_at_ms DESC LIMIT ?`),
    doneSince: db.prepare(`
      SELECT count(*) AS done FROM job INDEXED BY job_finished WHERE state IN ('done', 'failed') AND finished_at_ms > ? AND state = 'done'`),
    donePerSecond: db.prepare(`
      SELECT finished_at_ms / 1000 AS second, count(*) AS done FROM job INDEXED BY job_finished
      WHERE state IN ('done', 'failed') AND finished_at_ms >= @from AND finished_at_ms < @to AND state = 'done'
      GROUP BY second`),
    totalChanges: db.prepare("SELECT total_changes() AS changes"),
    unfinished: db.prepare("SELECT id FROM job WHERE state IN ('queued', 'claimed') ORDER BY id"),
    unfinishedOfBatch: db.prepare(
      "SELECT id FROM job WHERE batch_id = ? AND state IN ('queued', 'claimed') ORDER BY id",
    ),
    job: db.prepare("SELECT job.*, batch.out_dir FROM job JOIN batch ON batch.id = batch_id WHERE job.id = ?"),
    batchSizes: db.prepare(`
      SELECT batch.id, sum(tally.jobs) AS count FROM batch JOIN tally ON tally.batch_id = batch.id
      WHERE tally.state IN (SELECT value FROM json_each(?)) AND tally.jobs > 0
      GROUP BY batch.id ORDER BY batch.rowid DESC`),
    listOfBatch: db.prepare(`
      SELECT * FROM job INDEXED BY job_by_batch
      WHERE batch_id = @batchId AND state IN (SELECT value FROM json_each(@wanted))
      ORDER BY id LIMIT @limit OFFSET @offset`),
  };
}
