import { readdirSync, readFileSync, statSync } from "node:fs";
import { type CheckResult, looked } from "./finding";

/** What eight lanes with their windows keep open, and something besides. */
const ENOUGH_FILES = 1024;
const FEW_FILES = 256;
/** Processes and threads of eight lanes, with Chromium's helpers. */
const ENOUGH_PROCESSES = 512;
const FEW_PROCESSES = 128;

/** A limit of this process, from the text of /proc/self/limits; undefined where it is unlimited or not told. */
export function softLimit(limits: string, name: string): number | undefined {
  const [, soft] = new RegExp(`^${name}\\s+(\\S+)`, "m").exec(limits) ?? [];
  const value = Number(soft);
  return Number.isFinite(value) ? value : undefined;
}

/** May this process open as many files, and start as many others, as the work needs? Linux only. */
export function checkLimits({
  limits = readText("/proc/self/limits"),
  isRoot = process.getuid?.() === 0,
  threads = isRoot ? 0 : ownThreads(),
}: {
  limits?: string;
  isRoot?: boolean;
  threads?: number;
} = {}): CheckResult {
  const files = softLimit(limits, "Max open files");
  // Root is not held to it.
  const processes = isRoot ? undefined : softLimit(limits, "Max processes");
  const result = looked("limits", `${files ?? "unlimited"} open files, ${processes ?? "unlimited"} processes`);
  if (files !== undefined && files < ENOUGH_FILES) {
    result[files < FEW_FILES ? "problems" : "warnings"].push({
      code: "open-files-few",
      what: `A process may have ${files} files open.`,
      why: "Lanes, fonts and connections between Chromium's processes need more; they fail with EMFILE.",
      fix: "Run: ulimit -n 4096\nFor good: LimitNOFILE= in a systemd unit, nofile in /etc/security/limits.conf, or docker run --ulimit nofile=4096",
    });
  }
  const left = processes === undefined ? undefined : processes - threads;
  if (left !== undefined && left < ENOUGH_PROCESSES) {
    result[left < FEW_PROCESSES ? "problems" : "warnings"].push({
      code: "processes-few",
      what: `This user may have ${processes} processes and threads, of which ${threads} are in use.`,
      why: "Each lane is a process with about twenty threads; Chromium ends where it cannot start one.",
      fix: "Run: ulimit -u 4096\nFor good: TasksMax= in a systemd unit, nproc in /etc/security/limits.conf, or docker run --pids-limit 4096",
    });
  }
  return result;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Processes and threads of this user. */
function ownThreads(): number {
  const uid = process.getuid?.();
  let threads = 0;
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    if (statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid !== uid) continue;
    threads += Number(/^Threads:\s+(\d+)$/m.exec(readText(`/proc/${name}/status`))?.[1] ?? 0);
  }
  return threads;
}
