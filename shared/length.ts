/** Inches per unit that people write page sizes and margins in. A CSS pixel is 1/96 inch, a point 1/72. */
const INCHES_PER_UNIT = { mm: 1 / 25.4, cm: 1 / 2.54, in: 1, px: 1 / 96, pt: 1 / 72 } as const;

const LENGTH = /^(\d+(?:\.\d+)?|\.\d+)(mm|cm|in|px|pt)$/;

/** Whether `text` is a length such as `20mm`, `1.5cm`, `0.75in`, `96px` or `12pt`. */
export function isLength(text: string): boolean {
  return LENGTH.test(text);
}

/** What a length may look like, as a rule for people. */
export const LENGTH_RULE = "must be a length such as 20mm, 1.5cm, 0.75in, 96px or 12pt";

/** What is wrong with `text` as a length, as the end of a sentence; undefined where nothing is. */
export function lengthProblem(text: string): string | undefined {
  if (isLength(text)) return undefined;
  return `${LENGTH_RULE}${hintFor(text)}`;
}

function hintFor(text: string): string {
  const compact = text.replace(/\s+/g, "").toLowerCase();
  if (isLength(compact)) return `: write ${compact}, in small letters and without spaces`;
  const [, number = "", unit = ""] = /^([+-]?[\d.,]+(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(compact) ?? [];
  if (number === "") return "";
  if (number.startsWith("-")) return ", and not less than zero";
  if (unit === "") return `: ${number} has no unit, write ${number}mm or ${number}px`;
  if (!Object.hasOwn(INCHES_PER_UNIT, unit)) return `: ${unit} is no unit here, use mm, cm, in, px or pt`;
  return `: ${number} is no number here, write it with digits and a point`;
}

/**
 * A written length in inches, the unit of `printToPDF`.
 * @throws RangeError when `text` is not a length (see {@link isLength}).
 */
export function toInches(text: string): number {
  const match = LENGTH.exec(text);
  if (!match?.[1] || !match[2]) throw new RangeError(`not a length: ${text}`);
  return Number(match[1]) * INCHES_PER_UNIT[match[2] as keyof typeof INCHES_PER_UNIT];
}

/**
 * Bounds of each side of a page. Larger ones are more than PDF readers show; on smaller ones Chromium spreads a single
 * letter over several pages.
 */
export const PAGE_SIDE = { min: "5mm", max: "200in" } as const;

/** Page sizes people name, width × height in portrait. The metric ones are ISO 216. */
export const PAGE_SIZES = {
  A0: ["841mm", "1189mm"],
  A1: ["594mm", "841mm"],
  A2: ["420mm", "594mm"],
  A3: ["297mm", "420mm"],
  A4: ["210mm", "297mm"],
  A5: ["148mm", "210mm"],
  A6: ["105mm", "148mm"],
  Letter: ["8.5in", "11in"],
  Legal: ["8.5in", "14in"],
  Tabloid: ["11in", "17in"],
  Ledger: ["17in", "11in"],
} as const satisfies Record<string, readonly [width: string, height: string]>;

export type PageSizeName = keyof typeof PAGE_SIZES;
