import { readFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { type CheckResult, looked, size } from "./finding";

/** The main process with its threads and Chromium's helpers, and one lane. */
const LEAST_BYTES = 512e6;
/** The preset `small`. */
const SMALL_BYTES = 1024e6;
/** Cgroups without a limit say something like the largest number there is. */
const UNLIMITED_BYTES = 2 ** 60;

export interface MemoryInputs {
  /** Text of /proc/meminfo. */
  memInfo?: string;
  /** Text of /proc/self/cgroup. */
  cgroups?: string;
  /** Where the cgroups are mounted. */
  cgroupFolder?: string;
}

/** The memory that a container or a service may use, in bytes; undefined where it is not limited. */
export function cgroupLimit({ cgroups, cgroupFolder }: Required<Omit<MemoryInputs, "memInfo">>): number | undefined {
  const limits = cgroups.split("\n").flatMap((line) => {
    const [id, controllers, path = ""] = line.split(":");
    if (id === "0") return limitsAbove(cgroupFolder, path, "memory.max");
    if (!controllers?.split(",").includes("memory")) return [];
    return limitsAbove(join(cgroupFolder, "memory"), path, "memory.limit_in_bytes");
  });
  const least = Math.min(...limits);
  return least < UNLIMITED_BYTES ? least : undefined;
}

/** What a group and all groups above it allow: the least of it counts. */
function limitsAbove(root: string, path: string, file: string): number[] {
  const names = path.split("/").filter(Boolean);
  return [...names, ""].flatMap((_name, at) => {
    const bytes = Number(read(join(root, ...names.slice(0, at), file)).trim() || Number.NaN);
    return Number.isFinite(bytes) ? [bytes] : [];
  });
}

/** Is there memory for the work? */
export function checkMemory({
  memInfo = read("/proc/meminfo"),
  cgroups = read("/proc/self/cgroup"),
  cgroupFolder = "/sys/fs/cgroup",
}: MemoryInputs = {}): CheckResult {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(memInfo)?.[1];
  const free = kilobytes === undefined ? os.freemem() : Number(kilobytes) * 1024;
  const limit = cgroupLimit({ cgroups, cgroupFolder });
  const usable = Math.min(free, limit ?? Number.POSITIVE_INFINITY);
  const limited = limit === undefined ? "" : `, ${size(limit)} allowed to this container or service`;
  const result = looked("memory", `${size(free)} available${limited}`);
  if (usable < SMALL_BYTES) {
    result[usable < LEAST_BYTES ? "problems" : "warnings"].push({
      code: "memory-small",
      what: `There are ${size(usable)} of memory for the work.`,
      why: "The app takes about 400 MB with one lane, and each further lane 110 to 190 MB; the system ends what takes more than there is.",
      fix:
        limit !== undefined && limit <= free
          ? "Allow more: docker run --memory 2g, or MemoryMax= in a systemd unit; or use one lane: --concurrency 1"
          : "End other programs, or use one lane: --concurrency 1",
    });
  }
  return result;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
