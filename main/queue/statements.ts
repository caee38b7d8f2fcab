import { CLAIM, CLAIM_OF_BATCH, CLAIM_SUSPECT, FIRST_TURN_OF_OWNER } from "./claim-sql";
import type { Connection } from "./database";
import { MAX_INTERRUPTS } from "./states";

/** How often, at most, a worker's row is touched. */
export const HEARTBEAT_MS = 1000;
/** No retry waits longer than this (five minutes and the spread): one that seems to was put off by another clock. */
const LONGEST_RETRY_MS = 345_000;

/** Columns that a job loses with its worker. */
const LET_GO = "worker_id = NULL, cancel_requested = 0";
/** Back to the queue, unless somebody wants the job cancelled: then it is. */
const BACK = `state = CASE WHEN cancel_requested = 1 THEN 'cancelled' ELSE 'queued' END,
  finished_at_ms = CASE WHEN cancel_requested = 1 THEN @now END, ${LET_GO}`;
const READY = "is_ready = 1, is_scheduled = 0";
/** The fence: the attempt that is written about must still be the one that holds the job. */
const HELD = "id = @id AND attempt = @attempt AND worker_id = @workerId AND state = 'claimed'";
const ENDED = `${LET_GO}, finished_at_ms = @now, elapsed_ms = @elapsedMs`;
const ERROR = "error_code = @code, error_message = @message, error_line = @line, error_column = @column";
const NO_ERROR = "error_code = NULL, error_message = NULL, error_line = NULL, error_column = NULL";
const FRESH = `${NO_ERROR}, state = 'queued', ${READY}, failures = 0, renderer_ends = 0, interrupts = 0, finished_at_ms = NULL, elapsed_ms = NULL`;
/** Cancelled jobs give up their names: another may have one by now. */
const NAME_IS_FREE = `NOT EXISTS (
  SELECT 1 FROM job AS other WHERE other.output_key = job.output_key AND other.state <> 'cancelled'
  AND (other.batch = job.batch OR other.state IN ('queued', 'claimed')))`;
const FAILED_BY_CODE = "state = 'failed' AND error_code = @code AND (@batch IS NULL OR batch = @batch)";
/** Where a job was and is now, for the counts. */
const MOVED = "RETURNING batch, state";

/** Batches with jobs in the wanted states, newest first. Read in the order of the table: whoever has enough stops. */
export const BATCH_SIZES = `
  SELECT batch AS number, sum(jobs) AS count FROM tally
  WHERE state IN (SELECT value FROM json_each(?)) AND jobs > 0 GROUP BY batch ORDER BY batch DESC`;

/** Jobs inserted by one statement: each call costs as much as a row. */
export const JOBS_PER_INSERT = 50;

function insertJobs(count: number): string {
  const row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  return `
    INSERT INTO job (id, batch, prompt_key, content_key, priority, turn, is_ready, is_scheduled, run_at_ms, found,
                     source, line, output, output_key, created_at_ms, position, owner)
    VALUES ${Array(count).fill(row).join(", ")}
    ON CONFLICT (batch, prompt_key) DO NOTHING`;
}

export type Statements = ReturnType<typeof prepareStatements>;

/** Every statement of the queue, prepared once. */
export function prepareStatements(db: Connection) {
  return {
    // Batches
    unfinishedBatch: db.prepare(`
      SELECT id, created_at_ms AS createdAt FROM batch WHERE call_key = ? AND (is_sealed = 0 OR EXISTS (
        SELECT 1 FROM tally WHERE batch = batch.number AND state IN ('queued', 'claimed') AND jobs > 0
      )) ORDER BY created_at_ms DESC LIMIT 1`),
    insertBatch: db.prepare(`
      INSERT INTO batch (id, call_key, label, out_dir, settings, created_at_ms)
      VALUES (@id, @callKey, @label, @outDir, @settings, @now)`),
    batchByNumber: db.prepare("SELECT id, out_dir, settings FROM batch WHERE number = ?"),
    batchNumber: db.prepare("SELECT number FROM batch WHERE id = ?").pluck(),
    seal: db.prepare("UPDATE batch SET is_sealed = 1 WHERE id = ?"),
    unseal: db.prepare(
      "UPDATE batch SET is_sealed = 0, unchanged = 0, results_due = 1, results_worker = NULL WHERE id = ?",
    ),
    addUnchanged: db.prepare("UPDATE batch SET unchanged = unchanged + ? WHERE id = ?"),
    firstTurn: db
      .prepare(`
      SELECT max(
        coalesce((SELECT turn + 1 FROM turn_clock WHERE priority = @priority), 0),
        coalesce((SELECT next_turn FROM batch_turn WHERE batch = @batch AND priority = @priority), 0)
      )`)
      .pluck(),
    // An owner's turns are those of the jobs that still wait: who cancels a thousand does not pay for them.
    firstTurnOfOwner: db.prepare(FIRST_TURN_OF_OWNER).pluck(),
    setNextTurn: db.prepare(`
      INSERT INTO batch_turn VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next_turn = excluded.next_turn`),
    advanceClock: db.prepare(`
      INSERT INTO turn_clock VALUES (?, ?) ON CONFLICT DO UPDATE SET turn = max(turn, excluded.turn)`),
    // Numbers of jobs are never given twice: SQLite alone would give that of the newest row again once it is deleted.
    nextJobId: db
      .prepare(`
      SELECT 1 + max(
        coalesce((SELECT max(id) FROM job), 0),
        coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'last-job'), 0)
      )`)
      .pluck(),
    // To be run in each transaction that deletes jobs, before it does.
    keepLastJobId: db.prepare(`
      INSERT INTO setting SELECT 'last-job', id FROM (SELECT max(id) AS id FROM job) WHERE id IS NOT NULL
      ON CONFLICT DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`),
    insertJob: db.prepare(insertJobs(1)),
    insertJobs: db.prepare(insertJobs(JOBS_PER_INSERT)),
    insertRejection: db.prepare(
      "INSERT INTO rejection (batch, code, message, source, line, column_, position, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    clearRejections: db.prepare("DELETE FROM rejection WHERE batch = ?"),
    jobOf: db.prepare("SELECT id, position, found FROM job WHERE batch = ? AND prompt_key = ?"),
    setPosition: db.prepare("UPDATE job SET position = ? WHERE id = ?"),
    notUnderWay: db.prepare(`
      SELECT id, source, output_key AS outputKey, state = 'done' AS isDone, output, bytes, sha256,
        coalesce(dependencies, '{}') AS dependencies
      FROM job INDEXED BY job_by_batch WHERE batch = ? AND state <> 'claimed'`),
    supersede: db.prepare(
      `DELETE FROM job WHERE id = ? AND state IN ('queued', 'done', 'failed', 'cancelled') ${MOVED}`,
    ),
    outputTaken: db.prepare(`
      SELECT 1 FROM job WHERE output_key = @outputKey AND state <> 'cancelled'
      AND (batch = @batch OR state IN ('queued', 'claimed')) LIMIT 1`),
    unfinishedBeside: db.prepare(
      "SELECT 1 FROM tally WHERE batch <> ? AND state IN ('queued', 'claimed') AND jobs > 0 LIMIT 1",
    ),
    outputHolder: db.prepare(`
      SELECT source, line FROM job WHERE output_key = @outputKey AND state <> 'cancelled'
      AND (batch = @batch OR state IN ('queued', 'claimed'))
      UNION ALL SELECT source, line FROM unchanged WHERE output_key = @outputKey AND batch = @batch LIMIT 1`),
    history: db.prepare(`
      SELECT bytes, claimed_at_ms AS claimed, finished_at_ms AS finished FROM job
      WHERE state = 'done' AND batch = (SELECT batch FROM job WHERE state = 'done' ORDER BY id DESC LIMIT 1)
      ORDER BY id DESC LIMIT 500`),
    anyDone: db.prepare(`
      SELECT 1 WHERE EXISTS (SELECT 1 FROM job INDEXED BY job_content WHERE state = 'done')
        OR EXISTS (SELECT 1 FROM standing)`),
    doneByContent: db.prepare(`
      SELECT output, bytes, sha256, dependencies, finished_at_ms, pages, warnings FROM job
      WHERE content_key IN (@contentKey, @otherKey) AND state = 'done' AND batch <> @batch
      UNION ALL
      SELECT output, bytes, sha256, dependencies, finished_at_ms, pages, NULL FROM standing
      WHERE content_key IN (@contentKey, @otherKey)
      ORDER BY finished_at_ms DESC`),
    madeAt: db.prepare(`
      SELECT output, bytes, sha256 FROM job
      WHERE output_key = @outputKey AND state <> 'cancelled' AND state = 'done' AND source = @source AND line = @line
        AND json_extract(found, '$.row') IS @row
      ORDER BY id DESC LIMIT 1`),
    batchExtras: db.prepare(`
      SELECT unchanged, (SELECT count(*) FROM rejection WHERE batch = batch.number) AS rejected FROM batch WHERE id = ?`),
    tallyOfBatch: db.prepare("SELECT state, jobs FROM tally WHERE batch = ?"),
    isSealed: db.prepare("SELECT 1 FROM batch WHERE id = ? AND is_sealed = 1"),
    isActive: db.prepare("SELECT 1 FROM tally WHERE batch = ? AND state IN ('queued', 'claimed') AND jobs > 0 LIMIT 1"),
    activeBatches: db.prepare(`
      SELECT id, label, out_dir AS outDir FROM batch
      WHERE results_worker IS NOT 'nobody' AND (is_sealed = 0 OR EXISTS (
        SELECT 1 FROM tally WHERE batch = batch.number AND state IN ('queued', 'claimed') AND jobs > 0
      )) ORDER BY number DESC LIMIT ?`),
    batchFailures: db.prepare(`
      SELECT code AS error_code, message AS error_message, source, line AS error_line, column_ AS error_column
      FROM rejection WHERE batch = @batch
      UNION ALL
      SELECT * FROM (
        SELECT error_code, error_message, source, coalesce(error_line, line), error_column
        FROM job INDEXED BY job_failed WHERE batch = @batch AND state = 'failed' ORDER BY id
      )`),
    batchRejections: db.prepare(`
      SELECT code AS error_code, message AS error_message, source, line AS error_line, column_ AS error_column
      FROM rejection WHERE batch = ? ORDER BY id`),
    batchWarnings: db
      .prepare("SELECT warnings FROM job WHERE batch = ? AND state = 'done' AND warnings <> '[]' ORDER BY id")
      .pluck(),
    batchFigures: db.prepare(`
      SELECT pages, elapsed_ms AS total, compose_ms AS compose, load_ms AS load, signal_ms AS signal, fonts_ms AS fonts,
        images_ms AS images, print_ms AS print, publish_ms AS publish
      FROM job WHERE batch = ? AND state = 'done'`),

    // Counts
    addToTally: db.prepare("INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs"),
    takeFromTally: db.prepare("UPDATE tally SET jobs = jobs - ? WHERE batch = ? AND state = ?"),
    addToTotal: db.prepare("INSERT INTO total VALUES (?, ?) ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs"),
    takeFromTotal: db.prepare("UPDATE total SET jobs = jobs - ? WHERE state = ?"),
    tallyByBatch: db.prepare("SELECT batch, jobs FROM tally WHERE state = ? AND jobs > 0"),

    // Workers
    insertWorker: db.prepare("INSERT INTO worker (id, pid, process_start, heartbeat_at_ms) VALUES (?, ?, ?, ?)"),
    deleteWorker: db.prepare("DELETE FROM worker WHERE id = ?"),
    workers: db.prepare("SELECT id, pid, process_start, heartbeat_at_ms FROM worker"),
    heartbeat: db.prepare(`
      UPDATE worker SET heartbeat_at_ms = @now WHERE id = @workerId AND abs(@now - heartbeat_at_ms) > ${HEARTBEAT_MS}`),
    setHealth: db.prepare("UPDATE worker SET health = @health WHERE id = @workerId AND health IS NOT @health"),
    healths: db.prepare("SELECT id, pid, process_start, health FROM worker WHERE health IS NOT NULL"),
    heldBy: db.prepare(`
      SELECT job.id, batch.id AS batchId, attempt, out_dir AS outDir, output
      FROM job INDEXED BY job_claimed JOIN batch ON batch.number = job.batch
      WHERE job.state = 'claimed' AND job.worker_id = ?`),
    doneNear: db.prepare(`
      SELECT job.id, batch.id AS batchId, attempt, out_dir AS outDir, output
      FROM job INDEXED BY job_finished JOIN batch ON batch.number = job.batch
      WHERE job.state IN ('done', 'cancelled') AND job.finished_at_ms >= ? AND job.state = 'done'`),
    cancelRequests: db
      .prepare("SELECT id FROM job WHERE worker_id = ? AND state = 'claimed' AND cancel_requested = 1")
      .pluck(),

    // Transitions, see states.ts
    promoteRetries: db.prepare(`
      UPDATE job INDEXED BY job_retry SET is_ready = 1 WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 0
      AND run_at_ms <= @now`),
    promoteStranded: db.prepare(`
      UPDATE job INDEXED BY job_retry SET is_ready = 1 WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 0
      AND run_at_ms > @now + ${LONGEST_RETRY_MS}`),
    promoteScheduled: db.prepare(`
      UPDATE job INDEXED BY job_scheduled SET ${READY}
      WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 1 AND run_at_ms <= @now`),
    claim: db.prepare(CLAIM),
    claimOfBatch: db.prepare(CLAIM_OF_BATCH),
    claimSuspect: db.prepare(CLAIM_SUSPECT),
    complete: db.prepare(`
      UPDATE job SET state = 'done', ${ENDED}, ${NO_ERROR}, output = @output,
        output_key = coalesce(@outputKey, output_key), pages = @pages, bytes = @bytes,
        sha256 = @sha256, dependencies = @dependencies, warnings = @warnings,
        compose_ms = @composeMs, load_ms = @loadMs, signal_ms = @signalMs, fonts_ms = @fontsMs, images_ms = @imagesMs,
        print_ms = @printMs, publish_ms = @publishMs
      WHERE ${HELD} ${MOVED}`),
    fail: db.prepare(
      `UPDATE job SET state = 'failed', ${ENDED}, ${ERROR}, failures = failures + 1 WHERE ${HELD} ${MOVED}`,
    ),
    abort: db.prepare(`UPDATE job SET state = 'cancelled', ${ENDED}, ${ERROR} WHERE ${HELD} ${MOVED}`),
    retry: db.prepare(`
      UPDATE job SET ${BACK}, ${ERROR}, failures = failures + 1, renderer_ends = renderer_ends + @endedRenderer, is_ready = 0,
        run_at_ms = @runAtMs
      WHERE ${HELD} ${MOVED}`),
    release: db.prepare(`UPDATE job SET ${BACK}, ${READY} WHERE ${HELD} ${MOVED}`),
    releaseAll: db.prepare(`
      UPDATE job SET ${BACK}, ${READY} WHERE state = 'claimed' AND worker_id = @workerId ${MOVED}`),
    interrupt: db.prepare(`
      UPDATE job SET ${BACK}, ${READY}, interrupts = interrupts + 1
      WHERE state = 'claimed' AND worker_id = @workerId ${MOVED}`),
    condemn: db.prepare(`
      UPDATE job SET state = 'failed', ${LET_GO}, finished_at_ms = @now, interrupts = interrupts + 1,
        error_code = 'render-crashed',
        error_message = 'The app ended ${MAX_INTERRUPTS} times while it worked on this prompt, so it is not tried again. '
          || 'Retry it by hand if the app was ended from outside.'
      WHERE state = 'claimed' AND worker_id = @workerId AND interrupts >= ${MAX_INTERRUPTS - 1} AND cancel_requested = 0
      ${MOVED}`),
    cancel: db.prepare(`
      UPDATE job SET state = 'cancelled', finished_at_ms = @now WHERE id = @id AND state = 'queued' ${MOVED}`),
    cancelBatch: db.prepare(
      "UPDATE job SET state = 'cancelled', finished_at_ms = @now WHERE batch = @batch AND state = 'queued'",
    ),
    cancelQueued: db.prepare("UPDATE job SET state = 'cancelled', finished_at_ms = @now WHERE state = 'queued'"),
    requestCancel: db.prepare("UPDATE job SET cancel_requested = 1 WHERE id = ? AND state = 'claimed'"),
    requestCancelBatch: db.prepare("UPDATE job SET cancel_requested = 1 WHERE batch = ? AND state = 'claimed'"),
    requestCancelAll: db.prepare("UPDATE job SET cancel_requested = 1 WHERE state = 'claimed'"),
    requeue: db.prepare(`UPDATE job SET ${FRESH} WHERE id = ? AND state = 'failed' ${MOVED}`),
    requeueCancelled: db.prepare(
      `UPDATE job SET ${FRESH} WHERE id = ? AND state = 'cancelled' AND ${NAME_IS_FREE} ${MOVED}`,
    ),
    requeueBatch: db.prepare(`UPDATE job SET ${FRESH} WHERE batch = ? AND state = 'failed'`),
    failedByCode: db.prepare(`SELECT batch, count(*) AS jobs FROM job WHERE ${FAILED_BY_CODE} GROUP BY batch`),
    requeueByCode: db.prepare(`UPDATE job SET ${FRESH} WHERE ${FAILED_BY_CODE}`),
    requeueAll: db.prepare(`UPDATE job SET ${FRESH} WHERE state = 'failed'`),

    // What ended in a batch that is not finished is still to be written about.
    removeByHand: db.prepare(`
      DELETE FROM job WHERE id = ? AND (state = 'queued' OR state IN ('done', 'failed', 'cancelled') AND EXISTS (
        SELECT 1 FROM batch WHERE number = job.batch AND results_due = 0
      )) RETURNING *`),

    // Retention
    outdated: db.prepare(`
      SELECT id, batch, state FROM job INDEXED BY job_finished
      WHERE state IN ('done', 'cancelled') AND finished_at_ms < @before AND NOT EXISTS (
        SELECT 1 FROM tally WHERE batch = job.batch AND state IN ('queued', 'claimed') AND jobs > 0
      ) LIMIT @limit`),
    keepProof: db.prepare(`
      INSERT OR REPLACE INTO standing (content_key, output, bytes, sha256, dependencies, finished_at_ms, pages)
      SELECT content_key, output, bytes, sha256, coalesce(dependencies, '{}'), finished_at_ms, pages FROM job
      WHERE id = ? AND state = 'done'`),
    remove: db.prepare("DELETE FROM job WHERE id = ? AND state IN ('done', 'cancelled')"),
    emptyBatches: db
      .prepare(`
      SELECT number FROM batch
      WHERE is_sealed = 1 AND created_at_ms < ? AND NOT EXISTS (SELECT 1 FROM job WHERE batch = batch.number)`)
      .pluck(),
    forgetUnchanged: db.prepare(`
      DELETE FROM unchanged WHERE (batch, position) IN (
        SELECT unchanged.batch, position FROM batch JOIN unchanged ON unchanged.batch = batch.number
        WHERE results_due = 0 AND created_at_ms < @before LIMIT @limit
      )`),
    forgetUnchangedOf: db.prepare("DELETE FROM unchanged WHERE batch = ?"),
    forgetColumns: db.prepare("DELETE FROM table_columns WHERE batch = ?"),
    forgetTally: db.prepare("DELETE FROM tally WHERE batch = ?"),
    forgetTurns: db.prepare("DELETE FROM batch_turn WHERE batch = ?"),
    forgetRequests: db.prepare("DELETE FROM request WHERE batch = ?"),
    forgetBatch: db.prepare("DELETE FROM batch WHERE number = ?"),

    // Settings and what people look at
    pauseState: db.prepare("SELECT value FROM setting WHERE name = 'paused'").pluck(),
    pause: db.prepare("INSERT INTO setting VALUES ('paused', ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
    pauseUnlessPaused: db.prepare("INSERT INTO setting VALUES ('paused', ?) ON CONFLICT DO NOTHING"),
    resume: db.prepare("DELETE FROM setting WHERE name = 'paused'"),
    resumeFromFullDisk: db.prepare(
      "DELETE FROM setting WHERE name = 'paused' AND json_extract(value, '$.kind') = 'disk-full'",
    ),
    nextDelayed: db
      .prepare(`
      SELECT min(run_at_ms) FROM (
        SELECT min(run_at_ms) AS run_at_ms FROM job INDEXED BY job_retry
        WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 0
        UNION ALL
        SELECT min(run_at_ms) FROM job INDEXED BY job_scheduled
        WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 1
      )`)
      .pluck(),
    totals: db.prepare("SELECT state, jobs FROM total"),
    totalChanges: db.prepare("SELECT total_changes()").pluck(),
    job: db.prepare(
      "SELECT job.*, batch.id AS batch_id, batch.out_dir FROM job JOIN batch ON batch.number = batch WHERE job.id = ?",
    ),
    batchSizes: db.prepare(BATCH_SIZES),
    listOfBatch: db
      .prepare(`
      SELECT id FROM job INDEXED BY job_by_batch
      WHERE batch = @batch AND state IN (SELECT value FROM json_each(@wanted))
      ORDER BY id LIMIT @limit OFFSET @offset`)
      .pluck(),
  };
}
