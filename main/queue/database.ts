import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { PdfPromptError } from "../../shared/errors";
import { MIGRATIONS } from "./migrations";

export type Connection = Database.Database;

/** How `synchronous` is read back. */
const SYNCHRONOUS = { NORMAL: 1, FULL: 2 } as const;
const BUSY_TIMEOUT_MS = 5000;

/** What only measurements set. The product opens every queue without it. */
export interface MeasuringOptions {
  /** `FULL`, the default: every commit is on the disk when it returns. `NORMAL`: a power cut may take the last ones. */
  synchronous?: keyof typeof SYNCHRONOUS;
  /** Pages in the write-ahead log at which it is written into the file; 0 for never. Default: SQLite's own. */
  checkpointPages?: number;
}

/**
 * Opens the queue's database, creating or upgrading it where needed. It is the only connection of the process to that
 * file: closing any other descriptor of it would drop SQLite's locks.
 * @throws PdfPromptError `internal` when the file is no queue, is newer than this program, or cannot be opened.
 */
export function openDatabase(
  file: string,
  { synchronous = "FULL", checkpointPages }: MeasuringOptions = {},
): Connection {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const connection = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    connection.pragma("journal_mode = WAL");
    connection.pragma(`synchronous = ${synchronous}`);
    if (checkpointPages !== undefined) connection.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    connection.pragma("foreign_keys = ON");
    if (connection.pragma("synchronous", { simple: true }) !== SYNCHRONOUS[synchronous]) {
      throw new Error(`it does not accept synchronous = ${synchronous}`);
    }
    migrate(connection);
    return connection;
  } catch (error) {
    if (error instanceof PdfPromptError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new PdfPromptError("internal", `The queue ${file} cannot be opened: ${why}.`, { source: file }, error);
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
