import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import { numberedName } from "./names";
import { type PdfProperties, UnexpectedStructure, withProperties } from "./properties";

// All of this is synchronous, because it runs in a thread of its own: see publisher.ts.

export interface PublishRequest {
  bytes: Uint8Array;
  outDir: string;
  /** The wanted name below `outDir`, with `/`. */
  output: string;
  /** What to do where the name is taken: fail, replace the file, or take the next number that is free. */
  whenTaken: "fail" | "replace" | "number";
  /** What the PDF says of itself. */
  properties?: PdfProperties | undefined;
  /** Whether a PDF that they cannot be written into is refused instead of being published without. Default: no. */
  needsProperties?: boolean | undefined;
  /** Tells this attempt from all others; part of the temporary file's name. */
  token: string;
}

export interface Published {
  /** The name that was taken, below `outDir`. */
  output: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /**
   * What proves until `done` is committed that the final file is ours, see {@link settle}: the temporary file, of which
   * it is a second name, or a file that holds its hash. Undefined where a file was replaced.
   */
  proof: string | undefined;
  /** That the properties were not written, and why, in whole sentences; absent where they were. */
  withoutProperties?: string | undefined;
}

/** How far the search for a free number goes. */
const MAX_NUMBER = 10_000;
const DISK_FULL_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);
/** What is written to find out whether a full disk has room again; more than is needed, so that it is not full at once. */
const ROOM_FILE = ".pdfprompt-room.part";
const SPARE_FACTOR = 2;
const SPARE_BYTES = 64 * 1024;
/** Ending of a file that holds the hash of a final file. */
const HASH_FILE = ".sha256";
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
 * has committed the job as done: after a crash in between, two names of one file prove whose it is. Where a file can
 * have one name only, its hash in a file of its own does.
 * @throws PdfPromptError `output-unwritable` or `disk-full`; then nothing is left behind.
 */
export function publish({ properties, needsProperties = false, ...request }: PublishRequest): Published {
  if (!properties) return publishBytes(request);
  const pdf = Buffer.from(request.bytes.buffer, request.bytes.byteOffset, request.bytes.byteLength);
  try {
    return publishBytes({ ...request, bytes: withProperties(pdf, properties) });
  } catch (error) {
    if (!(error instanceof UnexpectedStructure)) throw error;
    if (needsProperties) throw new PdfPromptError("output-unwritable", withoutProperties(error.message), {}, error);
    return { ...publishBytes(request), withoutProperties: withoutProperties(error.message) };
  }
}

function withoutProperties(why: string): string {
  return `The PDF is not written as this program knows Chromium to write them: ${why}. So it has the properties and dates that Chromium gave it.`;
}

function publishBytes({ bytes, outDir, output, whenTaken, token }: PublishRequest): Published {
  const sha256 = sha256Of(bytes);
  const temporaryFile = temporaryPath(join(outDir, output), token);
  const lastNumber = whenTaken === "number" ? MAX_NUMBER : 1;
  try {
    writeDurably(temporaryFile, bytes);
    for (let number = 1; number <= lastNumber; number += 1) {
      const name = numberedName(output, number);
      const target = join(outDir, name);
      const taken = takeName(temporaryFile, target, { mayReplace: whenTaken === "replace", sha256 });
      if (!taken) continue;
      syncFolder(dirname(target));
      return { output: name, bytes: bytes.byteLength, sha256, proof: taken.proof };
    }
  } catch (error) {
    removeIfThere(temporaryFile);
    removeIfThere(hashFilePath(temporaryFile));
    throw toPublishError(error, outDir);
  }
  removeIfThere(temporaryFile);
  throw new PdfPromptError(
    "output-unwritable",
    `A file of that name came into ${outDir} after this was queued. Give the same call again to have it decided anew, or choose ` +
      "another folder or name, or the conflict policy unique or replace.",
  );
}

/**
 * Drops what proved whose the final file is, once the job is committed as done.
 * @param proof of {@link Published}, or the temporary file of an attempt that was killed just after its commit
 */
export function settle(proof: string): void {
  removeIfThere(proof);
  if (!isHashFile(proof)) removeIfThere(hashFilePath(proof));
}

/**
 * Takes back what an attempt published that turned out not to count. A final file that is not proven to be its own is
 * left alone: another attempt may have taken the name meanwhile.
 */
export function retract(outDir: string, { output, proof }: Published): void {
  if (proof === undefined) return;
  if (proves(proof, join(outDir, output))) removeIfThere(join(outDir, output));
  removeIfThere(proof);
}

/**
 * Clears what a killed attempt left behind: its temporary file, and the final file that is proven to be its own. The final
 * file may have a number, where the name was taken.
 */
export function sweep(outDir: string, output: string, token: string): void {
  const temporaryFile = temporaryPath(join(outDir, output), token);
  for (const proof of [temporaryFile, hashFilePath(temporaryFile)]) {
    if (!existsSync(proof)) continue;
    removeProven(proof, outDir, output);
    removeIfThere(proof);
  }
}

function removeProven(proof: string, outDir: string, output: string): void {
  // A temporary file without a second name proves nothing.
  if (!isHashFile(proof) && statSync(proof).nlink === 1) return;
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const target = join(outDir, numberedName(output, number));
    if (!existsSync(target) || !proves(proof, target)) continue;
    unlinkSync(target);
    return;
  }
}

/** Whether a final file is that of the attempt that left this proof. */
function proves(proof: string, target: string): boolean {
  if (!isHashFile(proof)) return isSameFile(proof, target);
  try {
    const content = readFileSync(target);
    // Empty: the attempt was killed between taking the name and giving it its content.
    return content.byteLength === 0 || readFileSync(proof, "utf8") === sha256Of(content);
  } catch {
    return false;
  }
}

/** Stands for the temporary file where a file can have one name only, and so cannot be its own proof. */
function hashFilePath(temporaryFile: string): string {
  return `${temporaryFile}${HASH_FILE}`;
}

function isHashFile(proof: string): boolean {
  return proof.endsWith(HASH_FILE);
}

/**
 * Whether so many bytes, and some to spare, fit into a folder. Where the disk seems to have room, it is tried by writing
 * them: a quota shows in no figure. Leaves nothing behind. True also where the folder has another fault: who writes there
 * next tells it better.
 */
export function hasRoom(folder: string, bytes: number): boolean {
  const file = join(folder, ROOM_FILE);
  const wantedBytes = SPARE_FACTOR * bytes + SPARE_BYTES;
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < wantedBytes) return false;
    writeDurably(file, Buffer.alloc(wantedBytes));
    return true;
  } catch (error) {
    return !DISK_FULL_CODES.has((error as NodeJS.ErrnoException).code ?? "");
  } finally {
    removeIfThere(file);
  }
}

/** In lower-case hex. */
function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Whether two paths are names of one file. */
function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** What cannot be removed is no reason to fail a job; a later sweep finds it again. */
export function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Not there, or its folder is no folder.
  }
}

/** A new folder is only as durable as its name in the folder above. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

function writeDurably(path: string, bytes: Uint8Array): void {
  makeFolder(dirname(path));
  const file = openSync(path, "w", 0o644);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** @returns undefined when the name is taken and may not be replaced; else what proves that the file is ours */
function takeName(
  temporary: string,
  target: string,
  { mayReplace, sha256 }: { mayReplace: boolean; sha256: string },
): { proof: string | undefined } | undefined {
  if (mayReplace) {
    renameSync(temporary, target);
    return { proof: undefined };
  }
  try {
    linkSync(temporary, target);
    return { proof: temporary };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return undefined;
    if (!NO_LINK_CODES.has(code)) throw error;
  }
  return takeNameWithoutLinks(temporary, target, sha256);
}

/**
 * The name is taken with an empty file first; who finds it taken gives way. Then the content is renamed over it. Its hash
 * is written down before: after a crash it proves whose the file is.
 */
function takeNameWithoutLinks(temporary: string, target: string, sha256: string): { proof: string } | undefined {
  const proof = hashFilePath(temporary);
  writeDurably(proof, Buffer.from(sha256));
  try {
    closeSync(openSync(target, "wx", 0o644));
  } catch (error) {
    removeIfThere(proof);
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
  try {
    renameSync(temporary, target);
  } catch (error) {
    removeIfThere(target);
    throw error;
  }
  return { proof };
}

/**
 * A name is only as durable as its folder. Where folders cannot be synced (Windows, some network shares) the name is as
 * durable as the file system makes it.
 */
export function syncFolder(path: string): void {
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

/** What the file system refused, as an error with a code. */
export function toPublishError(error: unknown, outDir: string): PdfPromptError {
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
