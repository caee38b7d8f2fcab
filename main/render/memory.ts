import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { app, webContents } from "electron";

/** So long the list of processes other than renderers is kept. They begin and end with the app; a crashed one comes again. */
const LIST_MS = 2000;

let listed: readonly number[] = [];
let listedAt = Number.NEGATIVE_INFINITY;

/** Resident memory of each of the app's processes, in MB, by process id. */
export function memoryMb(): Map<number, number> {
  return process.platform === "linux" ? fromKernel() : fromChromium();
}

/** Resident memory of all the app's processes together, in MB. */
export function residentMb(): number {
  return Math.round([...memoryMb().values()].reduce((sum, megabytes) => sum + megabytes, 0));
}

function fromChromium(): Map<number, number> {
  return new Map(app.getAppMetrics().map(({ pid, memory }) => [pid, memory.workingSetSize / 1024]));
}

/**
 * Chromium looks at much more of a process than its memory, and the main process, which all lanes need, stands still
 * meanwhile: with 20 processes, asking the kernel takes a twentieth of the time.
 */
function fromKernel(): Map<number, number> {
  if (performance.now() - listedAt > LIST_MS) {
    listed = app.getAppMetrics().map(({ pid }) => pid);
    listedAt = performance.now();
  }
  const renderers = webContents.getAllWebContents().map((contents) => contents.getOSProcessId());
  const found = new Map<number, number>();
  for (const pid of new Set([...listed, ...renderers])) {
    const megabytes = residentOf(pid);
    if (megabytes !== undefined) found.set(pid, megabytes);
  }
  return found;
}

/** @returns undefined where there is no such process any more */
function residentOf(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
