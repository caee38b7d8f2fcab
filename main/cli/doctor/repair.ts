import { checkDatabase, inspectQueue, listBackups, restoreDatabase, setAside } from "../../queue";

/** What was done about a damaged queue: where it is now, absolute, and the backup that has its place, if there was one. */
export interface Repaired {
  aside: string;
  backup: string | undefined;
}

/**
 * Puts the newest whole backup in the place of a damaged queue, or leaves it empty, so that the next command begins a new
 * one. The damaged one is set aside with its log: nothing is deleted.
 * @returns undefined where it is not damaged, and nothing was done
 */
export function repairQueue(file: string): Repaired | undefined {
  if (inspectQueue(file).state !== "damaged") return undefined;
  const backup = listBackups(file).find((one) => checkDatabase(one.file).state === "healthy")?.file;
  const aside = backup === undefined ? setAside(file) : restoreDatabase(file, backup).aside;
  return aside === null ? undefined : { aside, backup };
}
