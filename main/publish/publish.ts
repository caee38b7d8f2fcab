import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PdfPromptError } from "../../shared/errors";

export interface PublishRequest {
  bytes: Uint8Array;
  outDir: string;
  /** Names to try below `outDir`, in order. The first that is free is taken. */
  names: Iterable<string>;
  /** Whether a file that stands under the name may be replaced. */
  mayReplace: boolean;
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

const DISK_FULL_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);
/** Where a file system knows no second name for a file (FAT, some network shares). */
const NO_LINK_CODES: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** The temporary file of an attempt: beside the target, so that the last step stays within one file system. */
export function temporaryPath(target: string, token: string): string {
  return join(dirname(target), `.${basename(target)}.${token}.part`);
}

/**
 * Puts bytes under a final name, whole or not at all: written to a temporary file, synced, given the final name as a
 * second name (which fails where the name is taken), and the folder synced. The temporary name stays until the caller
 * has committed the job as done: after a crash in between, two names of one file prove whose it is.
 * @throws PdfPromptError `output-unwritable` or `disk-full`; then nothing is left behind.
 */
export async function publish({ bytes, outDir, names, mayReplace, token }: PublishRequest): Promise<Published> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  let temporaryFile: string | undefined;
  try {
    for (const output of names) {
      const target = join(outDir, output);
      if (temporaryFile === undefined) {
        temporaryFile = temporaryPath(target, token);
        await writeDurably(temporaryFile, bytes);
      }
      const isTaken = !(await claimName(temporaryFile, target, mayReplace, bytes.byteLength));
      if (isTaken) continue;
      await syncFolder(dirname(target));
      return { output, bytes: bytes.byteLength, sha256, temporaryFile: mayReplace ? undefined : temporaryFile };
    }
  } catch (error) {
    if (temporaryFile !== undefined) await unlink(temporaryFile).catch(() => undefined);
    throw toPublishError(error, outDir);
  }
  if (temporaryFile !== undefined) await unlink(temporaryFile).catch(() => undefined);
  throw new PdfPromptError(
    "output-unwritable",
    `A file of that name is already in ${outDir}. Choose another folder or name, or --on-conflict unique, skip or replace.`,
  );
}

/** Drops the temporary name once the job is committed as done. */
export async function settle(temporaryFile: string | undefined): Promise<void> {
  if (temporaryFile !== undefined) await unlink(temporaryFile).catch(() => undefined);
}

/** Takes back what an attempt published that turned out not to count. */
export async function retract(outDir: string, { output, temporaryFile }: Published): Promise<void> {
  await unlink(join(outDir, output)).catch(() => undefined);
  await settle(temporaryFile);
}

/**
 * Clears what a killed attempt left behind: its temporary file, and the final file where both are names of one file.
 * @param tokens of all earlier attempts of the job
 */
export async function sweep(outDir: string, output: string, tokens: Iterable<string>): Promise<void> {
  const target = join(outDir, output);
  for (const token of tokens) {
    const temporaryFile = temporaryPath(target, token);
    const [left, final] = await Promise.all([stat(temporaryFile).catch(() => null), stat(target).catch(() => null)]);
    if (!left) continue;
    const isOurs = final !== null && final.ino === left.ino && final.dev === left.dev;
    if (isOurs) await unlink(target);
    await unlink(temporaryFile);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "w", 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @returns false when the name is taken and may not be replaced */
async function claimName(temporary: string, target: string, mayReplace: boolean, size: number): Promise<boolean> {
  if (mayReplace) {
    await rename(temporary, target);
    return true;
  }
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "EEXIST") return false;
    if (!NO_LINK_CODES.has(code)) throw error;
  }
  return claimWithoutLinks(temporary, target, size);
}

/** The name is taken with an empty file first; who finds it taken gives way. Then the content is renamed over it. */
async function claimWithoutLinks(temporary: string, target: string, size: number): Promise<boolean> {
  let placeholder: FileHandle;
  try {
    placeholder = await open(target, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  await placeholder.close();
  await rename(temporary, target);
  return (await stat(target)).size === size;
}

/** A name is only as durable as its folder. Windows cannot sync folders and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
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
