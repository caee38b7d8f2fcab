import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { type CheckResult, type Finding, looked, shell, size, thisUser } from "./finding";

/** Less than this, and the next PDFs find no room. */
const FULL_BYTES = 64e6;
const NEARLY_FULL_BYTES = 512e6;

/** File systems that other machines have a hand in: locks and shared memory do not work across them. */
const NETWORK =
  /^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|glusterfs|lustre|gpfs|vboxsf|prl_fs|virtiofs|fuse\.(sshfs|rclone|s3fs|gcsfuse|davfs|glusterfs|gvfsd-fuse))$/;
const IN_MEMORY: ReadonlySet<string> = new Set(["tmpfs", "ramfs"]);

/** The file system that a path is on. */
export interface FileSystem {
  mountPoint: string;
  type: string;
  isReadOnly: boolean;
}

/** The nearest folder above, or at, a path that is there. */
export function nearestFolder(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole) && statSync(whole).isDirectory()) return whole;
  return dirname(whole) === whole ? whole : nearestFolder(dirname(whole));
}

/** Which file system a path is on, from the text of /proc/self/mountinfo; undefined where that does not tell. */
export function fileSystemOf(path: string, mountInfo: string): FileSystem | undefined {
  let found: FileSystem | undefined;
  for (const line of mountInfo.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , , mount = "", options = ""] = before.split(" ");
    const [type = "", , superOptions = ""] = after.split(" ");
    const mountPoint = mount.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    if (type === "" || !isAbove(mountPoint, path)) continue;
    // The last of the longest: what is mounted later hides what is below.
    if (found && mountPoint.length < found.mountPoint.length) continue;
    const isReadOnly = [...options.split(","), ...superOptions.split(",")].includes("ro");
    found = { mountPoint, type, isReadOnly };
  }
  return found;
}

function isAbove(mountPoint: string, path: string): boolean {
  return mountPoint === sep || path === mountPoint || path.startsWith(mountPoint + sep);
}

/** The mounts of this process; empty where the system does not tell. */
export function readMounts(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return "";
  }
}

export interface Place {
  /** One word for the check. */
  check: "output" | "queue" | "temporary";
  /** What it is, to begin a sentence with: `The output folder`. */
  called: string;
  /** Absolute; need not be there yet. */
  folder: string;
  /** What to do instead of mending it. */
  otherwise: string;
}

/** Can files be written in a folder, whole and with room for more? What is written to find out is removed. */
export function checkPlace({ check, called, folder, otherwise }: Place, mounts = readMounts()): CheckResult {
  const there = nearestFolder(folder);
  const fileSystem = fileSystemOf(there, mounts);
  const { bavail, bsize, files, ffree } = statfsSync(there);
  const free = bavail * bsize;
  const result = looked(check, `${folder}: ${size(free)} free${fileSystem ? ` (${fileSystem.type})` : ""}`);
  const lost = {
    output: "No PDF can be published there.",
    queue: "The queue cannot be opened.",
    temporary: "No command can start.",
  };
  const unwritable = whyUnwritable(there);
  if (unwritable !== undefined) {
    const isReadOnly = unwritable === "EROFS" || fileSystem?.isReadOnly === true;
    const { uid, mode } = statSync(there);
    result.problems.push({
      code: unwritable === "ENOSPC" ? "disk-full" : isReadOnly ? "folder-read-only" : "folder-unwritable",
      what: isReadOnly
        ? `${called}, ${there}, is on a file system that is read-only (${fileSystem?.mountPoint ?? there}).`
        : `${called}, ${there}, cannot be written to (${unwritable}; it is of user ${uid}, mode ${(mode & 0o7777).toString(8)}).`,
      why: lost[check],
      fix: isReadOnly
        ? `Run: ${shell("sudo", "mount", "-o", "remount,rw", fileSystem?.mountPoint ?? there)}\nor ${otherwise}`
        : unwritable === "ENOSPC"
          ? `Free some space there, or ${otherwise}`
          : `Run: ${givenAway(folder)}\nor ${otherwise}`,
    });
    return result;
  }
  // Some file systems keep no count of files, and say 0.
  if (free < NEARLY_FULL_BYTES || (files > 0 && ffree === 0))
    result[free < FULL_BYTES || ffree === 0 ? "problems" : "warnings"].push(
      fullness({ called, there, free, otherwise }),
    );
  const network = fileSystem && NETWORK.test(fileSystem.type) ? fileSystem : undefined;
  if (network && check === "queue") result.problems.push(queueOnNetwork(folder, network));
  if (network && check === "output") result.warnings.push(outputOnNetwork(folder, network));
  if (check === "queue" && fileSystem && IN_MEMORY.has(fileSystem.type)) result.warnings.push(queueInMemory(folder));
  return result;
}

function fullness({
  called,
  there,
  free,
  otherwise,
}: {
  called: string;
  there: string;
  free: number;
  otherwise: string;
}): Finding {
  return {
    code: free < FULL_BYTES ? "disk-full" : "disk-nearly-full",
    what: `${called}, ${there}, has ${size(free)} left.`,
    why: "Where a PDF finds no room, the queue pauses until there is some. Nothing is lost.",
    fix: `Free some space: ${shell("du", "-xh", "-d1", there)} | sort -h shows what takes it; or ${otherwise}`,
  };
}

function queueOnNetwork(folder: string, { type, mountPoint }: FileSystem): Finding {
  return {
    code: "queue-on-network",
    what: `The queue's folder, ${folder}, is on a network file system (${type} at ${mountPoint}).`,
    why: "SQLite's write-ahead log needs memory that processes share: two machines there would damage the queue.",
    fix: "Use a queue on a local disk: --queue /var/tmp/queue.db, or XDG_CONFIG_HOME=/some/local/folder",
  };
}

function outputOnNetwork(folder: string, { type, mountPoint }: FileSystem): Finding {
  return {
    code: "output-on-network",
    what: `The output folder, ${folder}, is on a network file system (${type} at ${mountPoint}).`,
    why: "Every PDF is synced before it counts as done, which takes much longer there.",
    fix: "Render into a local folder and copy the PDFs afterwards: --out /var/tmp/pdfs, or --zip FILE",
  };
}

function queueInMemory(folder: string): Finding {
  return {
    code: "queue-in-memory",
    what: `The queue's folder, ${folder}, is in memory.`,
    why: "What waits there is lost when the machine is switched off.",
    fix: "Use a queue on a disk: --queue ~/queue.db",
  };
}

/** Makes a folder this user's, and nothing above it or within: what else there is may be somebody's on purpose. */
function givenAway(folder: string): string {
  return `${shell("sudo", "mkdir", "-p", folder)} && ${shell("sudo", "chown", thisUser(), folder)}`;
}

/** Really writes, syncs and removes a file: permissions, mounts and quotas have the last word. @returns an error's code */
function whyUnwritable(folder: string): string | undefined {
  let probe: string | undefined;
  try {
    probe = mkdtempSync(join(folder, ".pdfprompt-doctor-"));
    const file = openSync(join(probe, "probe"), "wx");
    try {
      writeSync(file, Buffer.alloc(4096));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown error";
  } finally {
    if (probe) rmSync(probe, { recursive: true, force: true });
  }
}
