import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import Database from "better-sqlite3";
import { PdfPromptError } from "../../shared/errors";
import { keepAside, removeLog, stamp, syncPath } from "./aside";
import { checkDatabase } from "./check-database";
import { isAlive } from "./process-identity";
import { Queue } from "./queue";
import { isFull, noRoomFor } from "./rows";

const BUSY_TIMEOUT_MS = 30_000;
/** This machine, as it stands in names of files. */
const HOST = hostname().replace(/[^A-Za-z0-9-]/g, "_");
/** Files that another machine began to write, and has not touched for so long, it has given up. */
const GIVEN_UP_MS = 24 * 3_600_000;
/** Backups that are kept of a queue in its own folder of them. */
export const KEPT_BACKUPS = 7;

export interface Backup {
  /** Absolute. */
  file: string;
  bytes: number;
  /** When it was made, in milliseconds since 1970. */
  madeAtMs: number;
}

/** The folder for the backups of a queue: beside it. */
export function backupFolder(queueFile: string): string {
  return join(dirname(queueFile), "backups");
}

/** The backups of a queue in their own folder, newest first. */
export function listBackups(queueFile: string): Backup[] {
  const pattern = ownName(queueFile);
  let names: string[] = [];
  try {
    names = readdirSync(backupFolder(queueFile));
  } catch {
    // There is none yet.
  }
  const backups = names.filter((name) => pattern.test(name)).map((name) => join(backupFolder(queueFile), name));
  return backups
    .flatMap((file): Backup[] => {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats ? [{ file, bytes: stats.size, madeAtMs: stats.mtimeMs }] : [];
    })
    .sort((one, other) => (one.file < other.file ? 1 : -1));
}

/**
 * Makes a backup of a queue, which may be in use: it holds what was committed when it began. It is written under another
 * name, checked, synced and only then given its own; no file that is there is replaced.
 * @param queueFile absolute
 * @param target absolute; default: one with the time in its name, in the queue's own folder of backups, of which the
 *   newest `keep` stay then
 * @returns the backup, and the older ones that were removed
 * @throws PdfPromptError `input-unreadable` without a queue, `internal` where it is damaged, `output-unwritable`,
 *   `disk-full`
 */
export function backUp(
  queueFile: string,
  { target, keep = KEPT_BACKUPS, now = new Date() }: { target?: string | undefined; keep?: number; now?: Date } = {},
): { backup: Backup; removed: string[] } {
  if (!statSync(queueFile, { throwIfNoEntry: false })) {
    throw new PdfPromptError("input-unreadable", `There is no queue at ${queueFile} to make a backup of.`);
  }
  const file = target ?? join(backupFolder(queueFile), nameFor(queueFile, now));
  const temporary = partOf(file);
  try {
    makeParent(file);
    const own = ownName(queueFile);
    sweepParts(dirname(file), (name) => (target === undefined ? own.test(name) : name === basename(file)));
    copyQueue(queueFile, temporary);
    const { state, problems } = checkDatabase(temporary);
    if (state !== "healthy") {
      const message = `The queue ${queueFile} is damaged, so no backup was made of it: ${problems.join(" ")} Run pdfprompt doctor.`;
      throw new PdfPromptError("internal", message);
    }
    takeName(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw toError(error, queueFile, file);
  }
  const removed = target === undefined ? removeOld(queueFile, keep) : [];
  return { backup: { file, bytes: statSync(file).size, madeAtMs: now.getTime() }, removed };
}

function copyQueue(queueFile: string, temporary: string): void {
  rmSync(temporary, { force: true });
  const source = new Database(queueFile, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    source.prepare("VACUUM INTO ?").run(temporary);
  } finally {
    source.close();
  }
  syncPath(temporary);
}

function removeOld(queueFile: string, keep: number): string[] {
  const old = listBackups(queueFile).slice(Math.max(1, keep));
  for (const { file } of old) rmSync(file, { force: true });
  return old.map(({ file }) => file);
}

export interface Restored {
  /** Where the files that were there are now; null where there was no queue. */
  aside: string | null;
  jobs: number;
}

/**
 * Puts a backup in the place of a queue. The queue that was there is moved aside, with its log: nothing of it is lost or
 * changed. What a worker held when the backup was made waits again. Should the process end in the middle, the same call
 * does it.
 * @param queueFile absolute
 * @param backup absolute
 * @throws PdfPromptError `input-unreadable` or `input-invalid` where the backup is not there or no whole queue,
 *   `output-unwritable` where processes work on the queue or the files cannot be moved, `disk-full`
 */
export function restoreDatabase(queueFile: string, backup: string, now = new Date()): Restored {
  const { state, problems, jobs } = checkDatabase(backup);
  if (state === "missing") throw new PdfPromptError("input-unreadable", `There is no backup at ${backup}.`);
  if (state !== "healthy") {
    throw new PdfPromptError("input-invalid", `${backup} cannot be restored: ${problems.join(" ")}`, {
      source: backup,
    });
  }
  const users = processesOn(queueFile);
  if (users.length > 0) {
    const message = `The queue ${queueFile} is in use by process ${users.join(", ")}. End the window and all workers first.`;
    throw new PdfPromptError("output-unwritable", message, { source: queueFile });
  }
  const temporary = partOf(queueFile);
  try {
    makeParent(queueFile);
    sweepParts(dirname(queueFile), (name) => name === basename(queueFile));
    copyQueue(backup, temporary);
    letGo(temporary);
    syncPath(temporary);
    const aside = keepAside(queueFile, now);
    removeLog(queueFile);
    renameSync(temporary, queueFile);
    syncPath(dirname(queueFile));
    return { aside, jobs: jobs ?? 0 };
  } catch (error) {
    for (const ending of ["", "-wal", "-shm"]) rmSync(temporary + ending, { force: true });
    throw toError(error, queueFile, queueFile);
  }
}

/** Puts back what workers held, without blame: whichever processes they were, they do not work on this file. */
function letGo(file: string): void {
  const queue = new Queue(file, { isAlive: () => false });
  try {
    for (const workerId of queue.remains().workers) queue.removeWorker(workerId);
  } finally {
    queue.close();
  }
}

/** Processes that work on a queue, as far as it can still be read. */
function processesOn(queueFile: string): number[] {
  if (!statSync(queueFile, { throwIfNoEntry: false })) return [];
  let connection: Database.Database | undefined;
  try {
    connection = new Database(queueFile, { readonly: true, fileMustExist: true });
    const rows = connection.prepare("SELECT pid, process_start AS start FROM worker").all();
    return (rows as { pid: number; start: string }[]).filter(isAlive).map(({ pid }) => pid);
  } catch {
    return [];
  } finally {
    connection?.close();
  }
}

/** The final name, where no file has it. */
function takeName(temporary: string, file: string): void {
  try {
    linkSync(temporary, file);
    rmSync(temporary);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || statSync(file, { throwIfNoEntry: false })) {
      throw new PdfPromptError("output-unwritable", `There is a file ${file} already. Choose another name.`);
    }
    renameSync(temporary, file);
  }
  syncPath(dirname(file));
}

/** `queue-2026-11-26T15-37-46.db`, in UTC: in the order of their names they are in that of time. */
function nameFor(queueFile: string, now: Date): string {
  return `${stemOf(queueFile)}-${stamp(now)}${extname(queueFile)}`;
}

function ownName(queueFile: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal(stemOf(queueFile))}-\\d{4}-\\d\\d-\\d\\dT[\\d-]+${literal(extname(queueFile))}$`);
}

function makeParent(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
}

/** The name that a file has while it is written: whose it is stands in it, as the folder may be shared. */
function partOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.${HOST}.${process.pid}.part`);
}

/** Clears what processes left that were killed while they wrote files of these names. */
function sweepParts(folder: string, isOurs: (name: string) => boolean): void {
  for (const part of readdirSync(folder)) {
    const [, name = "", host, pid] = /^\.(.+)\.([^.]+)\.(\d+)\.part(?:-wal|-shm|-journal)?$/.exec(part) ?? [];
    if (!isOurs(name)) continue;
    const path = join(folder, part);
    const isDead = host === HOST && !isAlive({ pid: Number(pid), start: "" });
    const changedAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (isDead || (changedAtMs !== undefined && Date.now() - changedAtMs > GIVEN_UP_MS)) rmSync(path, { force: true });
  }
}

function stemOf(file: string): string {
  return basename(file, extname(file));
}

function toError(error: unknown, queueFile: string, file: string): PdfPromptError {
  if (error instanceof PdfPromptError) return error;
  const { code = "", message } = error as { code?: string; message: string };
  if (isFull(error) || code === "ENOSPC" || code === "EDQUOT") return noRoomFor(file, error);
  if (code.startsWith("SQLITE")) {
    return new PdfPromptError(
      "internal",
      `The queue ${queueFile} cannot be read: ${message}. Run pdfprompt doctor.`,
      {},
      error,
    );
  }
  return new PdfPromptError(
    "output-unwritable",
    `${file} cannot be written: ${message}. Check the folder's permissions.`,
    {},
    error,
  );
}
