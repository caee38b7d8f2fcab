import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import { numberedName } from "./names";

// All of this is synchronous, because it runs in a thread of its own: see publisher.ts.

export interface PublishRequest {
  bytes: Uint8Array;
  outDir: string;
  /** The wanted name below `outDir`, with `/`. */
  output: string;
  /** What to do where the name is taken: fail, replace the file, or take the next number that is free. */
  whenTaken: "fail" | "replace" | "number";
  /** Tells this attempt from all others; part of the temporary file's name. */
  token: string;
}

export interface Published {
  /** The name that was taken, below `outDir`. */
  output: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** The temporary file, kept as proof that the final file is ours until `done` is committed; see {@link settle}. */
  temporaryFile: string | undefined;
}

/** How far the search for a free number goes. */
const MAX_NUMBER = 10_000;
const DISK_FULL_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);
/** What is written to find out whether a full disk has room again; more than is needed, so that it is not full at once. */
const ROOM_FILE = ".pdfprompt-room.part";
const SPARE_FACTOR = 2;
const SPARE_BYTES = 64 * 1024;
/** Where a file system knows no second name for a file (FAT, some network shares). */
const NO_LINK_CODES: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);
/** Where a folder cannot be opened for reading or cannot be synced. */
const NO_FOLDER_SYNC_CODES: ReadonlySet<string> = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "EACCES", "EPERM"]);

/** The temporary file of an attempt: beside the target, so that the last step stays within one file system. */
export function temporaryPath(target: string, token: string): string {
  return join(dirname(target), `.${token}.part`);
}

/**
 * Puts bytes under a final name, whole or not at all: written to a temporary file, synced, given the final name as a
 * second name (which fails where the name is taken), and the folder synced. The temporary name stays until the caller
 * has committed the job as done: after a crash in between, two names of one file prove whose it is.
 * @throws PdfPromptError `output-unwritable` or `disk-full`; then nothing is left behind.
 */
export function publish({ bytes, outDir, output, whenTaken, token }: PublishRequest): Published {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const temporaryFile = temporaryPath(join(outDir, output), token);
  const lastNumber = whenTaken === "number" ? MAX_NUMBER : 1;
  try {
    writeDurably(temporaryFile, bytes);
    for (let number = 1; number <= lastNumber; number += 1) {
      const name = numberedName(output, number);
      const target = join(outDir, name);
      if (!takeName(temporaryFile, target, whenTaken === "replace")) continue;
      syncFolder(dirname(target));
      const isProofLeft = whenTaken !== "replace";
      return { output: name, bytes: bytes.byteLength, sha256, temporaryFile: isProofLeft ? temporaryFile : undefined };
    }
  } catch (error) {
    removeIfThere(temporaryFile);
    throw toPublishError(error, outDir);
  }
  removeIfThere(temporaryFile);
  throw new PdfPromptError(
    "output-unwritable",
    `A file of that name is already in ${outDir}. Choose another folder or name, or --on-conflict unique, skip or replace.`,
  );
}

/** Drops the temporary name once the job is committed as done. */
export function settle(temporaryFile: string | undefined): void {
  if (temporaryFile !== undefined) removeIfThere(temporaryFile);
}

/**
 * Takes back what an attempt published that turned out not to count. A final file that is not proven to be its own is
 * left alone: another attempt may have taken the name meanwhile.
 */
export function retract(outDir: string, { output, temporaryFile }: Published): void {
  if (temporaryFile === undefined) return;
  if (isSameFile(temporaryFile, join(outDir, output))) removeIfThere(join(outDir, output));
  removeIfThere(temporaryFile);
}

/**
 * Clears what a killed attempt left behind: its temporary file, and the final file where both are names of one file. The
 * final file may have a number, where the name was taken.
 * @param tokens of all earlier attempts of the job
 */
export function sweep(outDir: string, output: string, tokens: readonly string[]): void {
  for (const token of tokens) {
    const temporaryFile = temporaryPath(join(outDir, output), token);
    const links = statSync(temporaryFile, { throwIfNoEntry: false })?.nlink ?? 0;
    for (let number = 1; links > 1 && number <= MAX_NUMBER; number += 1) {
      const target = join(outDir, numberedName(output, number));
      if (!isSameFile(temporaryFile, target)) continue;
      unlinkSync(target);
      break;
    }
    removeIfThere(temporaryFile);
  }
}

/**
 * Whether so many bytes, and some to spare, fit into a folder. It is tried by writing them: a quota shows in no figure.
 * Leaves nothing behind. True also where the folder has another fault: who writes there next tells it better.
 */
export function hasRoom(folder: string, bytes: number): boolean {
  const file = join(folder, ROOM_FILE);
  try {
    writeDurably(file, Buffer.alloc(SPARE_FACTOR * bytes + SPARE_BYTES));
    return true;
  } catch (error) {
    return !DISK_FULL_CODES.has((error as NodeJS.ErrnoException).code ?? "");
  } finally {
    removeIfThere(file);
  }
}

/** Whether two paths are names of one file. */
function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** What cannot be removed is no reason to fail a job; a later sweep finds it again. */
function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Not there, or its folder is no folder.
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w", 0o644);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** @returns false when the name is taken and may not be replaced */
function takeName(temporary: string, target: string, mayReplace: boolean): boolean {
  if (mayReplace) {
    renameSync(temporary, target);
    return true;
  }
  try {
    linkSync(temporary, target);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (!NO_LINK_CODES.has(code)) throw error;
  }
  return takeNameWithoutLinks(temporary, target);
}

/** The name is taken with an empty file first; who finds it taken gives way. Then the content is renamed over it. */
function takeNameWithoutLinks(temporary: string, target: string): boolean {
  try {
    closeSync(openSync(target, "wx", 0o644));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    renameSync(temporary, target);
  } catch (error) {
    removeIfThere(target);
    throw error;
  }
  return true;
}

/**
 * A name is only as durable as its folder. Where folders cannot be synced (Windows, some network shares) the name is as
 * durable as the file system makes it.
 */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC_CODES.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function toPublishError(error: unknown, outDir: string): PdfPromptError {
  if (error instanceof PdfPromptError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (DISK_FULL_CODES.has(code)) {
    return new PdfPromptError(
      "disk-full",
      `There is no room left for the output in ${outDir}. Free some space.`,
      {},
      error,
    );
  }
  return new PdfPromptError(
    "output-unwritable",
    `The output cannot be written to ${outDir}: ${message}. Check the folder and its permissions.`,
    {},
    error,
  );
}
