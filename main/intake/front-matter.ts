import { PROMPT_KEYS } from "../../shared/prompt";
import { type KeyPath, limitIssues, unknownKeys, type ValueIssue } from "./issues";
import type { Position } from "./origin";
import { parseYaml, type YamlBlock } from "./yaml-block";

/** Keys that people write in front matter by habit, and the field of the PDF's properties that each fills. */
const METADATA_KEYS: Readonly<Record<string, "author" | "subject" | "keywords" | "language">> = {
  author: "author",
  subject: "subject",
  keywords: "keywords",
  language: "language",
  lang: "language",
};
const KNOWN_KEYS = [...PROMPT_KEYS.filter((key) => key !== "prompt"), ...Object.keys(METADATA_KEYS), "date"];
/** Keys whose values are text even where YAML sees a number: `id: 007` is the text 007. */
const TEXT_KEYS: ReadonlySet<string> = new Set(["title", "template", "output", "userId", "id", "date"]);

/** Line of the file that the YAML begins on, behind the opening dashes. */
const FIRST_LINE = 2;
const FENCE = /^---[ \t]*\n/;
const LOOKS_LIKE_A_KEY = /^[A-Za-z_][\w-]*[ \t]*:(?:[ \t]|\n|$)/;

/** A text file cut in two. `values` are keys of a prompt; `body` is the text below. */
export type TextWithFrontMatter =
  | {
      values: Record<string, unknown>;
      body: string;
      /** Line of the file that the body begins on, from 1. */
      bodyLine?: number;
      locate?: (path: KeyPath) => Position | undefined;
    }
  | { issues: ValueIssue[]; locate: (path: KeyPath) => Position | undefined };

/**
 * Reads the front matter of a text: YAML between a first line `---` and a line `---` or `...`. Nothing else is front
 * matter: `---js` is ordinary text, and so are dashes before a blank line (a rule) unless good front matter follows.
 * @param text with `\n` between lines and without byte order mark
 */
export function readFrontMatter(text: string): TextWithFrontMatter {
  const plain = { values: {}, body: text };
  if (!FENCE.test(text)) return plain;
  const start = text.indexOf("\n") + 1;
  const closing = /^(?:---|\.\.\.)[ \t]*$/gm;
  closing.lastIndex = start;
  const end = closing.exec(text);
  if (!end) {
    if (!LOOKS_LIKE_A_KEY.test(text.slice(start))) return plain;
    const message = 'The front matter that begins here is never closed. Put a line "---" behind its last key';
    return { issues: [{ path: [], message }], locate: () => ({ line: 1 }) };
  }
  const isBlankFirst = /^[ \t]*\n/.test(text.slice(start));
  const block = parseYaml(text.slice(start, end.index), FIRST_LINE);
  if ("flaw" in block) {
    const { position, message } = block.flaw;
    return isBlankFirst ? plain : { issues: [{ path: [], message }], locate: () => position };
  }
  const issues = limitIssues(wrongKeys(block));
  const hasKeys = Object.keys(block.values).length > 0;
  if (isBlankFirst && (issues.length > 0 || !hasKeys)) return plain;
  const locate = (path: KeyPath) => locateKey(block, path);
  if (issues.length > 0) return { issues, locate };
  // Blank lines below the front matter set it apart and belong to nobody.
  const body = text.slice(end.index + end[0].length).replace(/^\n+/, "");
  const bodyLine = text.slice(0, text.length - body.length).split("\n").length;
  return { values: readValues(block), body, bodyLine, locate };
}

function* wrongKeys({ values }: YamlBlock): Generator<ValueIssue> {
  const wrong = Object.keys(values).filter((key) => !KNOWN_KEYS.includes(key));
  if (wrong.includes("prompt")) {
    const message = 'The text below the front matter is the prompt: remove the key "prompt"';
    yield { path: ["prompt"], message };
  }
  yield* unknownKeys(
    wrong.filter((key) => key !== "prompt"),
    KNOWN_KEYS,
    { mayBeData: true },
  );
}

/** The keys of a block, all of them known, as keys of a prompt. */
function readValues(block: YamlBlock): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const metadata: Record<string, unknown> = {};
  let date: unknown;
  for (const [key, value] of Object.entries(block.values)) {
    // "title:" with nothing behind it is a form not filled in.
    if (value === null || value === undefined) continue;
    const text = typeof value === "object" ? value : block.sourceOf(key);
    const field = Object.hasOwn(METADATA_KEYS, key) ? METADATA_KEYS[key] : undefined;
    if (field) metadata[field] = field === "keywords" ? toList(text) : toLine(text);
    else if (key === "date") date = text;
    else values[key] = TEXT_KEYS.has(key) ? text : value;
  }
  if (Object.keys(metadata).length > 0) values.options = withDefaults(values.options, "metadata", metadata);
  if (date !== undefined) values.data = withDefaults(values.data, undefined, { date });
  return values;
}

/** `target` (or its member `key`) with these values where it has none of its own. What is no object stays as it is. */
function withDefaults(target: unknown, key: string | undefined, values: Record<string, unknown>): unknown {
  if (target !== undefined && !isObject(target)) return target;
  if (key === undefined) return { ...values, ...target };
  return { ...target, [key]: withDefaults(target?.[key], undefined, values) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `keywords: a, b` and `keywords: [a, b]` mean the same. */
function toList(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (typeof item === "number" ? String(item) : item));
  if (typeof value !== "string") return value;
  return value
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Several authors in a list are one line. */
function toLine(value: unknown): unknown {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value.join(", ") : value;
}

/** Where a key of the prompt was written: metadata may stand in a key of its own. */
function locateKey(block: YamlBlock, path: KeyPath): Position | undefined {
  const [first, second, third] = path;
  if (first === "options" && second === "metadata" && third !== undefined) {
    const alias = Object.keys(block.values).find((key) => METADATA_KEYS[key] === third);
    if (alias) return block.locate([alias]);
  }
  return block.locate(path);
}
