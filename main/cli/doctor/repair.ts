import { existsSync, renameSync } from "node:fs";
import { checkDatabase, inspectQueue, listBackups, restoreDatabase } from "../../queue";

/** What was done about a damaged queue: where it is now, absolute, and the backup that has its place, if there was one. */
export interface Repaired {
  aside: string;
  backup: string | undefined;
}

/**
 * Puts the newest whole backup in the place of a damaged queue, or leaves it empty, so that the next command begins a new
 * one. The damaged one is set aside with its log: nothing is deleted.
 * @param stamp for its new name where there is no backup, such as the moment
 * @returns undefined where it is not damaged, and nothing was done
 */
export function repairQueue(file: string, stamp: string): Repaired | undefined {
  if (inspectQueue(file).state !== "damaged") return undefined;
  const backup = listBackups(file).find((one) => checkDatabase(one.file).state === "healthy")?.file;
  const restored = backup === undefined ? null : restoreDatabase(file, backup).aside;
  return { aside: restored ?? setAside(file, stamp), backup };
}

function setAside(file: string, stamp: string): string {
  const aside = `${file}.damaged-${stamp}`;
  // The log first: beside a new database it would be taken for its own.
  for (const end of ["-wal", "-shm", ""]) {
    if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`);
  }
  return aside;
}
