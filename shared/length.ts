/** Inches per unit that people write page sizes and margins in. A CSS pixel is 1/96 inch, a point 1/72. */
const INCHES_PER_UNIT = { mm: 1 / 25.4, cm: 1 / 2.54, in: 1, px: 1 / 96, pt: 1 / 72 } as const;

const LENGTH = /^(\d+(?:\.\d+)?|\.\d+)(mm|cm|in|px|pt)$/;

/** Whether `text` is a length such as `20mm`, `1.5cm`, `0.75in`, `96px` or `12pt`. */
export function isLength(text: string): boolean {
  return LENGTH.test(text);
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
