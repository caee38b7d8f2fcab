import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "../worker";

const PREFIX = "pdfprompt-session-";

/**
 * A folder for Chromium's own files of this process. Several commands may run at once, and the window besides, so each
 * has its own. Those of processes that are gone, killed ones among them, are cleared away.
 */
export function openSessionFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const [pid] = name.slice(PREFIX.length).split("-");
    if (!isRunning(Number(pid))) removeSessionFolder(join(tmpdir(), name));
  }
  return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** Chromium may still write while it ends: what is left then, the next command clears away. */
export function removeSessionFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's, or in use.
  }
}
