/**
 * Claiming, in SQL. Each query names the index that has its order: left to itself, the planner takes another one and
 * sorts, which costs seconds once millions of jobs wait.
 */
function claim(index: string, where: string, order: string, limit: string): string {
  return `
    UPDATE job SET state = 'claimed', attempt = attempt + 1, worker_id = @workerId, claimed_at_ms = @now
    WHERE id IN (
      SELECT id FROM job INDEXED BY ${index}
      WHERE ${where} AND state = 'queued' AND is_ready = 1 ORDER BY ${order} LIMIT ${limit}
    )
    RETURNING id, batch, attempt, failures, renderer_ends, interrupts, found, output, priority, turn, created_at_ms, run_at_ms`;
}

/** The next jobs of all batches, at most `@slots`. */
export const CLAIM = claim("job_claim", "interrupts = 0", "priority, turn, id", "@slots");

/** The next jobs of the batch `@batch`, at most `@slots`. */
export const CLAIM_OF_BATCH = claim(
  "job_claim_batch",
  "batch = @batch AND interrupts = 0",
  "priority, turn, id",
  "@slots",
);

/** One job whose process died before, of the batch `@batch` or, where that is NULL, of all. */
export const CLAIM_SUSPECT = claim(
  "job_suspect",
  "interrupts > 0 AND (@batch IS NULL OR batch = @batch)",
  "interrupts, id",
  "1",
);

/** The turn of `@owner`'s next job: behind those of its jobs that wait, and not before the one that is being worked on. */
export const FIRST_TURN_OF_OWNER = `
  SELECT max(
    coalesce((SELECT turn + 1 FROM turn_clock WHERE priority = @priority), 0),
    coalesce((
      SELECT turn + 1 FROM job INDEXED BY job_by_owner
      WHERE state = 'queued' AND is_ready = 1 AND owner = @owner AND priority = @priority
      ORDER BY turn DESC LIMIT 1
    ), 0)
  )`;
