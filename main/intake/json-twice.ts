import { MAX_DEPTH } from "./clean";
import { shorten } from "./issues";
import { endOfScalar, endOfString } from "./json-scan";

/** A key that an object has twice, and the offset of the second one. */
export interface TwiceKey {
  key: string;
  offset: number;
}

/**
 * The first key that an object of a JSON text has twice: `JSON.parse` takes the last one and says nothing.
 * @param text what `JSON.parse` has accepted
 * @param value what it made of that: where it has as many keys as the text, there is nothing to look for
 */
export function findTwiceKey(text: string, value: unknown): TwiceKey | undefined {
  return countKeys(value, 0) === mostKeys(text) ? undefined : scan(text);
}

export function twiceMessage({ key }: TwiceKey): string {
  return `The key ${JSON.stringify(shorten(key))} stands here twice; keep one`;
}

/** How many keys a value has, with all that is in it, down to the depth that is taken. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += countKeys(item, depth + 1);
  else {
    for (const key in value) {
      count += 1 + countKeys((value as Record<string, unknown>)[key], depth + 1);
    }
  }
  return count;
}

/** As many keys as the text may have: the colons behind a double quote. There is hardly ever one inside of a string. */
function mostKeys(text: string): number {
  let count = 0;
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    let before = at - 1;
    while (isSpace(text.charCodeAt(before))) before -= 1;
    if (text.charCodeAt(before) === QUOTE) count += 1;
  }
  return count;
}

const QUOTE = 0x22;

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x09 || unit === 0x0d;
}

function scan(text: string): TwiceKey | undefined {
  /** The keys of the objects that are open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      const keys = isKey ? open.at(-1) : undefined;
      if (keys) {
        const key = String(JSON.parse(text.slice(at, end)));
        if (keys.has(key)) return { key, offset: at };
        keys.add(key);
      }
      at = end;
      continue;
    }
    if (character === "{" || character === "[") open.push(character === "{" ? new Set() : undefined);
    else if (character === "}" || character === "]") open.pop();
    if (character === "{" || character === "," || character === ":") isKey = character !== ":";
    at = Math.max(endOfScalar(text, at), at + 1);
  }
  return undefined;
}
