import type { KeyPath } from "./issues";
import { endOfScalar, endOfString, skipSpace } from "./json-scan";

/** Everything here takes text that `JSON.parse` has accepted, and keeps no more than a counter of depth. */

/** Offset behind the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at);
    else if (character === "[" || character === "{") {
      depth += 1;
      at += 1;
    } else if (character === "]" || character === "}") {
      depth -= 1;
      at += 1;
    } else at = Math.max(endOfScalar(text, at), at + 1);
  } while (depth > 0 && at < text.length);
  return at;
}

interface Member {
  key: string | number;
  keyStart: number;
  valueStart: number;
}

/** The members of the object, or the elements of the array, that begins at `start`. */
function* members(text: string, start: number): Generator<Member> {
  const isArray = text[start] === "[";
  const closing = isArray ? "]" : "}";
  let at = skipSpace(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== closing; index++) {
    const keyStart = at;
    let key: string | number = index;
    if (!isArray) {
      const keyEnd = endOfString(text, at);
      key = String(JSON.parse(text.slice(keyStart, keyEnd)));
      at = skipSpace(text, skipSpace(text, keyEnd) + 1);
    }
    yield { key, keyStart, valueStart: at };
    at = skipSpace(text, endOfValue(text, at));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
}

/** Where a JSON text's value begins. */
export function valueStart(text: string): number {
  return skipSpace(text, 0);
}

/** Offsets of the elements of the array that is the whole of a JSON text. */
export function elementOffsets(text: string): number[] {
  return [...members(text, valueStart(text))].map((element) => element.valueStart);
}

/** Offset of the key (or element) that a path from the value at `start` leads to; of the nearest one above it. */
export function locateInJson(text: string, start: number, path: KeyPath): number {
  let offset = start;
  let container = start;
  for (const step of path) {
    if (text[container] !== "[" && text[container] !== "{") break;
    // The last of several equal keys is the one that JSON.parse took.
    let found: Member | undefined;
    for (const member of members(text, container)) if (String(member.key) === String(step)) found = member;
    if (!found) break;
    offset = found.keyStart;
    container = found.valueStart;
  }
  return offset;
}
