import { existsSync } from "node:fs";
import { BUSY_TIMEOUT_MS, type Connection } from "./database";

/** Why nothing can be written to a database, see {@link Queue.writeProblem}. Not to be called within a transaction. */
export function writeProblem(db: Connection): string | undefined {
  if (!existsSync(db.name)) return "its file is not there any more";
  db.pragma("busy_timeout = 0");
  try {
    db.exec("BEGIN IMMEDIATE");
    db.exec("ROLLBACK");
    return undefined;
  } catch (error) {
    // Somebody else is writing: then it can be written.
    if ((error as { code?: string }).code?.startsWith("SQLITE_BUSY")) return undefined;
    return error instanceof Error ? error.message : String(error);
  } finally {
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}
