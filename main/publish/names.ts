import { createHash } from "node:crypto";
import { join } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import type { FoundPrompt } from "../../shared/stages";

/** Longest file name in bytes of UTF-8. File systems allow 255; the rest is room for suffixes and temporary names. */
const MAX_NAME_BYTES = 200;

/** Names that Windows gives to devices, with or without an extension. */
const RESERVED_NAME = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const FORBIDDEN_CHARACTERS = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;
/** Characters that turn the reading direction or cannot be seen: a name must be what it looks like. */
const INVISIBLE_CHARACTERS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const PLACEHOLDERS = ["stem", "row", "index", "title", "id", "date"] as const;
const PLACEHOLDER = /\{([^{}]*)\}/g;

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
 * @param pattern as in `--name`; without one, `{stem}`, or `{stem}-{row}` for the rows of a file
 * @throws PdfPromptError `input-invalid` for an unknown placeholder or a field that the data does not have
 */
export function outputName(pattern: string | undefined, context: NameContext): string {
  const { found } = context;
  const wanted = found.prompt.output ?? pattern ?? (found.row === undefined ? "{stem}" : "{stem}-{row}");
  const filled = wanted.replace(PLACEHOLDER, (_whole, name: string) => placeholder(name, context));
  const folders = found.relativeDir.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  return [...folders.map(safeName), `${safeName(filled.replace(/\.pdf$/i, ""))}.pdf`].join("/");
}

function placeholder(name: string, { found, index, date }: NameContext): string {
  const { prompt } = found;
  if (name.startsWith("field:")) {
    const field = name.slice("field:".length);
    const value = Object.hasOwn(prompt.data ?? {}, field) ? prompt.data?.[field] : undefined;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
    const known = Object.keys(prompt.data ?? {}).join(", ") || "none";
    throw new PdfPromptError(
      "input-invalid",
      `The name pattern asks for the field "${field}", which this prompt's data does not have as text. Its fields: ${known}.`,
      { source: found.source, line: found.line },
    );
  }
  const values: Record<(typeof PLACEHOLDERS)[number], string> = {
    stem: found.stem,
    row: String(found.row ?? 1),
    index: String(index),
    title: prompt.title ?? found.stem,
    id: prompt.id ?? String(index),
    date,
  };
  if (Object.hasOwn(values, name)) return values[name as keyof typeof values];
  throw new PdfPromptError(
    "input-invalid",
    `The name pattern has an unknown placeholder {${name}}. Known are ${PLACEHOLDERS.map((key) => `{${key}}`).join(", ")} and {field:NAME}.`,
    { source: found.source, line: found.line },
  );
}

/** A file name that every system accepts: never empty, never a device, never longer than the limit. */
export function safeName(name: string): string {
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
  return truncate(safe);
}

/** Cuts a long name at a whole character and marks it with a hash of the full one, so that two stay two. */
function truncate(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  let kept = "";
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > MAX_NAME_BYTES - hash.length - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}-${hash}`;
}

/** `report.pdf` → `report-2.pdf`: the same name with a number, for the policy `unique`. */
export function numberedName(output: string, number: number): string {
  return number < 2 ? output : output.replace(/\.pdf$/, `-${number}.pdf`);
}

/** A path as file systems compare it: two outputs with equal keys may be one file on some system. */
export function outputKey(outDir: string, output: string): string {
  return join(outDir, output).normalize("NFC").toLowerCase();
}
