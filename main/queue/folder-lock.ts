import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { PdfPromptError } from "../../shared/errors";

/** Held by the one process that works on a folder. It stays there, empty: who removes it might remove another's. */
const LOCK_NAME = ".pdfprompt-watch.lock";
const OWNER_NAME = ".pdfprompt-watch.pid";

export interface FolderLock {
  /** Whether the folder is still where it was, and the lock in it. */
  isThere(): boolean;
  /**
   * What the clock of the folder's disk is behind that of this machine, in milliseconds: they differ on network shares.
   */
  clockBehindMs: number;
  release(): void;
}

/**
 * Takes a folder for this process alone. The lock is one of the operating system's, so that none is left by a process that
 * was killed; SQLite knows how to take it on every system. It counts within a process, too.
 * @throws PdfPromptError `input-invalid` where another process has it, `output-unwritable` where the folder takes no files
 */
export function lockFolder(folder: string): FolderLock {
  const lockFile = join(folder, LOCK_NAME);
  const ownerFile = join(folder, OWNER_NAME);
  let connection: Database.Database | undefined;
  try {
    connection = new Database(lockFile, { timeout: 0 });
    connection.exec("BEGIN EXCLUSIVE");
    writeFileSync(ownerFile, `${process.pid}\n`);
    const clockBehindMs = Date.now() - statSync(ownerFile).mtimeMs;
    const held = connection;
    const identities = () => [folder, lockFile].map(identityOf).join(" ");
    const locked = identities();
    return { clockBehindMs, isThere: () => identities() === locked, release: () => held.close() };
  } catch (error) {
    connection?.close();
    if ((error as { code?: string }).code === "SQLITE_BUSY") throw isTaken(folder, ownerFile);
    const why = error instanceof Error ? error.message : String(error);
    const message = `The folder ${folder} cannot be watched, as nothing can be written into it: ${why}. Give your account the right to write there.`;
    throw new PdfPromptError("output-unwritable", message, { source: folder }, error);
  }
}

function isTaken(folder: string, ownerFile: string): PdfPromptError {
  let owner = "another process";
  try {
    owner = `process ${Number.parseInt(readFileSync(ownerFile, "utf8"), 10)}`;
  } catch {
    // It has not written it yet.
  }
  const message = `The folder ${folder} is watched already, by ${owner}. End that one first, or watch another folder.`;
  return new PdfPromptError("input-invalid", message, { source: folder });
}

/** Tells a file or folder from another one under its path; empty where there is none. */
function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return "";
  }
}
