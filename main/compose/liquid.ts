import { type FS, filters, Liquid, LiquidError, type Template as ParsedTemplate } from "liquidjs";
import { PdfPromptError } from "../../shared/errors";
import type { Assets } from "./assets";
import { didYouMean } from "./nearest";

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
const assetsOf = new WeakMap<
  object,
  { assets: Assets; folder: string | undefined; epochSeconds: number | undefined }
>();

type LiquidFilter = (this: unknown, ...values: unknown[]) => unknown;

/** What the filters print that take no format. */
const DATE_FORMATS: Record<string, string> = {
  date_to_xmlschema: "%Y-%m-%dT%H:%M:%S%:z",
  date_to_rfc822: "%a, %d %b %Y %H:%M:%S %z",
  date_to_string: "%d %b %Y",
  date_to_long_string: "%d %B %Y",
};
/** Filters that print a moment; for all of them `now` and `today` are words for this one. */
const DATE_FILTERS = ["date", "date_to_xmlschema", "date_to_rfc822", "date_to_string", "date_to_long_string"] as const;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Prints any value for HTML: data are text, whatever they look like. */
function print(value: unknown): string {
  if (value instanceof SafeHtml) return value.toString();
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(print).join("");
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A Liquid engine for templates of one folder. It runs no code; its limits end what does not end by itself. */
export function createEngine(files: { fs: FS; folder: string } | { templates: Record<string, string> }): Liquid {
  const engine = new Liquid({
    ...("fs" in files ? { fs: files.fs, root: [files.folder], extname: ".liquid" } : { templates: files.templates }),
    ...LIMITS,
    cache: true,
    relativeReference: false,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: print,
  });
  engine.registerFilter("asset", async function (name: unknown) {
    const own = assetsOf.get(this.context.globals);
    const url = own?.folder === undefined ? undefined : await own.assets.offerTemplateFile(own.folder, String(name));
    if (url === undefined) throw new Error(`there is no file "${String(name)}" in the template's own folder`);
    return url;
  });
  const printDate = filters.date as LiquidFilter;
  for (const name of DATE_FILTERS) {
    const filter = filters[name] as LiquidFilter;
    engine.registerFilter(name, function (value: unknown, ...parameters: unknown[]) {
      const seconds = assetsOf.get(this.context.globals)?.epochSeconds;
      if (seconds === undefined || (value !== "now" && value !== "today"))
        return filter.call(this, value, ...parameters);
      // In UTC, unless the template names a zone: a machine's own is another one elsewhere.
      const [format, zone = 0] = name === "date" ? parameters : [DATE_FORMATS[name]];
      return printDate.call(this, new Date(seconds * 1000), format, zone);
    });
  }
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
  /** What `now` and `today` are in filters of dates; absent: the clock. */
  epochSeconds?: number | undefined;
}

/**
 * Renders a template with the given fields, which partials see too.
 * @throws PdfPromptError `template-failed`, naming the place in the template, and the field if one is unknown.
 */
export async function renderTemplate({
  engine,
  parsed,
  label,
  folder,
  fields,
  assets,
  location,
  epochSeconds,
}: Rendering): Promise<string> {
  assetsOf.set(fields, { assets, folder, epochSeconds });
  try {
    return String(await engine.render(parsed, {}, { globals: fields }));
  } catch (error) {
    throw templateError(error, label, location, fields);
  }
}

/** Any error of Liquid as one of ours. */
export function templateError(
  error: unknown,
  label: string,
  location: { source: string; line: number },
  fields: object = {},
): PdfPromptError {
  const where = placeOf(error, label);
  const field = unknownField(error);
  if (field !== undefined) {
    const known = fieldNames(fields);
    const message =
      `Template ${where} uses the field "${field}", which this prompt's data do not have.${didYouMean(field, known)} ` +
      `Known fields: ${known.slice(0, 30).join(", ")}. Add it to the data, or test it with {% if %} in the template.`;
    return new PdfPromptError("template-failed", message, location, error);
  }
  const message = `Template ${where} failed: ${explain(error)}.`;
  return new PdfPromptError("template-failed", message, location, error);
}

/** `letter.liquid:12`: the file (a partial perhaps) and line that liquidjs was at. */
function placeOf(error: unknown, label: string): string {
  if (!LiquidError.is(error)) return `"${label}"`;
  const [line] = error.token.getPosition();
  return `"${error.token.file ?? label}:${line}"`;
}

function unknownField(error: unknown): string | undefined {
  const cause = LiquidError.is(error) ? error.originalError : undefined;
  return cause && "variableName" in cause ? String(cause.variableName) : undefined;
}

function explain(error: unknown): string {
  if (error instanceof RangeError) return "it includes itself, or nests too deep";
  const message =
    error instanceof Error ? error.message.replace(/, (?:file:.*, )?line:\d+, col:\d+.*$/s, "") : String(error);
  if (/limit exceeded/.test(message)) return `it does too much (${message}); look for a loop that does not end`;
  const missing = /Failed to lookup "([^"]*)"/.exec(message)?.[1];
  if (missing !== undefined) return `it includes "${missing}", which is no file in the template's own folder`;
  return message;
}

/** Names of all fields, those of nested objects with dots, as one writes them in a template. */
function fieldNames(fields: object, prefix = "", depth = 0): string[] {
  const names: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (names.length > 200) break;
    names.push(prefix + key);
    const isNested =
      value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof SafeHtml);
    // `data.x` is also there as `x`: said once.
    if (isNested && depth < 3 && (depth > 0 || key !== "data"))
      names.push(...fieldNames(value, `${prefix}${key}.`, depth + 1));
  }
  return names;
}
