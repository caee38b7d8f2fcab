import { basename, dirname, extname } from "node:path";
import type { ErrorCode } from "../../shared/errors";
import type { IntakeItem, PromptOrigin, RawInput } from "../../shared/stages";

/** How each kind of input is read. */
export type InputKind = "markdown" | "text" | "html" | "json" | "jsonl" | "csv" | "tsv";

const KIND_OF_EXTENSION: Readonly<Record<string, InputKind>> = {
  ".md": "markdown",
  ".markdown": "markdown",
  ".txt": "text",
  ".html": "html",
  ".htm": "html",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
  ".tsv": "tsv",
};

/** Extensions that are read, for messages. */
export const KNOWN_EXTENSIONS = Object.keys(KIND_OF_EXTENSION).join(", ");

/** How a file is read, by its name; undefined where it is no input. Case does not count. */
export function inputKind(path: string): InputKind | undefined {
  const extension = extname(path).toLowerCase();
  return Object.hasOwn(KIND_OF_EXTENSION, extension) ? KIND_OF_EXTENSION[extension] : undefined;
}

/** What all prompts of one file have in common. */
export interface Origin {
  /** Absolute path, or `-`. */
  source: string;
  baseDir: string;
  relativeDir: string;
  stem: string;
  /** See {@link PromptOrigin}. */
  index?: number | undefined;
  /** What messages call the file. */
  label: string;
  /** Opens what says where a prompt that failed before came from; see {@link IntakeOptions}. */
  openOrigin?: ((sealed: string) => PromptOrigin | undefined) | undefined;
}

/** The origin of a file on disk. `relativeDir` is its folder beneath the folder the user named, with `/`. */
export function fileOrigin(path: string, relativeDir: string): Origin {
  const name = basename(path);
  const stem = basename(name, extname(name));
  return { source: path, baseDir: dirname(path), relativeDir, stem, label: `The file "${name}"` };
}

/** The origin of what comes on standard input. */
export function stdinOrigin(cwd: string): Origin {
  return { source: "-", baseDir: cwd, relativeDir: "", stem: "stdin", label: "Standard input" };
}

/** A place in a file, both from 1. */
export interface Position {
  line: number;
  column?: number | undefined;
}

type Rejection = IntakeItem & { kind: "rejected" };

/** A located rejection. `message` says what is wrong, why, and what to do. */
export function rejected(source: string, message: string, position?: Position, code?: ErrorCode): Rejection {
  const problem = { code: code ?? ("input-invalid" as const), message, source, ...position };
  return { kind: "rejected", problem };
}

/** More of what was rejected is not kept. */
const MAX_RAW_CHARACTERS = 1024 * 1024;

/** The rejection with what was rejected, as it stood in the input, so that it can be mended and given back. */
export function withRaw(
  item: IntakeItem,
  { baseDir, relativeDir, stem, index }: Origin,
  row: number | undefined,
  value: RawInput["value"],
): IntakeItem {
  if (item.kind !== "rejected" || item.raw || sizeOf(value) > MAX_RAW_CHARACTERS) return item;
  return { ...item, raw: { origin: { row, baseDir, relativeDir, stem, index }, value } };
}

function sizeOf(value: RawInput["value"]): number {
  if (value.kind === "text") return value.text.length;
  if (value.kind === "cells") return value.cells.reduce((sum, cell) => sum + cell.length, 0);
  try {
    return JSON.stringify(value).length;
  } catch {
    // Nested too deeply to be written.
    return Number.POSITIVE_INFINITY;
  }
}

const FOREIGN_ORIGIN =
  "It is not known where this prompt came from: what says so was changed, or was written into another folder or by " +
  "another queue. Give the original input again, or take";

/**
 * The origin of a prompt that failed before and is given back: that of the file it was read from first. Errors are still
 * told of the file that it is in now.
 * @param where what says where it came from, for the message
 */
export function givenBack(
  origin: Origin,
  sealed: string,
  where: string,
): { origin: Origin; row: number | undefined } | { flaw: string } {
  const opened = origin.openOrigin?.(sealed);
  if (!opened) return { flaw: `${FOREIGN_ORIGIN} ${where} out to render it as a prompt of this file.` };
  const { row, ...place } = opened;
  return { origin: { ...origin, ...place }, row };
}

/** A rejection for what the file system refused. `what` names the file or folder and begins the sentence. */
export function unreadable(source: string, what: string, error: unknown): Rejection {
  return rejected(source, `${what} ${describeFileError(error)}`, undefined, "input-unreadable");
}

/** The rest of a sentence that begins with the file's name: why it cannot be read, and what to do. */
function describeFileError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist. Check the path and its spelling.";
    case "EACCES":
    case "EPERM":
      return "cannot be read: permission denied. Give your account the right to read it, or copy it elsewhere.";
    case "ELOOP":
      return "cannot be read: its symbolic links lead in a circle. Name the real file or folder.";
    case "ENAMETOOLONG":
      return "cannot be read: the path is too long. Move it to a shorter one.";
    case "EISDIR":
      return "cannot be read: it is a folder. Name a file in it, or the folder without the file's name.";
    case "EMFILE":
    case "ENFILE":
      return "cannot be read: too many files are open. Close other programs and try again.";
    default: {
      const why = error instanceof Error ? error.message : String(error);
      return `cannot be read: ${why}. Check that the disk is there and the path is right, then try again.`;
    }
  }
}
