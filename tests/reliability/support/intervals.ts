import { existsSync, readFileSync } from "node:fs";
import type { Violation } from "./invariants";

/** One job's stay in a lane. */
interface Stay {
  pid: number;
  name: string;
  beginNs: bigint;
  /** Undefined where the process was killed before the end. */
  endNs: bigint | undefined;
}

/** Reads what the scenario `work` wrote about its lanes, in the order of the beginnings. */
export function readStays(file: string): Stay[] {
  if (!existsSync(file)) return [];
  const stays = new Map<string, Stay>();
  const ended: Stay[] = [];
  for (const line of readFileSync(file, "utf8").split("\n").slice(0, -1)) {
    const [what, pid = "", name = "", atNs = "0"] = line.split(" ");
    const key = `${pid} ${name}`;
    if (what === "begin") stays.set(key, { pid: Number(pid), name, beginNs: BigInt(atNs), endNs: undefined });
    const stay = stays.get(key);
    if (what !== "end" || !stay) continue;
    ended.push({ ...stay, endNs: BigInt(atNs) });
    stays.delete(key);
  }
  return [...ended, ...stays.values()].sort((a, b) => (a.beginNs < b.beginNs ? -1 : 1));
}

/**
 * Jobs that were in the lanes of two processes at once, and jobs that were rendered again although nobody was killed.
 * @param killed processes that were killed, each with the moment from which it was surely gone
 */
export function overlaps(stays: readonly Stay[], killed: ReadonlyMap<number, bigint>): Violation[] {
  const last = new Map<string, Stay>();
  const violations: Violation[] = [];
  for (const stay of stays) {
    const before = last.get(stay.name);
    last.set(stay.name, stay);
    if (!before) continue;
    const goneNs = killed.get(before.pid);
    const what = `${stay.name} was rendered by ${before.pid} and ${stay.pid}`;
    if (goneNs === undefined) violations.push({ kind: "overlap", what: `${what}, and nobody was killed` });
    else if ((before.endNs ?? goneNs) > stay.beginNs && goneNs > stay.beginNs) {
      violations.push({ kind: "overlap", what: `${what} at once` });
    }
  }
  return violations;
}

/** How many jobs each process rendered. */
export function shares(stays: readonly Stay[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { pid } of stays) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  return counts;
}
