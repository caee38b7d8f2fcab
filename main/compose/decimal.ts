/** An exact decimal number: `units` / 10^`scale`. */
export interface Decimal {
  units: bigint;
  scale: number;
}

const NUMBER = /^([+-]?)(\d{1,24})(?:\.(\d{1,12}))?$/;

/** Reads a number as people write it in data: digits and a point. Undefined for all else: `1,5`, `1e3`, `five`. */
export function parseDecimal(value: unknown): Decimal | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const [, sign, whole = "", fraction = ""] = NUMBER.exec(String(value).trim()) ?? [];
  if (sign === undefined) return undefined;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

export function multiply(one: Decimal, other: Decimal): Decimal {
  return { units: one.units * other.units, scale: one.scale + other.scale };
}

/**
 * `numerator` / `denominator` as a whole number, halves away from zero: what tax offices and people with a pencil do.
 * @param denominator more than zero
 */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const rounded = (size * 2n + denominator) / (denominator * 2n);
  return isNegative ? -rounded : rounded;
}

/** A number in the smallest units of a currency, which has `digits` decimals: with 2, cents. */
export function toMinor({ units, scale }: Decimal, digits: number): bigint {
  const factor = 10n ** BigInt(Math.abs(digits - scale));
  return digits >= scale ? units * factor : divideRounded(units, factor);
}

/** As text with a point, which `Intl.NumberFormat` takes without loss. */
export function decimalText({ units, scale }: Decimal): `${number}` {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? "" : `.${digits.slice(-scale)}`;
  return `${units < 0n ? "-" : ""}${whole}${fraction}` as `${number}`;
}
