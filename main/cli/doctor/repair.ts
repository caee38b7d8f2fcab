import { existsSync, renameSync } from "node:fs";
import { inspectQueue } from "../../queue";

/**
 * Sets a damaged queue aside, with its log: nothing is deleted, and the next command begins a new one.
 * @param stamp for the new name, such as the moment
 * @returns where it is now; undefined where it is not damaged, and nothing was done
 */
export function setDamagedAside(file: string, stamp: string): string | undefined {
  if (inspectQueue(file).state !== "damaged") return undefined;
  const aside = `${file}.damaged-${stamp}`;
  // The log first: beside a new database it would be taken for its own.
  for (const end of ["-wal", "-shm", ""]) {
    if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`);
  }
  return aside;
}
