import { filters, type Liquid } from "liquidjs";
import { formatter } from "./formatters";
import { parseMoment } from "./moment";

/** What the filters know of the document being rendered. */
export interface FilterContext {
  /** Language of the document, such as `de-AT`: how local filters write numbers and dates. */
  lang: string;
  /** What `now` and `today` are, in seconds since 1970; absent: the clock. */
  epochSeconds?: number | undefined;
}

type LiquidFilter = (this: unknown, ...values: unknown[]) => unknown;

/** What the filters print that take no format. */
const DATE_FORMATS: Record<string, string> = {
  date_to_xmlschema: "%Y-%m-%dT%H:%M:%S%:z",
  date_to_rfc822: "%a, %d %b %Y %H:%M:%S %z",
  date_to_string: "%d %b %Y",
  date_to_long_string: "%d %B %Y",
};

const DATE_STYLES = ["full", "long", "medium", "short"] as const;
const MINUTE_MS = 60_000;

/**
 * Adds what people need in letters and invoices: dates, numbers and money, written as the document's language does, and
 * the same on every machine: neither its language nor its time zone is asked.
 * @param contextOf finds what belongs to a rendering by its global fields
 */
export function registerFilters(engine: Liquid, contextOf: (globals: object) => FilterContext): void {
  const printDate = filters.date as LiquidFilter;
  for (const name of ["date", ...Object.keys(DATE_FORMATS)]) {
    engine.registerFilter(name, function (value: unknown, ...parameters: unknown[]) {
      if (isMissing(value)) return "";
      const moment = parseMoment(value, contextOf(this.context.globals as object).epochSeconds);
      const [format, zone = -moment.offsetMinutes] = name === "date" ? parameters : [DATE_FORMATS[name]];
      return printDate.call(this, moment.date, format, zone);
    });
  }
  engine.registerFilter("local_date", function (value: unknown, style: unknown = "long", lang?: unknown) {
    if (isMissing(value)) return "";
    const context = contextOf(this.context.globals as object);
    const dateStyle = DATE_STYLES.find((known) => known === style);
    if (!dateStyle) throw new Error(`"${String(style)}" is no style of dates; there are ${DATE_STYLES.join(", ")}`);
    const { date, offsetMinutes } = parseMoment(value, context.epochSeconds);
    const shifted = new Date(date.getTime() + offsetMinutes * MINUTE_MS);
    return formatter(Intl.DateTimeFormat, languageOf(lang, context), { dateStyle, timeZone: "UTC" }).format(shifted);
  });
  engine.registerFilter("number", function (value: unknown, decimals?: unknown, lang?: unknown) {
    const options = decimals === undefined || decimals === null ? { maximumFractionDigits: 20 } : digits(decimals);
    return printNumber(value, options, languageOf(lang, contextOf(this.context.globals as object)));
  });
  engine.registerFilter("percent", function (value: unknown, decimals: unknown = 0, lang?: unknown) {
    const options = { ...digits(decimals), style: "percent" } as const;
    return printNumber(value, options, languageOf(lang, contextOf(this.context.globals as object)));
  });
  engine.registerFilter("money", function (value: unknown, currency: unknown, lang?: unknown) {
    if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
      const given = currency === undefined ? "none was given" : `"${String(currency)}" is none`;
      throw new Error(`"money" needs the three letters of a currency, such as {{ total | money: "EUR" }}; ${given}`);
    }
    const options = { style: "currency", currency } as const;
    return printNumber(value, options, languageOf(lang, contextOf(this.context.globals as object)));
  });
}

/** Names of all filters, for suggestions. */
export const FILTER_NAMES: readonly string[] = [
  ...Object.keys(filters),
  ...["asset", "local_date", "number", "percent", "money"],
];

/** An empty cell prints nothing, whatever its column is for. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function languageOf(own: unknown, { lang }: FilterContext): string {
  return typeof own === "string" && own !== "" ? own : lang;
}

function digits(decimals: unknown): Intl.NumberFormatOptions {
  const wanted = Number(decimals);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 20) {
    throw new Error(`decimals are a whole number from 0 to 20, not "${String(decimals)}"`);
  }
  return { minimumFractionDigits: wanted, maximumFractionDigits: wanted };
}

/**
 * A number as a language writes it; halves are rounded away from zero. Text is taken as it is, digit by digit, since a
 * floating-point number holds only some fifteen of them.
 */
function printNumber(value: unknown, options: Intl.NumberFormatOptions, lang: string): string {
  if (isMissing(value)) return "";
  const text = typeof value === "number" ? value : String(value).trim();
  if (typeof text === "number" ? !Number.isFinite(text) : !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) {
    throw new Error(`"${String(value)}" is no number; write it like 1234.5, without separators and signs of currency`);
  }
  return formatter(Intl.NumberFormat, lang, options).format(text as number);
}
