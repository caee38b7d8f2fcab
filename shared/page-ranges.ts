/** What page ranges may look like, as a rule for people. */
export const PAGE_RANGES_RULE = 'must be pages such as "1-3, 5"';

/** More pages than any document has, and few enough digits for Chromium. */
const MAX_PAGE = 1_000_000;

/** What is wrong with `text` as page ranges, as the end of a sentence; undefined where nothing is. */
export function pageRangesProblem(text: string): string | undefined {
  for (const range of text.split(",")) {
    const [, first, last = first] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(range) ?? [];
    if (first === undefined) return `${PAGE_RANGES_RULE}; "${range.trim().slice(0, 40)}" is no page and no range`;
    if (Number(first) < 1) return `${PAGE_RANGES_RULE}; pages are counted from 1`;
    if (Number(last) > MAX_PAGE) return `${PAGE_RANGES_RULE}; no document has ${MAX_PAGE} pages`;
    if (Number(last) < Number(first)) return `${PAGE_RANGES_RULE}; ${first}-${last} ends before it begins`;
  }
  return undefined;
}
