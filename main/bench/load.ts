import { readdirSync, readFileSync } from "node:fs";

/** What the kernel counts processor time in. The same on every Linux that Electron runs on. */
const TICK_MS = 10;

interface ProcessTimes {
  parent: number;
  /** Of the process and of its children that have ended, in milliseconds. */
  cpuMs: number;
}

/**
 * Processor time that a process and everything it started have taken until now, in milliseconds: renderers that were
 * replaced meanwhile are in it. Steadier than a rate, since other programs do not count.
 * @returns null where the system does not tell (it is read from `/proc`)
 */
export function cpuMsOfTree(pid: number): number | null {
  const all = processTimes();
  if (!all.has(pid)) return null;
  const tree = [pid];
  let cpuMs = 0;
  for (const member of tree) {
    cpuMs += all.get(member)?.cpuMs ?? 0;
    for (const [child, { parent }] of all) if (parent === member) tree.push(child);
  }
  return cpuMs;
}

function processTimes(): Map<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of namesIn("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const times = timesOf(name);
    if (times) all.set(Number(name), times);
  }
  return all;
}

function timesOf(pid: string): ProcessTimes | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // A process's name stands in brackets and may hold anything; what follows the last one is plain.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
  } catch {
    // It has ended since its folder was listed.
    return undefined;
  }
}

/** Files, sockets and pipes that this process has open; null where the system does not tell. */
export function openFiles(): number | null {
  const names = namesIn("/proc/self/fd");
  return names.length === 0 ? null : names.length;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
