import { type Decimal, decimalText, divideRounded, multiply, parseDecimal, toMinor } from "./decimal";
import { formatter } from "./formatters";

/** What the template prints of an item; all of it is text in the document's language. */
interface InvoiceRow {
  position: number;
  description: string;
  detail: string;
  quantity: string;
  unit: string;
  price: string;
  tax: string;
  amount: string;
}

/** An invoice worked out. */
export interface Invoice {
  rows: InvoiceRow[];
  /** One a rate, highest first; none where no item has one. */
  taxes: { rate: string; base: string; amount: string }[];
  net: string;
  gross: string;
  /** Whether prices and amounts of the rows hold tax already. */
  isGross: boolean;
  hasUnits: boolean;
}

const ZERO: Decimal = { units: 0n, scale: 0 };
const ONE: Decimal = { units: 1n, scale: 0 };

/**
 * Works out an invoice, exactly, in the smallest units of its currency.
 *
 * An amount is quantity × price, rounded once. Tax is worked out once a rate, from the sum of that rate's amounts, and
 * rounded once: added to them, or, where `prices_include_tax`, taken out of them. Halves are rounded away from zero.
 * @param language how numbers are written, a BCP 47 tag
 * @throws Error that says which item's which field is wrong
 */
export function workOutInvoice(data: Record<string, unknown>, language: string): Invoice {
  const currency = String(data.currency ?? "EUR").toUpperCase();
  const money = moneyFormat(currency, language);
  const isGross = data.prices_include_tax === true || data.prices_include_tax === "true";
  const items = itemsOf(data);
  const sums = new Map<string, { rate: Decimal; minor: bigint }>();
  let total = 0n;
  const rows = items.map((item, index): InvoiceRow => {
    const number = (key: string, fallback: Decimal) => numberOf(item, index, key, fallback);
    const quantity = number("quantity", ONE);
    const price = number("price", ZERO);
    const rate = item.tax === undefined ? numberOf(data, undefined, "tax", ZERO) : number("tax", ZERO);
    const minor = toMinor(multiply(quantity, price), money.digits);
    total += minor;
    const key = decimalText(toScale(rate, 6));
    sums.set(key, { rate, minor: (sums.get(key)?.minor ?? 0n) + minor });
    return {
      position: index + 1,
      description: textOf(item.description),
      detail: textOf(item.detail),
      quantity: plainNumber(quantity, language),
      unit: textOf(item.unit),
      price: money.price(price),
      tax: percent(rate, language),
      amount: money.minor(minor),
    };
  });
  const byRate = [...sums.values()].sort((a, b) => Number(toScale(b.rate, 6).units - toScale(a.rate, 6).units));
  const taxes = byRate.map(({ rate, minor }) => ({ rate, minor, tax: taxOf(minor, rate, isGross) }));
  const taxSum = taxes.reduce((sum, { tax }) => sum + tax, 0n);
  return {
    rows,
    taxes: taxes
      .filter(({ rate }) => taxes.length > 1 || rate.units !== 0n)
      .map(({ rate, minor, tax }) => ({
        rate: percent(rate, language),
        base: money.minor(isGross ? minor - tax : minor),
        amount: money.minor(tax),
      })),
    net: money.minor(isGross ? total - taxSum : total),
    gross: money.minor(isGross ? total : total + taxSum),
    isGross,
    hasUnits: rows.some(({ unit }) => unit !== ""),
  };
}

/** The tax on, or in, an amount. A rate is in percent. */
function taxOf(minor: bigint, rate: Decimal, isGross: boolean): bigint {
  const hundred = 100n * 10n ** BigInt(rate.scale);
  return divideRounded(minor * rate.units, isGross ? hundred + rate.units : hundred);
}

function toScale({ units, scale }: Decimal, wanted: number): Decimal {
  return { units: toMinor({ units, scale }, wanted), scale: wanted };
}

function itemsOf({ items }: Record<string, unknown>): Record<string, unknown>[] {
  if (items === undefined) return [];
  if (!Array.isArray(items)) throw new Error(`"items" must be a list of objects, each with description and price`);
  return items.map((item: unknown, index) => {
    if (item !== null && typeof item === "object" && !Array.isArray(item)) return { ...item };
    throw new Error(`item ${index + 1} must be an object with description and price, it is ${JSON.stringify(item)}`);
  });
}

function numberOf(holder: Record<string, unknown>, index: number | undefined, key: string, fallback: Decimal): Decimal {
  const value = holder[key];
  if (value === undefined || value === "") return fallback;
  const number = parseDecimal(value);
  const isAllowed = number && !(key === "tax" && number.units < 0n);
  if (isAllowed) return number;
  const where = index === undefined ? `"${key}"` : `"${key}" of item ${index + 1}`;
  const rule = key === "tax" ? "a percentage such as 19 or 5.5" : "a number with digits and a point, such as 1234.5";
  throw new Error(`${where} must be ${rule}, it is ${JSON.stringify(value)}`);
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

function moneyFormat(currency: string, language: string) {
  let format: Intl.NumberFormat;
  try {
    format = numbers(language, { style: "currency", currency });
  } catch {
    throw new Error(`"currency" must be a code of three letters such as EUR, USD or JPY, it is "${currency}"`);
  }
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  // A price by the piece may be finer than the smallest coin.
  const fine = numbers(language, { style: "currency", currency, maximumFractionDigits: 12 });
  return {
    digits,
    minor: (units: bigint) => withMinus(format.format(decimalText({ units, scale: digits }))),
    price: (price: Decimal) => withMinus((price.scale > digits ? fine : format).format(decimalText(price))),
  };
}

function plainNumber(number: Decimal, language: string): string {
  return withMinus(numbers(language, { maximumFractionDigits: 12 }).format(decimalText(number)));
}

/** A minus as wide as a digit, rather than a hyphen. */
function withMinus(text: string): string {
  return text.replace("-", "\u2212");
}

function percent(rate: Decimal, language: string): string {
  const hundredth = { units: rate.units, scale: rate.scale + 2 };
  return numbers(language, { style: "percent", maximumFractionDigits: 12 }).format(decimalText(hundredth));
}

function numbers(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return formatter(Intl.NumberFormat, knownLanguage(language), options);
}

/** A tag that may not be one: data say it. */
function knownLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
