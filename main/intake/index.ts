import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { IntakeItem, PromptOrigin } from "../../shared/stages";
import { readCsv } from "./csv-records";
import { decodeStream, decodeWhole, type Encoding } from "./decode";
import { type FoundInput, findInputs } from "./find-inputs";
import { readJsonFile, readJsonLines } from "./json-records";
import { readLines } from "./lines";
import {
  fileOrigin,
  type InputKind,
  inputKind,
  type Origin,
  rejected,
  stdinOrigin,
  unreadable,
  withRaw,
} from "./origin";
import { readTextFile } from "./text-file";

const MEGABYTE = 1024 * 1024;
const DEFAULT_MAX_INPUT_BYTES = 20 * MEGABYTE;

export { readBatchFile } from "./batch-file";
export { cleanValue } from "./clean";
export { decodeWhole } from "./decode";
export { toValueIssues, type ValueIssue } from "./issues";
export { inputKind } from "./origin";
export { parseSettings } from "./settings-file";
/** Behind the name of a file that is read so: where it is none, its letters come out wrong. */
export const WINDOWS_1252_NOTE =
  "not UTF-8, so it is read as Windows-1252. Where letters come out wrong, save it as UTF-8.";

export interface IntakeOptions {
  /** Folder that relative inputs are resolved against, and that prompts from standard input belong to. */
  cwd: string;
  /** What `-` reads: JSON lines. */
  stdin?: AsyncIterable<Uint8Array | string>;
  /** Template of the whole call: with one, records need no `prompt`. */
  template?: string;
  /**
   * Most bytes of a file that is read whole, and most characters of one record of a row file, which may itself be of any
   * size. Default 20 MB.
   */
  maxInputBytes?: number;
  /**
   * Opens what a file with prompts that failed before says of where they came from. `folder` is that of the file. Without
   * it, or where it gives nothing, such a prompt is rejected: no file may name a folder of its own choice.
   */
  openOrigin?: (folder: string, sealed: string) => PromptOrigin | undefined;
  /** Told of each file that is read, and again when more is known of its encoding. */
  onFile?: (file: ReadFile) => void;
}

/** A file that is read, as what, and in which encoding as far as was seen. `source` is its absolute path, or `-`. */
export interface ReadFile {
  source: string;
  kind: InputKind;
  encoding: Encoding;
}

/**
 * Reads files, folders and `-` (JSON lines on standard input) into prompts. What cannot be read or is no prompt comes as
 * a rejection with its place and a reason, and reading goes on; nothing is thrown for bad input. Row files are streamed:
 * their first prompts come before their last rows are read.
 * @throws RangeError when `maxInputBytes` is no positive whole number
 */
export async function* readInputs(inputs: readonly string[], options: IntakeOptions): AsyncGenerator<IntakeItem> {
  const maxInputBytes = options.maxInputBytes ?? DEFAULT_MAX_INPUT_BYTES;
  if (!Number.isSafeInteger(maxInputBytes) || maxInputBytes < 1) {
    throw new RangeError(`maxInputBytes must be a positive whole number; it is ${maxInputBytes}`);
  }
  const settings = { ...options, cwd: resolve(options.cwd), maxInputBytes };
  for await (const input of findInputs(inputs, settings.cwd)) {
    if (input.kind === "rejected") yield input.item;
    else if (input.kind === "stdin") yield* readStdin(settings);
    else yield* readFile(input, settings);
  }
}

/**
 * Reads a text as the contents of a file, which itself is not read: it is being edited, or is not there at all.
 * @param path absolute; its ending says what the text is, and its folder where relative images are
 * @param options `template`: with one, records need no `prompt`
 */
export async function* readText(
  path: string,
  text: string,
  { template }: Pick<IntakeOptions, "template"> = {},
): AsyncGenerator<IntakeItem> {
  const origin: Origin = fileOrigin(path, "");
  const kind = inputKind(path) ?? "text";
  if (isRowKind(kind)) {
    const settings = { cwd: dirname(path), maxInputBytes: DEFAULT_MAX_INPUT_BYTES, ...(template ? { template } : {}) };
    yield* readRows(oneChunk(text), origin, kind, settings);
  } else yield* readContents(text, origin, kind, template);
}

async function* oneChunk(text: string): AsyncGenerator<string> {
  yield text;
}

interface Settings extends IntakeOptions {
  maxInputBytes: number;
}

async function* readStdin(settings: Settings): AsyncGenerator<IntakeItem> {
  const origin = stdinOrigin(settings.cwd);
  if (settings.stdin) yield* readRows(settings.stdin, origin, "jsonl", settings);
  else {
    const message = 'Standard input ("-") is not there to be read. Name files or folders instead.';
    yield rejected("-", message, undefined, "input-unreadable");
  }
}

async function* readFile(
  { path, relativeDir, inputKind: kind }: FoundInput & { kind: "file" },
  settings: Settings,
): AsyncGenerator<IntakeItem> {
  const { openOrigin } = settings;
  const origin: Origin = {
    ...fileOrigin(path, relativeDir),
    openOrigin: openOrigin && ((sealed) => openOrigin(dirname(path), sealed)),
  };
  if (isRowKind(kind)) {
    yield* readRows(createReadStream(path), origin, kind, settings);
    return;
  }
  const contents = await readWhole(origin, kind, settings);
  if (typeof contents !== "string") yield contents;
  else yield* readContents(contents, origin, kind, settings.template);
}

/** Kinds of files that are streamed, prompt by prompt. */
type RowKind = "jsonl" | "csv" | "tsv";

function isRowKind(kind: InputKind): kind is RowKind {
  return kind === "jsonl" || kind === "csv" || kind === "tsv";
}

/** The prompts of a file that is read whole. */
async function* readContents(
  contents: string,
  origin: Origin,
  kind: Exclude<InputKind, RowKind>,
  template: string | undefined,
): AsyncGenerator<IntakeItem> {
  if (contents.trim() === "") yield isEmpty(origin);
  else if (kind === "json") yield* readJsonFile(contents, origin, template);
  else {
    const item = readTextFile(contents, origin, kind, template);
    yield withRaw(item, origin, undefined, { kind: "text", text: contents });
  }
}

/** A file's text, or why it cannot be had. */
async function readWhole(
  origin: Origin,
  kind: InputKind,
  { maxInputBytes: maxBytes, onFile }: Settings,
): Promise<string | IntakeItem> {
  try {
    const file = await open(origin.source);
    try {
      const { size } = await file.stat();
      if (size <= maxBytes) {
        return decodeWhole(await file.readFile(), (encoding) => onFile?.({ source: origin.source, kind, encoding }));
      }
      const message =
        `${origin.label} has ${megabytes(size)}; the limit for a file that is read whole is ${megabytes(maxBytes)}. ` +
        "Split it, or write many prompts as JSON lines (.jsonl) or CSV.";
      return rejected(origin.source, message);
    } finally {
      await file.close();
    }
  } catch (error) {
    return unreadable(origin.source, origin.label, error);
  }
}

function megabytes(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes} bytes` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

async function* readRows(
  chunks: AsyncIterable<Uint8Array | string>,
  origin: Origin,
  kind: "jsonl" | "csv" | "tsv",
  { template, maxInputBytes, onFile }: Settings,
): AsyncGenerator<IntakeItem> {
  const note = (encoding: Encoding) => onFile?.({ source: origin.source, kind, encoding });
  const lines = readLines(decodeStream(markFailures(chunks), note), maxInputBytes);
  const options = { template, maxRecordBytes: maxInputBytes };
  const items =
    kind === "jsonl"
      ? readJsonLines(lines, origin, options)
      : readCsv(lines, origin, { ...options, isTabbed: kind === "tsv" });
  let hasItems = false;
  try {
    for await (const item of items) {
      hasItems = true;
      yield item;
    }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    yield unreadable(origin.source, origin.label, error.cause);
    return;
  }
  if (!hasItems) yield isEmpty(origin);
}

function isEmpty(origin: Origin): IntakeItem {
  return rejected(origin.source, `${origin.label} is empty. Write a prompt, or leave it out.`, { line: 1 });
}

/** What a stream failed with: bad luck of the input, not of ours. */
class ReadFailure extends Error {}

async function* markFailures<T>(chunks: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (error) {
    throw new ReadFailure("reading failed", { cause: error });
  }
}
