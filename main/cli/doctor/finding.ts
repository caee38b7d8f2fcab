import os from "node:os";

/** The closed list of what a check can find. docs/doctor.md explains each. */
export const FINDING_CODES = [
  "setup-failed",
  "electron-cannot-start",
  "libraries-missing",
  "display-unreachable",
  "sandbox-off",
  "sandbox-unavailable",
  "shared-memory-small",
  "shared-memory-unusable",
  "fonts-damaged",
  "fonts-none",
  "fontconfig-missing",
  "folder-unwritable",
  "folder-read-only",
  "disk-full",
  "disk-nearly-full",
  "queue-on-network",
  "output-on-network",
  "queue-in-memory",
  "queue-not-yours",
  "queue-damaged",
  "queue-newer",
  "queue-locked",
  "queue-unreadable",
  "queue-paused",
  "log-large",
  "open-files-few",
  "processes-few",
  "memory-small",
  "clock-wrong",
  "environment-invalid",
  "environment-unknown",
  "pdf-failed",
  "fast-lane-off",
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** Something that is wrong with the machine or the installation, in whole sentences. */
export interface Finding {
  code: FindingCode;
  what: string;
  /** What it does to the work. */
  why: string;
  /** The command that mends it, or what else to do. */
  fix: string;
}

/** What a check saw. `problems` keep the app from working; with `warnings` it works, but worse than it could. */
export interface CheckResult {
  /** One word for what was looked at. */
  check: string;
  /** What is there, in a few words. */
  found: string;
  problems: Finding[];
  warnings: Finding[];
}

/** A check that found nothing wrong so far. */
export function looked(check: string, found: string): CheckResult {
  return { check, found, problems: [], warnings: [] };
}

/** A command as a shell takes it: words that need it are quoted. */
export function shell(...words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./~*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/** The user's name; in a container that has none for them, their number. */
export function thisUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}

const MB = 1e6;
const GB = 1e9;

/** `640 MB`, `3.2 GB`, `0 MB` */
export function size(bytes: number): string {
  return bytes < GB ? `${Math.floor(bytes / MB)} MB` : `${(bytes / GB).toFixed(1)} GB`;
}
