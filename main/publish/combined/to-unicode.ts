/** Mappings of one block; the specification allows no more. */
const BLOCK = 100;
const MAX_RANGE = 0xffff;

/**
 * What each code of a font stands for, as UTF-16 in upper-case hexadecimal, from a map as Chromium writes it.
 * @throws RangeError for a map that is written in another way
 */
export function readToUnicode(text: string): Map<number, string> {
  const texts = new Map<number, string>();
  for (const [, kind, block = ""] of text.matchAll(/beginbf(char|range)\s([\s\S]*?)endbf\1/g)) {
    const words = block.split(/\s+/).filter((word) => word !== "");
    const step = kind === "char" ? 2 : 3;
    if (words.length % step !== 0 || words.some((word) => !/^<[0-9A-Fa-f]+>$/.test(word))) {
      throw new RangeError("an odd map of characters");
    }
    const digits = words.map((word) => word.slice(1, -1).toUpperCase());
    for (let index = 0; index < digits.length; index += step) {
      const [from = "", second = "", third = ""] = digits.slice(index, index + step);
      if (kind === "char") texts.set(Number.parseInt(from, 16), second);
      else addRange(texts, Number.parseInt(from, 16), Number.parseInt(second, 16), third);
    }
  }
  return texts;
}

function addRange(texts: Map<number, string>, first: number, last: number, start: string): void {
  if (last < first || last > MAX_RANGE) throw new RangeError("an odd range of characters");
  const fixed = start.slice(0, -4);
  const counted = Number.parseInt(start.slice(-4), 16);
  for (let code = first; code <= last; code += 1) texts.set(code, `${fixed}${hex(counted + code - first)}`);
}

/** Such a map for codes of two bytes. */
export function writeToUnicode(texts: ReadonlyMap<number, string>): string {
  const mappings = [...texts].sort(([one], [other]) => one - other).map(([code, text]) => `<${hex(code)}> <${text}>`);
  const blocks: string[] = [];
  for (let start = 0; start < mappings.length; start += BLOCK) {
    const block = mappings.slice(start, start + BLOCK);
    blocks.push(`${block.length} beginbfchar`, ...block, "endbfchar");
  }
  return [
    "/CIDInit /ProcSet findresource begin",
    "12 dict begin",
    "begincmap",
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
    "/CMapName /Adobe-Identity-UCS def",
    "/CMapType 2 def",
    "1 begincodespacerange",
    "<0000> <FFFF>",
    "endcodespacerange",
    ...blocks,
    "endcmap",
    "CMapName currentdict /CMap defineresource pop",
    "end",
    "end",
    "",
  ].join("\n");
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, "0");
}
