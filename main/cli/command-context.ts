import type { LogSettings } from "../../shared/log";
import type { WorkerSettings } from "../../shared/settings";

/** What every command gets. */
export interface CommandContext {
  /** Folder of the built main process. */
  mainFolder: string;
  /** Folder that relative paths start from. */
  cwd: string;
  /** Worker settings of the environment; commands lay their flags over them. */
  environment: WorkerSettings;
  /** What the environment says of the log. */
  log: LogSettings;
  /** Queue used where `--queue` names none. */
  defaultQueueFile: string;
  /** Fires on Ctrl-C, a request to end, or when the launcher is gone. */
  interrupted: AbortSignal;
}

/** Exit codes of the contract. */
export const EXIT = { allDone: 0, someFailed: 1, badCall: 2, interrupted: 130 } as const;

/** The call itself is wrong: its message goes to stderr, the exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Writes a line to stdout and waits until it is out: the process may end right after. */
export function print(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}

/** Writes a line about the work to stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
