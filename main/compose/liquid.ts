import { type FS, Liquid, LiquidError, type Template as ParsedTemplate } from "liquidjs";
import { PdfPromptError } from "../../shared/errors";
import { nearest } from "../../shared/nearest";
import type { Assets } from "./assets";
import { FILTER_NAMES, type FilterContext, registerFilters } from "./filters";
import { didYouMean } from "./nearest";
import { registerStrictTags } from "./strict-fields";

const SECOND = 1000;
/** Limits of one template: characters parsed, milliseconds and characters spent on rendering. */
const LIMITS = { parseLimit: 2_000_000, renderLimit: 5 * SECOND, memoryLimit: 50_000_000 } as const;

/** HTML that a template prints as it is. Everything else it prints is escaped. */
export class SafeHtml {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/** What one rendering brings along for the filters; found by its fields, the only thing liquidjs hands through. */
const renderingOf = new WeakMap<object, FilterContext & { assets: Assets; folder: string | undefined }>();

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Prints any value for HTML: data are text, whatever they look like. */
function print(value: unknown): string {
  if (value instanceof SafeHtml) return value.toString();
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(print).join("");
  if (isPlainObject(value)) throw new Error(`it is an object, of which one field can be printed: ${keysOf(value)}`);
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function keysOf(value: object): string {
  return Object.keys(value).slice(0, 30).join(", ") || "it has none";
}

/** Files that an engine has included, by their text: where a field is unknown, liquidjs says nothing else of where. */
const partsOf = new WeakMap<Liquid, ReadonlyMap<string, string>>();

/**
 * A Liquid engine for templates of one folder, or for one that includes none. It runs no code; its limits end what does
 * not end by itself.
 * @param files `texts`: files that were included so far, by their text
 */
export function createEngine(files?: { fs: FS; folder: string; texts: ReadonlyMap<string, string> }): Liquid {
  const engine = new Liquid({
    ...(files ? { fs: files.fs, root: [files.folder], extname: ".liquid" } : { templates: {} }),
    ...LIMITS,
    cache: true,
    relativeReference: false,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: print,
    // Names of days and months in dates whose format the template writes; `local_date` asks the document's language.
    locale: "en-US",
    timezoneOffset: 0,
  });
  if (files) {
    partsOf.set(engine, files.texts);
    // Not for built-in templates, which compare what may be missing: nobody has to find a slip in them.
    registerStrictTags(engine);
  }
  engine.registerFilter("asset", function (name: unknown) {
    const own = renderingOf.get(this.context.globals);
    const url = own?.folder === undefined ? undefined : own.assets.offerTemplateFile(own.folder, String(name));
    if (url === undefined) throw new Error(`there is no file "${String(name)}" in the template's own folder`);
    return url;
  });
  registerFilters(engine, (globals) => renderingOf.get(globals) ?? { lang: "en" });
  return engine;
}

export interface Rendering {
  engine: Liquid;
  parsed: ParsedTemplate[];
  /** How messages call the template: its name, or its file. */
  label: string;
  /** Folder of a user's template, for its `asset` filter. */
  folder: string | undefined;
  fields: object;
  assets: Assets;
  location: { source: string; line: number };
  /** Language of the document, which local filters write in. */
  lang: string;
  /** What `now` and `today` are in filters of dates; absent: the clock. */
  epochSeconds?: number | undefined;
}

/**
 * Renders a template with the given fields, which partials see too.
 * @throws PdfPromptError `template-failed`, naming the place in the template, and the field if one is unknown.
 */
export function renderTemplate({
  engine,
  parsed,
  label,
  folder,
  fields,
  assets,
  location,
  lang,
  epochSeconds,
}: Rendering): string {
  renderingOf.set(fields, { assets, folder, lang, epochSeconds });
  try {
    // Nothing here waits, and the promises that Liquid would make of it cost more than all that it prints.
    return String(engine.renderSync(parsed, {}, { globals: fields }));
  } catch (error) {
    throw templateError(error, label, location, fields, engine);
  }
}

const usedByTemplate = new WeakMap<ParsedTemplate[], ReadonlySet<string>>();

/**
 * Names of the fields that a template mentions, its includes among them, wherever it mentions them. Synchronous like the
 * rendering: the engine keeps includes as it first met them, and cannot use one that it met while waiting.
 */
export function usedFields({ engine, parsed }: Pick<Rendering, "engine" | "parsed">): ReadonlySet<string> {
  let used = usedByTemplate.get(parsed);
  if (!used) {
    // `lang` is the language of every document, whether its template prints it or not.
    used = new Set([...engine.globalVariablesSync(parsed), "lang"]);
    usedByTemplate.set(parsed, used);
  }
  return used;
}

/** Any error of Liquid as one of ours. */
export function templateError(
  error: unknown,
  label: string,
  location: { source: string; line: number },
  fields: object = {},
  engine?: Liquid,
): PdfPromptError {
  const where = placeOf(error, label, engine);
  const field = unknownField(error);
  if (field !== undefined) {
    const known = fieldNames(fields);
    const message =
      `Template ${where} uses the field "${field}", which this prompt's data do not have.${suggestField(field, known)} ` +
      `Known fields: ${ownFirst(known, fields).slice(0, 30).join(", ")}. Add it to the data, or test it with {% if %} in the template.`;
    return new PdfPromptError("template-failed", message, location, error);
  }
  const message = `Template ${where} failed${expressionOf(error)}: ${explain(error)}.`;
  return new PdfPromptError("template-failed", message, location, error);
}

/** The nearest known field. Of `line.pirce` in a loop only the last word can be looked up, as `line` is the loop's. */
function suggestField(field: string, known: readonly string[]): string {
  const [, before = "", last = field] = /^(.+\.)([^.]+)$/.exec(field) ?? [];
  const isLoops = before !== "" && !known.includes(field.slice(0, field.indexOf(".")));
  if (!isLoops) return didYouMean(field, known);
  const word = nearest(last, new Set(known.map((name) => name.slice(name.lastIndexOf(".") + 1))));
  return word === undefined ? "" : ` Did you mean "${before}${word}"?`;
}

/** ` at {{ due | date: "%Y" }}`: what was being printed, where that says more than the line. */
function expressionOf(error: unknown): string {
  if (!LiquidError.is(error) || error.name !== "RenderError") return "";
  const text = error.token.getText().replace(/\s+/g, " ");
  return text.startsWith("{{") && text.length <= 120 ? ` at ${text}` : "";
}

/** `letter.liquid:12`: the file (a partial perhaps) and line that liquidjs was at. */
function placeOf(error: unknown, label: string, engine: Liquid | undefined): string {
  if (!LiquidError.is(error)) return `"${label}"`;
  const { file, input } = error.token;
  const [line] = error.token.getPosition();
  return `"${file ?? (engine && partsOf.get(engine)?.get(input)) ?? label}:${line}"`;
}

function unknownField(error: unknown): string | undefined {
  const cause = LiquidError.is(error) ? error.originalError : undefined;
  return cause && "variableName" in cause ? String(cause.variableName) : undefined;
}

function explain(error: unknown): string {
  const message =
    error instanceof Error ? error.message.replace(/, (?:file:.*, )?line:\d+, col:\d+.*$/s, "") : String(error);
  if (/^Maximum call stack/.test(message)) return "it includes itself, or nests too deep";
  if (/limit exceeded/.test(message)) return `it does too much (${message}); look for a loop that does not end`;
  const filter = /^undefined filter: (.+)$/.exec(message)?.[1];
  if (filter !== undefined) {
    const meant = nearest(filter, FILTER_NAMES);
    return `there is no filter "${filter}"${meant === undefined ? "" : ` (did you mean "${meant}"?)`}`;
  }
  const missing = /Failed to lookup "([^"]*)"/.exec(message)?.[1];
  if (missing !== undefined) return `it includes "${missing}", which is no file in the template's own folder`;
  return message;
}

/** The fields of the data before those of every document, and without the words that built-in templates print. */
function ownFirst(known: readonly string[], fields: object): string[] {
  const own = "data" in fields && fields.data instanceof Object ? fieldNames(fields.data) : [];
  return [...new Set([...own, ...known.filter((name) => !/^words(\.|$)/.test(name))])];
}

/** Names of all fields, those of nested objects with dots, as one writes them in a template. */
function fieldNames(fields: object, prefix = "", depth = 0): string[] {
  const names: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (names.length > 200) break;
    names.push(prefix + key);
    // Fields of a list are those of its first item.
    const inner = Array.isArray(value) ? value[0] : value;
    const isNested =
      inner !== null && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof SafeHtml);
    // `data.x` is also there as `x`: said once.
    if (isNested && depth < 3 && (depth > 0 || key !== "data"))
      names.push(...fieldNames(inner, `${prefix}${key}.`, depth + 1));
  }
  return names;
}
