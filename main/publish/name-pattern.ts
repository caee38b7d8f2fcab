import { nearest } from "../../shared/nearest";

/** What a pattern may ask for, besides `{field:NAME}`. */
export const PLACEHOLDERS = ["stem", "row", "index", "title", "id", "date"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A piece of a pattern: text as it is, or a value that is asked for and what is done with it. */
export type PatternPart =
  | { kind: "text"; text: string }
  | {
      kind: "value";
      name: Placeholder | "field";
      field: string;
      /** Whether a filter says what stands for a value that is not there. */
      hasDefault: boolean;
      filters: readonly ((value: string) => string)[];
    };

const PLACEHOLDER = /\{([^{}]*)\}/g;
const MOST_CHARACTERS = 200;

/** What stands behind a `|`; `N` in its use is the number behind its colon. */
const FILTERS: Readonly<
  Record<string, { use: string; make(parameter: string): ((value: string) => string) | undefined }>
> = {
  lower: { use: "lower", make: (none) => (none === "" ? (value) => value.toLowerCase() : undefined) },
  upper: { use: "upper", make: (none) => (none === "" ? (value) => value.toUpperCase() : undefined) },
  slug: { use: "slug", make: (none) => (none === "" ? slug : undefined) },
  pad: {
    use: "pad:N",
    make(parameter) {
      const width = count(parameter);
      return width === undefined ? undefined : (value) => value.padStart(width, "0");
    },
  },
  truncate: {
    use: "truncate:N",
    make(parameter) {
      const most = count(parameter);
      return most === undefined ? undefined : (value) => firstCharacters(value, most);
    },
  },
  default: { use: "default:TEXT", make: (text) => (value) => (value.trim() === "" ? text : value) },
};

const KNOWN =
  `Known are ${PLACEHOLDERS.map((name) => `{${name}}`).join(", ")} and {field:NAME}, with the filters ` +
  `${Object.values(FILTERS)
    .map(({ use }) => `|${use}`)
    .join(", ")} and, for dates, |%Y-%m-%d`;

/** Patterns as parsed; a batch has one, or one for each of its prompts. */
const kept = new Map<string, PatternPart[] | string>();

/**
 * Reads a pattern such as `{index|pad:4}-{field:city|slug}`.
 * @returns its parts, or a sentence that says what is wrong with it
 */
export function parsePattern(pattern: string): PatternPart[] | string {
  let parsed = kept.get(pattern);
  if (!parsed) {
    parsed = read(pattern);
    if (kept.size >= 100) kept.clear();
    kept.set(pattern, parsed);
  }
  return parsed;
}

function read(pattern: string): PatternPart[] | string {
  if (pattern.trim() === "") return `The name pattern is empty. ${KNOWN}.`;
  const alone = /[{}]/.exec(pattern.replace(PLACEHOLDER, (whole) => " ".repeat(whole.length)));
  if (alone)
    return `The name pattern has a ${alone[0]} without its ${alone[0] === "{" ? "}" : "{"}: ${pattern}. ${KNOWN}.`;
  const parts: PatternPart[] = [];
  let end = 0;
  for (const match of pattern.matchAll(PLACEHOLDER)) {
    parts.push({ kind: "text", text: pattern.slice(end, match.index) });
    const value = readPlaceholder(match[1] ?? "");
    if (typeof value === "string") return value;
    parts.push(value);
    end = match.index + match[0].length;
  }
  parts.push({ kind: "text", text: pattern.slice(end) });
  return parts;
}

function readPlaceholder(inside: string): PatternPart | string {
  const [wanted = "", ...filters] = inside.split("|");
  const isField = wanted.startsWith("field:");
  const field = isField ? wanted.slice("field:".length) : "";
  const name = isField ? "field" : PLACEHOLDERS.find((known) => known === wanted.trim());
  if (name === undefined || (isField && field === "")) {
    return `The name pattern has an unknown placeholder {${wanted}}.${didYouMean(wanted, [...PLACEHOLDERS])} ${KNOWN}.`;
  }
  const made: ((value: string) => string)[] = [];
  for (const filter of filters) {
    const one = makeFilter(filter, name);
    if (typeof one === "string") return one;
    made.push(one);
  }
  const hasDefault = filters.some((filter) => /^\s*default\s*:/.test(filter));
  return { kind: "value", name, field, hasDefault, filters: made };
}

function makeFilter(written: string, name: string): ((value: string) => string) | string {
  if (written.startsWith("%") && name === "date") {
    const unknown = [...written.matchAll(/%(.?)/gu)].find(([, sign = ""]) => !DATE_SIGNS.includes(sign));
    if (unknown)
      return `The date format "|${written}" of the name pattern has ${unknown[0]}. Known are %Y, %y, %m, %d and %%.`;
    return (date) => formatDate(date, written);
  }
  const colon = written.indexOf(":");
  const word = (colon < 0 ? written : written.slice(0, colon)).trim();
  const parameter = colon < 0 ? "" : written.slice(colon + 1);
  const filter = Object.hasOwn(FILTERS, word) ? FILTERS[word] : undefined;
  if (!filter) {
    return `The name pattern has an unknown filter "|${written}".${didYouMean(word, Object.keys(FILTERS))} ${KNOWN}.`;
  }
  return filter.make(parameter) ?? `The filter "|${written}" of the name pattern is written |${filter.use}.`;
}

function didYouMean(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === undefined ? "" : ` Did you mean "${found}"?`;
}

function count(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_CHARACTERS ? Number(text) : undefined;
}

/** `Crème Brûlée, 2×` → `creme-brulee-2`. Letters of every script stay. */
function slug(value: string): string {
  return value
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The first characters as people count them: a flag or a letter with its accents is one. */
function firstCharacters(value: string, most: number): string {
  let kept = "";
  let number = 0;
  for (const { segment } of segmenter.segment(value)) {
    if (number === most) return kept.trimEnd();
    kept += segment;
    number += 1;
  }
  return kept;
}

const DATE_SIGNS = ["Y", "y", "m", "d", "%"];

/**
 * @param date `2026-11-23`
 * @param format with no other signs than {@link DATE_SIGNS}
 */
function formatDate(date: string, format: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  const signs: Record<string, string> = { Y: year, y: year.slice(2), m: month, d: day, "%": "%" };
  return format.replace(/%(.)/g, (whole, sign: string) => signs[sign] ?? whole);
}
