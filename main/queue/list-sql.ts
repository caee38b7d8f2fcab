import type { JobColumn } from "../../shared/choices";
import { JOB_STATES } from "../../shared/job";
import type { JobFilter, JobSort } from "../../shared/job-list";

const TITLE = "json_extract(job.found, '$.prompt.title')";
const TEMPLATE = "coalesce(json_extract(job.found, '$.prompt.template'), json_extract(batch.settings, '$.template'))";
/** What people see as the error: that of an attempt before the one that succeeded is none. */
const ERROR = "CASE WHEN job.state <> 'done' THEN job.error_message END";
const STATE = `CASE job.state ${JOB_STATES.map((state, at) => `WHEN '${state}' THEN ${at}`).join(" ")} END`;

const KEYS: Record<JobColumn, string> = {
  status: STATE,
  name: "job.output COLLATE NOCASE",
  batch: "batch.label COLLATE NOCASE",
  template: `${TEMPLATE} COLLATE NOCASE`,
  pages: "job.pages",
  time: "job.elapsed_ms",
  output: "batch.out_dir || '/' || job.output COLLATE NOCASE",
  error: `${ERROR} COLLATE NOCASE`,
};

/** Columns that need what is known of the batch. */
const OF_BATCH: ReadonlySet<JobColumn> = new Set(["batch", "template", "output"]);

/** Where a number holds a job's id and its state: see {@link idsSql}. */
export const STATE_SLOTS = 8;

/** The columns of the table's rows, of the jobs with the numbers in `?`, in no order. */
export const ROWS_SQL = `
  SELECT job.id, job.state, job.output, job.source, job.line, job.attempt, job.pages, job.bytes, job.elapsed_ms,
    job.error_code, job.error_message, job.error_line, job.error_column, job.created_at_ms, job.finished_at_ms,
    batch.id AS batch_id, batch.label AS batch_label, batch.out_dir AS out_dir, ${TITLE} AS title, ${TEMPLATE} AS template,
    CASE WHEN job.state = 'done' THEN json_extract(job.warnings, '$[0]') END AS warning
  FROM json_each(?) JOIN job ON job.id = json_each.value JOIN batch ON batch.number = job.batch`;

/** How many of the jobs with the numbers in `?` are in which state. */
export const COUNTS_SQL = `
  SELECT state, count(*) AS jobs FROM json_each(?) JOIN job ON job.id = json_each.value GROUP BY state`;

/**
 * Selects all jobs that match, in order, each as one number: its id times {@link STATE_SLOTS} plus the place of its state
 * in JOB_STATES. One number a row is read twice as fast as two.
 * @param batch number of the one batch, if any
 */
export function idsSql(filter: JobFilter, batch: number | undefined, sort: JobSort | undefined): Sql {
  const { where, values } = conditions(filter, batch);
  const isByBatch = sort !== undefined && OF_BATCH.has(sort.by);
  return {
    sql: `
      SELECT job.id * ${STATE_SLOTS} + ${STATE} FROM job ${isByBatch ? "JOIN batch ON batch.number = job.batch" : ""}
      ${where} ORDER BY ${sort ? `${orderBy(sort)}, ` : ""}job.batch DESC, job.id`,
    values,
  };
}

export interface Sql {
  sql: string;
  values: Record<string, string | number>;
}

function orderBy({ by, isDescending }: JobSort): string {
  return `${KEYS[by]} IS NULL, ${KEYS[by]} ${isDescending ? "DESC" : "ASC"}`;
}

function conditions({ states, search }: JobFilter, batch: number | undefined): { where: string } & Pick<Sql, "values"> {
  const values: Sql["values"] = {};
  const all: string[] = [];
  if (batch !== undefined) {
    all.push("job.batch = @batch");
    values.batch = batch;
  }
  if (states) {
    all.push("job.state IN (SELECT value FROM json_each(@states))");
    values.states = JSON.stringify(states);
  }
  if (search !== undefined) {
    // SQLite knows the capitals of ASCII only: what is written otherwise is tried in either way.
    const spellings = [...new Set([search, search.toLowerCase(), search.toUpperCase()].map(asciiLower))];
    const found = spellings.map((spelling, at) => {
      values[`text${at}`] = `%${spelling.replace(/[\\%_]/g, "\\$&")}%`;
      const has = (column: string) => `${column} LIKE @text${at} ESCAPE '\\'`;
      return ["job.output", "job.source", ERROR, TITLE].map(has).join(" OR ");
    });
    all.push(`(${found.join(" OR ")})`);
  }
  return { where: all.length > 0 ? `WHERE ${all.join(" AND ")}` : "", values };
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
