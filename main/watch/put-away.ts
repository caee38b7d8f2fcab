import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, posix } from "node:path";
import type { Problem } from "../../shared/errors";
import { REASON_ENDING } from "../../shared/own-files";

export { REASON_ENDING };

/** Where files go, in the watched folder. */
export const DONE_FOLDER = "done";
export const FAILED_FOLDER = "failed";

/** The content of a file with reasons. */
export interface Reason {
  /** Name of the file that it is about, beside it. */
  file: string;
  /** PDFs that were made of it all the same, and prompts of which none was. */
  done: number;
  failed: number;
  /** Name of the file, beside it, with the prompts that failed, to be mended and given back; null where it is the file itself. */
  failedRows: string | null;
  /** The first hundred. */
  failures: Pick<Problem, "code" | "message" | "line" | "column">[];
}

/**
 * A name below one of the folders that no file has: with a number where it is taken.
 * @param path below the watched folder, with `/`
 * @returns likewise
 */
export function freeName(folder: string, into: typeof DONE_FOLDER | typeof FAILED_FOLDER, path: string): string {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  for (let number = 1; ; number += 1) {
    const name = posix.join(into, number === 1 ? path : `${stem}-${number}${ending}`);
    if (!existsSync(join(folder, name))) return name;
  }
}

/** Writes why a file failed beside the place it goes to, whole or not at all. */
export function writeReason(folder: string, target: string, reason: Omit<Reason, "file">): void {
  const file = join(folder, `${target}${REASON_ENDING}`);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `.${basename(file)}.part`);
  const content: Reason = { file: posix.basename(target), ...reason };
  const descriptor = openSync(temporary, "w", 0o644);
  try {
    writeFileSync(descriptor, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/**
 * Moves a file within its watched folder. When it returns, the move is on the disk.
 * @param target below the folder; free, see {@link freeName}
 * @throws what the file system says
 */
export function moveAway(folder: string, path: string, target: string): void {
  const from = join(folder, path);
  const to = join(folder, target);
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    // Somebody has put another disk there.
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const temporary = join(dirname(to), `.${basename(to)}.part`);
    copyFileSync(from, temporary);
    renameSync(temporary, to);
    rmSync(from);
  }
  for (const changed of [dirname(to), dirname(from)]) syncFolder(changed);
}

function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Some systems know no such thing.
  }
}
