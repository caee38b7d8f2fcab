import type { ValueIssue } from "./issues";

/** Deepest nesting that is taken. What comes later walks values recursively and must not run out of stack. */
export const MAX_DEPTH = 100;

/** In the `u` mode a surrogate matches only where it has no partner. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The text with U+FFFD for every half of a surrogate pair that stands alone: those cannot be written as UTF-8. */
function replaceLoneSurrogates(text: string): string {
  return text.replace(LONE_SURROGATE, "\ufffd");
}

/**
 * Makes a value that JSON or YAML gave harmless, in place: lone surrogates are replaced. Cyclic values are too deep.
 * @returns the value, or the first thing that cannot be mended: a NUL character, a key `__proto__` below the top (at the
 * top it is an unknown key, which the schema names), or nesting deeper than {@link MAX_DEPTH}
 */
export function cleanValue(value: unknown): { value: unknown } | { issue: ValueIssue } {
  const path: string[] = [];
  let issue: ValueIssue | undefined;

  const flaw = (message: string, at: readonly string[] = path) => {
    issue ??= { path: [...at], message };
  };
  const cleanText = (text: string): string => {
    if (text.includes("\0")) flaw("A NUL character (U+0000) is not allowed; remove it");
    return replaceLoneSurrogates(text);
  };
  const clean = (node: unknown): unknown => {
    if (typeof node === "string") return cleanText(node);
    if (typeof node !== "object" || node === null) return node;
    if (path.length >= MAX_DEPTH) {
      flaw(`The data is nested deeper than ${MAX_DEPTH} levels; flatten it`, path.slice(0, 1));
      return node;
    }
    for (const key of Object.keys(node)) {
      if (key === "__proto__") {
        if (path.length === 0) continue;
        flaw('A key cannot be called "__proto__"; rename it', [...path, key]);
        return node;
      }
      path.push(key);
      const name = Array.isArray(node) ? key : cleanText(key);
      const cleaned = clean(Reflect.get(node, key));
      if (issue) return node;
      path.pop();
      if (name !== key) Reflect.deleteProperty(node, key);
      Reflect.set(node, name, cleaned);
    }
    return node;
  };

  const cleaned = clean(value);
  return issue ? { issue } : { value: cleaned };
}
