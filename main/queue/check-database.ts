import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { MIGRATIONS } from "./migrations";

/** How many flaws are named. */
const MOST_FLAWS = 20;
const BUSY_TIMEOUT_MS = 5000;

/**
 * What a file is worth as a queue.
 * - `missing`: there is none; the first use makes one.
 * - `healthy`: it can be worked with.
 * - `broken`: it is damaged, or no queue at all. `problems` say what is wrong.
 * - `unreadable`: it cannot be read, for want of permission or room, or by a fault of the disk; whether it is whole is not known.
 * - `newer`: a newer version of the program wrote it.
 * - `busy`: other processes held it locked all the time, so that nothing can be said.
 */
export interface DatabaseCheck {
  state: "missing" | "healthy" | "broken" | "unreadable" | "newer" | "busy";
  /** In whole sentences; empty where it is healthy. */
  problems: string[];
  /** How many steps of the schema it has taken; null where that cannot be read. */
  schema: number | null;
  /** Size of the file without its log; null where there is none. */
  bytes: number | null;
  /** Jobs in it; null where they cannot be counted. */
  jobs: number | null;
}

/**
 * Looks whether a file is a whole queue: its pages, its indexes, its counts and the prompts in it. It may be in use. Neither
 * the file nor its log is changed, whatever state they are in. Takes seconds for a million jobs.
 * @param file absolute
 */
export function checkDatabase(file: string): DatabaseCheck {
  const stats = statSync(file, { throwIfNoEntry: false });
  const found: DatabaseCheck = { state: "missing", problems: [], schema: null, bytes: stats?.size ?? null, jobs: null };
  if (!stats) return found;
  const broken = (...problems: string[]): DatabaseCheck => ({ ...found, state: "broken", problems });
  if (!stats.isFile()) return broken(`${file} is no file.`);
  // SQLite takes it for a new database: it would be filled as if there had never been a queue.
  if (stats.size === 0) return broken("The file is empty: what was in it is gone.");
  let connection: Database.Database | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    found.schema = Number(connection.pragma("user_version", { simple: true }));
    if (found.schema > MIGRATIONS.length) {
      const problem = `It was written by a newer version of PDFPrompt (schema ${found.schema}, this one knows ${MIGRATIONS.length}).`;
      return { ...found, state: "newer", problems: [problem] };
    }
    const problems = flawsOf(connection, found.schema);
    if (problems.length > 0) return broken(...problems);
    found.jobs = connection.prepare("SELECT count(*) FROM job").pluck().get() as number;
    return { ...found, state: "healthy" };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (/^SQLITE_(BUSY|LOCKED)/.test(code ?? "")) {
      return { ...found, state: "busy", problems: ["Other processes hold it locked. Try again when they are done."] };
    }
    if (/^SQLITE_(CANTOPEN|PERM|AUTH|READONLY|IOERR|NOMEM)/.test(code ?? "")) {
      const problem = `${sentence(message)} Check the disk, and the permissions of the file, its log (-wal) and their folder.`;
      return { ...found, state: "unreadable", problems: [problem] };
    }
    return broken(sentence(message));
  } finally {
    connection?.close();
  }
}

function flawsOf(db: Database.Database, schema: number): string[] {
  const pages = (db.pragma(`integrity_check(${MOST_FLAWS})`) as { integrity_check: string }[]).map(
    (row) => row.integrity_check,
  );
  if (pages.length !== 1 || pages[0] !== "ok") return pages.map(sentence);
  if (schema === 0) return ["It is a database, but no queue of PDFPrompt."];
  const tables = new Set(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const missing = ["batch", "job", "tally", "setting"].filter((name) => !tables.has(name));
  if (missing.length > 0) return [`Tables are missing: ${missing.join(", ")}.`];
  const flaws: string[] = [];
  const unreadable = db.prepare("SELECT count(*) FROM job WHERE NOT json_valid(found)").pluck().get() as number;
  if (unreadable > 0) flaws.push(`The prompts of ${unreadable} jobs cannot be read.`);
  // A schema that is older than numbers of batches is upgraded at its next use.
  if ((schema >= 2 && !isTallyRight(db)) || (schema >= 5 && !areTotalsRight(db)))
    flaws.push("The counts of jobs by state do not match the jobs.");
  if ((db.pragma("foreign_key_check") as unknown[]).length > 0) flaws.push("There are jobs of batches that are gone.");
  return flaws;
}

function isTallyRight(db: Database.Database): boolean {
  const wrong = db
    .prepare(`
    SELECT 1 FROM (
      SELECT batch, state, count(*) AS jobs FROM job GROUP BY batch, state
      EXCEPT SELECT batch, state, jobs FROM tally
    ) UNION ALL
    SELECT 1 FROM (
      SELECT batch, state, jobs FROM tally WHERE jobs > 0
      EXCEPT SELECT batch, state, count(*) FROM job GROUP BY batch, state
    ) LIMIT 1`)
    .get();
  return wrong === undefined;
}

/** Counts of all batches together, which are kept apart from those by batch. */
function areTotalsRight(db: Database.Database): boolean {
  const wrong = db
    .prepare(`
    SELECT 1 FROM (
      SELECT state, sum(jobs) AS jobs FROM tally GROUP BY state HAVING sum(jobs) > 0
      EXCEPT SELECT state, jobs FROM total
    ) UNION ALL
    SELECT 1 FROM (
      SELECT state, jobs FROM total WHERE jobs > 0
      EXCEPT SELECT state, sum(jobs) FROM tally GROUP BY state
    ) LIMIT 1`)
    .get();
  return wrong === undefined;
}

/** SQLite's words as a sentence. */
function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return first.endsWith(".") ? first : `${first}.`;
}
