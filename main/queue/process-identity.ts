import { readFileSync } from "node:fs";

/** A process, told apart from any later one that gets the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own words; empty where the system does not tell. */
  start: string;
}

/**
 * State (field 3) and start time in clock ticks since boot (field 22) of `/proc/<pid>/stat`. The name before them may
 * hold spaces. Empty on systems without `/proc`.
 */
function statOf(pid: number): { state: string; start: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", start: fields[19] ?? "" };
  } catch {
    return { state: "", start: "" };
  }
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, start: statOf(process.pid).start };
}

/** Whether that very process still runs on this machine. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = statOf(pid);
  // A killed process whose parent has not asked for it yet still has its pid, but will never work again.
  if (now.state === "Z" || now.state === "X") return false;
  return start === "" || now.start === "" || now.start === start;
}
