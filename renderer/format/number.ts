import { language } from "../i18n";

const kept = new Map<string, Intl.NumberFormat>();

/** A number in the window's language, with exactly so many decimals: `1,234.5`, `1.234,5`. */
export function formatNumber(value: number, decimals = 0): string {
  const key = `${language()} ${decimals}`;
  let format = kept.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    kept.set(key, format);
  }
  return format.format(value);
}
