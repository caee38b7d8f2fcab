/** What a reviver is told besides key and value; the declarations of TypeScript do not know it yet. */
interface Context {
  source?: string;
}

/** As many digits as may be more than a number holds, or an exponent. */
const MAY_BE_TOO_LARGE = /\d{16}|\d[eE]/;
const parse = JSON.parse as (
  text: string,
  reviver?: (key: string, value: unknown, context: Context) => unknown,
) => unknown;

/**
 * `JSON.parse`, but for whole numbers that are larger than a number can hold exactly, and for those that are too large
 * for any: these are texts, as they are written. Accounts and invoices have such numbers.
 * @throws SyntaxError as `JSON.parse`
 */
export function parseExactly(text: string): unknown {
  if (!MAY_BE_TOO_LARGE.test(text)) return parse(text);
  return parse(text, (_key, value, { source }) => {
    if (typeof value !== "number" || source === undefined) return value;
    const isExact = Number.isFinite(value) && (!/^-?\d+$/.test(source) || Number.isSafeInteger(value));
    return isExact ? value : source;
  });
}
