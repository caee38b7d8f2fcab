import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { PdfPromptError } from "../../shared/errors";
import { MIGRATIONS } from "./migrations";

export type Connection = Database.Database;

/** `synchronous` as SQLite reads it back: every commit is on the disk when it returns. */
const SYNCHRONOUS_FULL = 2;
/** How long a write waits for that of another process. */
export const BUSY_TIMEOUT_MS = 5000;
/** Twice SQLite's default: rows with a prompt in them are long, and bulk writes then touch half as many pages. */
const PAGE_BYTES = 8192;
/** Pages in the log before they are copied home: 32 MB. Rarely, because a tick pays for it. */
const CHECKPOINT_PAGES = 4000;
/** So long after opening, none are. */
const FIRST_CHECKPOINT_MS = 1000;

export interface DatabaseOptions {
  /** `NORMAL` may lose the last commits in a power cut: for the benchmark alone. Default: `FULL`. */
  synchronous?: "FULL" | "NORMAL";
  /** Pages in the log before they are copied home, 0 for never: for the benchmark alone. */
  checkpointPages?: number;
}

/**
 * Opens the queue's database, creating or upgrading it where needed. It is the only connection of the process to that
 * file: closing any other descriptor of it would drop SQLite's locks.
 * @throws PdfPromptError `internal` when the file is no queue, is newer than this program, or cannot be opened.
 */
export function openDatabase(
  file: string,
  { synchronous = "FULL", checkpointPages = CHECKPOINT_PAGES }: DatabaseOptions = {},
): Connection {
  let connection: Connection | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    connection = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    prepare(connection, synchronous, checkpointPages);
    migrate(connection);
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof PdfPromptError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new PdfPromptError(
      "internal",
      `The queue ${file} cannot be opened: ${why}. pdfprompt doctor tells more.`,
      { source: file },
      error,
    );
  }
}

function prepare(connection: Connection, synchronous: "FULL" | "NORMAL", checkpointPages: number): void {
  // Only a new file takes it.
  connection.pragma(`page_size = ${PAGE_BYTES}`);
  connection.pragma("journal_mode = WAL");
  connection.pragma(`synchronous = ${synchronous}`);
  connection.pragma("foreign_keys = ON");
  // What SQLite wants to undo of a single statement needs no file.
  connection.pragma("temp_store = MEMORY");
  // A killed process may have left a long log, and the first commit would copy all of it home: first claims first.
  connection.pragma("wal_autocheckpoint = 0");
  setTimeout(() => {
    if (connection.open) connection.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  }, FIRST_CHECKPOINT_MS).unref();
  if (synchronous === "FULL" && connection.pragma("synchronous", { simple: true }) !== SYNCHRONOUS_FULL) {
    throw new Error("it does not accept synchronous = FULL");
  }
}

function migrate(connection: Connection): void {
  const version = () => Number(connection.pragma("user_version", { simple: true }));
  if (version() > MIGRATIONS.length) {
    throw new PdfPromptError(
      "internal",
      `The queue ${connection.name} was written by a newer version of PDFPrompt (schema ${version()}, this one knows ` +
        `${MIGRATIONS.length}). Update PDFPrompt, or name another file with --queue.`,
    );
  }
  if (version() === MIGRATIONS.length) return;
  // Another process may be upgrading the same file: the version is read again inside the write lock.
  connection
    .transaction(() => {
      for (const step of MIGRATIONS.slice(version())) connection.exec(step);
      connection.pragma(`user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}
