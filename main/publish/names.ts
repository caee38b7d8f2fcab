import { createHash } from "node:crypto";
import { join } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import { nearest } from "../../shared/nearest";
import type { FoundPrompt } from "../../shared/stages";
import { type PatternPart, type Placeholder, parsePattern } from "./name-pattern";

/** Longest file name in bytes of UTF-8. File systems allow 255; the rest is room for suffixes and temporary names. */
export const MAX_NAME_BYTES = 200;

/** Names that Windows gives to devices, with or without an extension or blanks before it; ¹ is 1 to it. */
const RESERVED_NAME = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$) *(\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const FORBIDDEN_CHARACTERS = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;
/** Characters that turn the reading direction or cannot be seen: a name must be what it looks like. */
const INVISIBLE_CHARACTERS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** What a name pattern may ask for. */
export interface NameContext {
  found: FoundPrompt;
  /** Number of the prompt in its batch, from 1. */
  index: number;
  /** The day the batch began, `2026-11-23`. */
  date: string;
}

/**
 * The name of an output below the output folder, with `/` between folders and `.pdf` at its end. Safe on Windows, macOS
 * and Linux, always inside the folder, however hostile the input.
 * @param pattern as in `--name`; without one, `{stem}`, or `{stem}-{row}` for the rows of a file. A `/` in it begins a
 * folder; one in a value or in a prompt's own pattern does not.
 * @throws PdfPromptError `input-invalid` for an unknown placeholder or a field that the data does not have
 */
export function outputName(pattern: string | undefined, context: NameContext): string {
  const { found } = context;
  const own = found.prompt.output;
  const wanted = own ?? pattern ?? (found.row === undefined ? "{stem}" : "{stem}-{row}");
  const parts = parsePattern(wanted);
  if (typeof parts === "string") throw invalid(parts, found);
  let filled = "";
  for (const part of parts) {
    if (part.kind === "value")
      filled += part.filters
        .reduce((value, filter) => filter(value), placeholderValue(part, context))
        .replaceAll("/", "-");
    else filled += own === undefined ? part.text : part.text.replaceAll("/", "-");
  }
  const folders = [...found.relativeDir.split("/"), ...filled.split("/")];
  const name = folders.pop() ?? "";
  const kept = folders.filter((folder) => folder !== "" && folder !== "." && folder !== "..");
  return [...kept.map(folderName), `${safeName(name.replace(/\.pdf$/i, ""))}.pdf`].join("/");
}

/** What is wrong with a pattern, as a sentence, whatever the prompts are; undefined where nothing is. */
export function namePatternProblem(pattern: string): string | undefined {
  const parts = parsePattern(pattern);
  return typeof parts === "string" ? parts : undefined;
}

/** The fields of a prompt's data that its name asks for, by the names they have there. */
export function fieldsInName(pattern: string | undefined, { prompt }: FoundPrompt): string[] {
  const parts = parsePattern(prompt.output ?? pattern ?? "{stem}");
  if (typeof parts === "string") return [];
  const asked = parts.flatMap((part) => (part.kind === "value" && part.name === "field" ? [part.field] : []));
  return asked.map((field) => (Object.hasOwn(prompt.data ?? {}, field) ? field : (field.split(".")[0] ?? field)));
}

function placeholderValue(
  { name, field, hasDefault }: PatternPart & { kind: "value" },
  { found, index, date }: NameContext,
): string {
  const { prompt } = found;
  if (name === "field") return fieldValue(field, found, hasDefault);
  const values: Record<Placeholder, string> = {
    stem: found.stem,
    row: String(found.row ?? 1),
    index: String(index),
    title: prompt.title ?? found.stem,
    id: prompt.id ?? String(index),
    date,
  };
  return values[name];
}

/** A field of the data: by its whole name, else by way of the objects that the dots lead through. */
function fieldValue(field: string, found: FoundPrompt, mayBeMissing: boolean): string {
  const data = found.prompt.data ?? {};
  const value = ownValue(data, field) ?? field.split(".").reduce(ownValue, data as unknown);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  if (mayBeMissing && (value === undefined || value === null)) return "";
  const known = Object.keys(data);
  const meant = nearest(field, known);
  throw invalid(
    `The name pattern asks for the field "${field}", which this prompt's data does not have as text.` +
      `${meant === undefined || meant === field ? "" : ` Did you mean "${meant}"?`} Its fields: ${known.slice(0, 30).join(", ") || "none"}.`,
    found,
  );
}

function ownValue(object: unknown, key: string): unknown {
  return typeof object === "object" && object !== null && Object.hasOwn(object, key)
    ? Reflect.get(object, key)
    : undefined;
}

function invalid(message: string, { source, line }: FoundPrompt): PdfPromptError {
  return new PdfPromptError("input-invalid", message, { source, line });
}

/** A folder is never called as a PDF could be: one of the two would have no place. */
function folderName(name: string): string {
  return safeName(name).replace(/\.pdf$/i, "$&_");
}

/**
 * A file name that every system accepts: never empty, never a device, never longer than the limit.
 * @param maxBytes of UTF-8; less where something is put behind it
 */
export function safeName(name: string, maxBytes = MAX_NAME_BYTES): string {
  let safe = name
    .toWellFormed()
    .normalize("NFC")
    .replace(INVISIBLE_CHARACTERS, "")
    .replace(FORBIDDEN_CHARACTERS, "-")
    .replace(/\s+/g, " ")
    .trim()
    // Windows drops dots and spaces at the end; a dot at the start hides the file.
    .replace(/^\.+/, "")
    .replace(/[. ]+$/, "");
  if (safe === "") safe = "document";
  if (RESERVED_NAME.test(safe)) safe = `_${safe}`;
  return truncate(safe, maxBytes);
}

/** Cuts a long name at a whole character and marks it with a hash of the full one, so that two stay two. */
function truncate(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  let kept = "";
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > maxBytes - hash.length - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}-${hash}`;
}

/** An output's name as every system accepts it, whoever gave it; the same where it is one already. */
export function safeOutput(output: string): string {
  const folders = output.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  const name = folders.pop() ?? "";
  return [...folders.map(folderName), `${safeName(name.replace(/\.pdf$/i, ""))}.pdf`].join("/");
}

/** `report.pdf` → `report-2.pdf`: the same name with a number, for the policy `unique`. */
export function numberedName(output: string, number: number): string {
  return number < 2 ? output : output.replace(/\.pdf$/, `-${number}.pdf`);
}

/** A path as file systems compare it: two outputs with equal keys may be one file on some system. */
export function outputKey(outDir: string, output: string): string {
  return foldName(join(outDir, output));
}

/** Equal for names that some file system takes for one. */
export function foldName(name: string): string {
  // By way of capitals, in which ß is SS and both small sigmas are one letter.
  return name.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
