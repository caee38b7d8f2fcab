/** Ranges of code points as they stand in font-coverage.json: `20AC,2190-2193`, sorted. */
export type Ranges = string;

const BEYOND_ASCII = /[^\0-\x7f]/;

/** Whether a text has ASCII alone, as most documents have: what is beyond need not be looked for then. */
export function isAscii(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}

/** The ranges as the inside of a character class of a regular expression with the `u` flag. */
export function characterClass(ranges: Ranges): string {
  return ranges.replace(/([0-9A-F]+)(?:-([0-9A-F]+))?,?/g, (_, from: string, to?: string) =>
    to ? `\\u{${from}}-\\u{${to}}` : `\\u{${from}}`,
  );
}

/** All code points of some ranges. */
export function* codePoints(ranges: Ranges): Generator<number> {
  for (const range of ranges === "" ? [] : ranges.split(",")) {
    const [from = "", to = from] = range.split("-");
    for (let code = Number.parseInt(from, 16); code <= Number.parseInt(to, 16); code++) yield code;
  }
}

/** Whether a code point is among some ranges; they are read once, and searched by halving. */
export function membership(ranges: Ranges): (code: number) => boolean {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const range of ranges === "" ? [] : ranges.split(",")) {
    const [from = "", to = from] = range.split("-");
    starts.push(Number.parseInt(from, 16));
    ends.push(Number.parseInt(to, 16));
  }
  return (code) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= code) low = middle + 1;
      else high = middle;
    }
    return low > 0 && code <= (ends[low - 1] ?? -1);
  };
}

/** Code points as a `unicode-range` of CSS. */
export function unicodeRange(codes: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const code of [...codes].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && code <= last[1] + 1) last[1] = code;
    else ranges.push([code, code]);
  }
  const hex = (code: number) => code.toString(16).toUpperCase();
  return ranges.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(",");
}
