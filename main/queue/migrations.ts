/**
 * The schema, as numbered steps. A step that was released is frozen: later changes are new steps at the end. `user_version`
 * of the database is the number of steps it has taken.
 */
export const MIGRATIONS: readonly string[] = [
  // 1: batches, jobs, workers, and counts that are kept instead of counted.
  `
  CREATE TABLE batch (
    id            TEXT PRIMARY KEY,
    -- Equal for equal calls: the same call again takes an unfinished batch up where it was left.
    call_key      TEXT NOT NULL,
    label         TEXT NOT NULL,
    out_dir       TEXT NOT NULL,
    settings      TEXT NOT NULL,
    -- 1 once all its prompts are queued; until then more may come.
    is_sealed     INTEGER NOT NULL DEFAULT 0,
    unchanged     INTEGER NOT NULL DEFAULT 0,
    -- Place of its next job in the order of turns, see job.turn.
    next_turn     INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX batch_by_call ON batch (call_key);

  -- One row per process that claims jobs. A pid is reused by the system, the pair with the start time is not.
  CREATE TABLE worker (
    id              TEXT PRIMARY KEY,
    pid             INTEGER NOT NULL,
    process_start   TEXT NOT NULL,
    heartbeat_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE job (
    id              INTEGER PRIMARY KEY,
    batch_id        TEXT NOT NULL REFERENCES batch (id),
    -- Tells a prompt from all others of its batch: queuing it again changes nothing.
    prompt_key      TEXT NOT NULL,
    -- Equal for prompts that become the same document under the same name.
    content_key     TEXT NOT NULL,
    state           TEXT NOT NULL DEFAULT 'queued'
                    CHECK (state IN ('queued', 'claimed', 'done', 'failed', 'cancelled')),
    priority        INTEGER NOT NULL DEFAULT 0,
    -- Jobs of equal priority run by turn. Each batch starts at the turn that is being worked on and counts up, so that
    -- batches take turns and a small one is not stuck behind a huge one.
    turn            INTEGER NOT NULL,
    -- 0 while a retry waits for its time; the tick sets it to 1 when run_at_ms has come.
    is_ready        INTEGER NOT NULL DEFAULT 1,
    run_at_ms       INTEGER NOT NULL DEFAULT 0,
    attempt         INTEGER NOT NULL DEFAULT 0,
    failures        INTEGER NOT NULL DEFAULT 0,
    -- How often the process that held it died.
    interrupts      INTEGER NOT NULL DEFAULT 0,
    worker_id       TEXT,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    found           TEXT NOT NULL,
    source          TEXT NOT NULL,
    line            INTEGER NOT NULL,
    -- Name below the batch's out_dir, with '/'; and the whole path folded, as file systems compare names.
    output          TEXT NOT NULL,
    output_key      TEXT NOT NULL,
    pages           INTEGER,
    bytes           INTEGER,
    sha256          TEXT,
    -- Files the document was made of besides the prompt, each with the state it was in.
    dependencies    TEXT,
    warnings        TEXT,
    compose_ms      REAL,
    load_ms         REAL,
    print_ms        REAL,
    publish_ms      REAL,
    elapsed_ms      REAL,
    error_code      TEXT,
    error_message   TEXT,
    error_line      INTEGER,
    error_column    INTEGER,
    created_at_ms   INTEGER NOT NULL,
    claimed_at_ms   INTEGER,
    finished_at_ms  INTEGER,
    UNIQUE (batch_id, prompt_key),
    CHECK ((state = 'claimed') = (worker_id IS NOT NULL))
  ) STRICT;

  -- Each index has exactly the order of the query it serves; the queries say the same literals.
  CREATE INDEX job_claim ON job (priority, turn, id) WHERE state = 'queued' AND is_ready = 1 AND interrupts = 0;
  CREATE INDEX job_claim_batch ON job (batch_id, priority, turn, id)
    WHERE state = 'queued' AND is_ready = 1 AND interrupts = 0;
  CREATE INDEX job_suspect ON job (interrupts, id) WHERE state = 'queued' AND is_ready = 1 AND interrupts > 0;
  CREATE INDEX job_delayed ON job (run_at_ms) WHERE state = 'queued' AND is_ready = 0;
  CREATE INDEX job_claimed ON job (worker_id) WHERE state = 'claimed';
  CREATE INDEX job_finished ON job (finished_at_ms) WHERE state IN ('done', 'failed');
  CREATE INDEX job_content ON job (content_key) WHERE state = 'done';
  CREATE INDEX job_output ON job (output_key) WHERE state <> 'cancelled';
  CREATE INDEX job_by_batch ON job (batch_id, id);

  -- What could not be queued at all, with the reason.
  CREATE TABLE rejection (
    id       INTEGER PRIMARY KEY,
    batch_id TEXT NOT NULL REFERENCES batch (id),
    code     TEXT NOT NULL,
    message  TEXT NOT NULL,
    source   TEXT,
    line     INTEGER,
    column_  INTEGER
  ) STRICT;
  CREATE INDEX rejection_by_batch ON rejection (batch_id);

  -- Jobs by batch and state, kept by triggers: statistics cost the same at any size.
  CREATE TABLE tally (
    batch_id TEXT NOT NULL,
    state    TEXT NOT NULL,
    jobs     INTEGER NOT NULL,
    PRIMARY KEY (batch_id, state)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER tally_insert AFTER INSERT ON job BEGIN
    INSERT INTO tally VALUES (new.batch_id, new.state, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
  END;
  CREATE TRIGGER tally_update AFTER UPDATE OF state ON job WHEN old.state <> new.state BEGIN
    UPDATE tally SET jobs = jobs - 1 WHERE batch_id = old.batch_id AND state = old.state;
    INSERT INTO tally VALUES (new.batch_id, new.state, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
  END;
  CREATE TRIGGER tally_delete AFTER DELETE ON job BEGIN
    UPDATE tally SET jobs = jobs - 1 WHERE batch_id = old.batch_id AND state = old.state;
  END;

  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // 2: jobs refer to batches by number and prompts have keys that rise with the input, so that indexes grow at their end;
  // counts are kept by the queue itself, as triggers made a row cost three times as much; turns by priority; jobs that
  // are not to run before a time apart from retries; figures by minute; what proves an output outlives its job.
  `
  CREATE TABLE batch_2 (
    -- Never given twice, also when its batch is forgotten.
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    -- Equal for equal calls: the same call again takes an unfinished batch up where it was left.
    call_key      TEXT NOT NULL,
    label         TEXT NOT NULL,
    out_dir       TEXT NOT NULL,
    settings      TEXT NOT NULL,
    -- 1 once all its prompts are queued; until then more may come.
    is_sealed     INTEGER NOT NULL DEFAULT 0,
    unchanged     INTEGER NOT NULL DEFAULT 0,
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  INSERT INTO batch_2 (number, id, call_key, label, out_dir, settings, is_sealed, unchanged, created_at_ms)
    SELECT rowid, id, call_key, label, out_dir, settings, is_sealed, unchanged, created_at_ms FROM batch;

  CREATE TABLE job_2 (
    id              INTEGER PRIMARY KEY,
    batch           INTEGER NOT NULL REFERENCES batch_2 (number),
    -- Tells a prompt from all others of its batch: queuing it again changes nothing.
    prompt_key      TEXT NOT NULL,
    -- Equal for prompts that become the same document under the same name.
    content_key     TEXT NOT NULL,
    state           TEXT NOT NULL DEFAULT 'queued'
                    CHECK (state IN ('queued', 'claimed', 'done', 'failed', 'cancelled')),
    priority        INTEGER NOT NULL DEFAULT 0,
    -- Jobs of equal priority run by turn, so that batches take turns; see batch_turn.
    turn            INTEGER NOT NULL,
    -- 0 while it waits for run_at_ms; the tick sets it to 1 when that has come.
    is_ready        INTEGER NOT NULL DEFAULT 1,
    -- 1 where somebody wants it not before run_at_ms; a retry's wait, in contrast, ends early when the clock is set back.
    is_scheduled    INTEGER NOT NULL DEFAULT 0,
    run_at_ms       INTEGER NOT NULL DEFAULT 0,
    attempt         INTEGER NOT NULL DEFAULT 0,
    failures        INTEGER NOT NULL DEFAULT 0,
    -- How often the process that held it died.
    interrupts      INTEGER NOT NULL DEFAULT 0,
    worker_id       TEXT,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    found           TEXT NOT NULL,
    source          TEXT NOT NULL,
    line            INTEGER NOT NULL,
    -- Name below the batch's out_dir, with '/'; and the whole path folded, as file systems compare names.
    output          TEXT NOT NULL,
    output_key      TEXT NOT NULL,
    pages           INTEGER,
    bytes           INTEGER,
    sha256          TEXT,
    -- Files the document was made of besides the prompt, each with the state it was in.
    dependencies    TEXT,
    warnings        TEXT,
    compose_ms      REAL,
    load_ms         REAL,
    print_ms        REAL,
    publish_ms      REAL,
    elapsed_ms      REAL,
    error_code      TEXT,
    error_message   TEXT,
    error_line      INTEGER,
    error_column    INTEGER,
    created_at_ms   INTEGER NOT NULL,
    claimed_at_ms   INTEGER,
    finished_at_ms  INTEGER,
    UNIQUE (batch, prompt_key),
    CHECK ((state = 'claimed') = (worker_id IS NOT NULL))
  ) STRICT;
  INSERT INTO job_2
    SELECT job.id, batch.rowid,
      CASE WHEN prompt_key LIKE 'id:%' THEN prompt_key ELSE source || ':' || printf('%09d', line) || ':' || prompt_key END,
      content_key, state, priority, turn, is_ready, 0, run_at_ms, attempt, failures, interrupts, worker_id,
      cancel_requested, found, source, line, output, output_key, pages, bytes, sha256, dependencies, warnings,
      compose_ms, load_ms, print_ms, publish_ms, elapsed_ms, error_code, error_message, error_line, error_column,
      job.created_at_ms, claimed_at_ms, finished_at_ms
    FROM job JOIN batch ON batch.id = batch_id;

  CREATE TABLE rejection_2 (
    id      INTEGER PRIMARY KEY,
    batch   INTEGER NOT NULL REFERENCES batch_2 (number),
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    source  TEXT,
    line    INTEGER,
    column_ INTEGER
  ) STRICT;
  INSERT INTO rejection_2
    SELECT rejection.id, batch.rowid, code, message, source, line, column_
    FROM rejection JOIN batch ON batch.id = batch_id;

  DROP TABLE rejection;
  DROP TABLE job;
  DROP TABLE batch;
  ALTER TABLE batch_2 RENAME TO batch;
  ALTER TABLE job_2 RENAME TO job;
  ALTER TABLE rejection_2 RENAME TO rejection;

  CREATE INDEX batch_by_call ON batch (call_key);
  CREATE INDEX rejection_by_batch ON rejection (batch);
  -- Each index has exactly the order of the query it serves; the queries say the same literals.
  CREATE INDEX job_claim ON job (priority, turn, id) WHERE state = 'queued' AND is_ready = 1 AND interrupts = 0;
  CREATE INDEX job_claim_batch ON job (batch, priority, turn, id)
    WHERE state = 'queued' AND is_ready = 1 AND interrupts = 0;
  CREATE INDEX job_suspect ON job (interrupts, id) WHERE state = 'queued' AND is_ready = 1 AND interrupts > 0;
  CREATE INDEX job_retry ON job (run_at_ms) WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 0;
  CREATE INDEX job_scheduled ON job (run_at_ms) WHERE state = 'queued' AND is_ready = 0 AND is_scheduled = 1;
  CREATE INDEX job_claimed ON job (worker_id) WHERE state = 'claimed';
  CREATE INDEX job_finished ON job (finished_at_ms) WHERE state IN ('done', 'cancelled');
  CREATE INDEX job_failed ON job (batch, id) WHERE state = 'failed';
  CREATE INDEX job_content ON job (content_key) WHERE state = 'done';
  CREATE INDEX job_output ON job (output_key) WHERE state <> 'cancelled';
  CREATE INDEX job_by_batch ON job (batch, id);

  -- Jobs by batch and state, kept in the transactions that change states: a count costs the same at any size.
  DROP TABLE tally;
  CREATE TABLE tally (
    batch INTEGER NOT NULL,
    state TEXT NOT NULL,
    jobs  INTEGER NOT NULL CHECK (jobs >= 0),
    PRIMARY KEY (batch, state)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO tally SELECT batch, state, count(*) FROM job GROUP BY batch, state;

  -- The turn that was claimed last, by priority; and the next turn of each batch. A batch begins at the turn that is
  -- being worked on, so that a small one is not stuck behind a huge one, and a slow one gets no arrears.
  CREATE TABLE turn_clock (priority INTEGER PRIMARY KEY, turn INTEGER NOT NULL) STRICT;
  INSERT INTO turn_clock
    SELECT priority, min(turn) FROM job WHERE state = 'queued' GROUP BY priority;
  CREATE TABLE batch_turn (
    batch     INTEGER NOT NULL,
    priority  INTEGER NOT NULL,
    next_turn INTEGER NOT NULL,
    PRIMARY KEY (batch, priority)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO batch_turn SELECT batch, priority, max(turn) + 1 FROM job WHERE state = 'queued' GROUP BY batch, priority;

  -- Figures of the last hour (seconds: of the last two minutes). Nothing that is shown is counted row by row.
  CREATE TABLE done_by_second (second INTEGER PRIMARY KEY, jobs INTEGER NOT NULL) STRICT;
  CREATE TABLE outcome_by_minute (
    minute  INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'retried')),
    -- The error's code; empty for what is done.
    code    TEXT NOT NULL,
    jobs    INTEGER NOT NULL,
    PRIMARY KEY (minute, outcome, code)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stage_by_minute (
    minute INTEGER NOT NULL,
    stage  TEXT NOT NULL,
    -- Of a logarithmic scale, see histogram.ts.
    bucket INTEGER NOT NULL,
    jobs   INTEGER NOT NULL,
    PRIMARY KEY (minute, stage, bucket)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE memory_by_minute (minute INTEGER PRIMARY KEY, peak_rss_mb INTEGER NOT NULL) STRICT;

  -- What is kept of a done job that was pruned: enough to tell that its output still stands.
  CREATE TABLE standing (
    content_key    TEXT NOT NULL,
    output         TEXT NOT NULL,
    bytes          INTEGER NOT NULL,
    sha256         TEXT NOT NULL,
    dependencies   TEXT NOT NULL,
    finished_at_ms INTEGER NOT NULL,
    PRIMARY KEY (content_key, output)
  ) STRICT, WITHOUT ROWID;

  -- Why nothing is claimed, as JSON.
  UPDATE setting SET value = '{"kind":"finish"}' WHERE name = 'paused';
  `,
  // 3: how often a job ended its renderer, what its page was waited for; how the lanes of a worker are, as JSON.
  `
  ALTER TABLE job ADD COLUMN renderer_ends INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE job ADD COLUMN signal_ms REAL;
  ALTER TABLE job ADD COLUMN fonts_ms REAL;
  ALTER TABLE job ADD COLUMN images_ms REAL;
  ALTER TABLE worker ADD COLUMN health TEXT;
  `,
  // 4: what a batch leaves beside its PDFs: whether it is written, who writes it, and what it needs that was not kept before.
  `
  -- 1 until the results are written, 2 while a worker writes them, 0 then.
  ALTER TABLE batch ADD COLUMN results_due INTEGER NOT NULL DEFAULT 1 CHECK (results_due IN (0, 1, 2));
  ALTER TABLE batch ADD COLUMN results_worker TEXT;
  -- Absolute path of the file with what failed.
  ALTER TABLE batch ADD COLUMN failures_file TEXT;
  -- What ended before there were results gets none.
  UPDATE batch SET results_due = 0 WHERE is_sealed = 1 AND NOT EXISTS (
    SELECT 1 FROM tally WHERE batch = batch.number AND state IN ('queued', 'claimed') AND jobs > 0
  );
  CREATE INDEX batch_results ON batch (number) WHERE results_due <> 0;

  -- Place in the input of the batch, from 1: prompts that became jobs, unchanged and rejected ones are counted alike.
  ALTER TABLE job ADD COLUMN position INTEGER;
  ALTER TABLE rejection ADD COLUMN position INTEGER;
  -- What was rejected, as it stood in the input, as JSON.
  ALTER TABLE rejection ADD COLUMN raw TEXT;
  ALTER TABLE standing ADD COLUMN pages INTEGER;

  -- Prompts whose output stood already. Forgotten some time after the results are written.
  CREATE TABLE unchanged (
    batch      INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    source     TEXT NOT NULL,
    line       INTEGER NOT NULL,
    row_number INTEGER,
    output     TEXT NOT NULL,
    output_key TEXT NOT NULL,
    -- NULL where nothing is known of the file: somebody else's that was to be skipped.
    pages      INTEGER,
    bytes      INTEGER,
    sha256     TEXT,
    warnings   TEXT,
    PRIMARY KEY (batch, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unchanged_output ON unchanged (output_key);

  -- Columns of the tables that a batch was read from, as JSON: what failed is written with the same.
  CREATE TABLE table_columns (
    batch   INTEGER NOT NULL,
    source  TEXT NOT NULL,
    columns TEXT NOT NULL,
    PRIMARY KEY (batch, source)
  ) STRICT, WITHOUT ROWID;

  -- Files with what failed, by the call that wrote them; a call that was given one as its input takes it over.
  CREATE TABLE failure_file (
    path     TEXT PRIMARY KEY,
    call_key TEXT NOT NULL,
    sha256   TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX failure_file_by_call ON failure_file (call_key);
  `,
  // 5: whose turns a job takes, so that users alternate however many batches their prompts come in; what was asked for
  // with a key, so that asking again changes nothing; the counts of all batches together, of which there may be as many as
  // jobs.
  `
  -- NULL: the turns of its batch.
  ALTER TABLE job ADD COLUMN owner TEXT;
  CREATE INDEX job_by_owner ON job (owner, priority, turn)
    WHERE state = 'queued' AND is_ready = 1 AND owner IS NOT NULL;

  CREATE TABLE request (
    key    TEXT PRIMARY KEY,
    -- Of what was asked for: the same key with something else is an error.
    digest TEXT NOT NULL,
    batch  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX request_by_batch ON request (batch);

  CREATE TABLE total (state TEXT PRIMARY KEY, jobs INTEGER NOT NULL CHECK (jobs >= 0)) STRICT, WITHOUT ROWID;
  INSERT INTO total SELECT state, sum(jobs) FROM tally GROUP BY state;
  `,
  // 6: files of watched folders that were taken and are not put away yet.
  `
  CREATE TABLE watched (
    -- Absolute; and the path below it, with '/'.
    folder TEXT NOT NULL,
    path   TEXT NOT NULL,
    -- Tells the file from another one of that name.
    state  TEXT NOT NULL,
    batch  INTEGER NOT NULL,
    PRIMARY KEY (folder, path)
  ) STRICT, WITHOUT ROWID;
  `,
];
