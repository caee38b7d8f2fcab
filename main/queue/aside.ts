import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Moves a queue aside with its log, so that its next use begins a new one. Should the process end in the middle, nothing is
 * lost: all of it has its second name before any has lost its first.
 * @param queueFile absolute; no process may have it open
 * @returns where it is now, absolute; null where there was none
 */
export function setAside(queueFile: string, now = new Date()): string | null {
  const aside = keepAside(queueFile, now);
  removeLog(queueFile);
  rmSync(queueFile, { force: true });
  syncPath(dirname(queueFile));
  return aside;
}

/**
 * Gives the files of a queue second names.
 * @returns that of the database, absolute; null where there is none
 */
export function keepAside(queueFile: string, now: Date): string | null {
  if (!statSync(queueFile, { throwIfNoEntry: false })) return null;
  const base = `${queueFile}.aside-${stamp(now)}`;
  for (let number = 1; ; number += 1) {
    const aside = number === 1 ? base : `${base}-${number}`;
    if (statSync(aside, { throwIfNoEntry: false })) continue;
    // The log first: where the file itself is there, everything is.
    for (const ending of ["-wal", "-shm", ""]) {
      if (!statSync(queueFile + ending, { throwIfNoEntry: false })) continue;
      rmSync(aside + ending, { force: true });
      keep(queueFile + ending, aside + ending);
    }
    syncPath(dirname(queueFile));
    return aside;
  }
}

function keep(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // A file system where a file has one name.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw error;
    renameSync(from, to);
  }
}

/** The log of a file would be taken for one of the next file of that name, so it must be gone before there is one. */
export function removeLog(queueFile: string): void {
  for (const ending of ["-wal", "-shm"]) rmSync(queueFile + ending, { force: true });
  syncPath(dirname(queueFile));
}

/** A moment as it stands in names of files, in UTC: `2026-11-26T15-37-46`. */
export function stamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(":", "-");
}

/** Has the system write a file or the names in a folder to the disk. */
export function syncPath(path: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    fsyncSync(descriptor);
  } catch (error) {
    // Folders cannot be synced everywhere.
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
