/** Formatters by kind, language and options: making one costs a hundred times as much as using it. */
const kept = new Map<string, unknown>();

/**
 * A formatter of `Intl`.
 * @throws Error for a language that is none: callers see to the options
 */
export function formatter<T, O>(Kind: new (lang: string, options: O) => T, lang: string, options: O): T {
  const key = `${Kind.name} ${lang} ${JSON.stringify(options)}`;
  let found = kept.get(key) as T | undefined;
  if (!found) {
    try {
      found = new Kind(lang, options);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Error(`"${lang}" is no language, which is written like en, de or pt-BR`);
    }
    // A hostile batch names a thousand languages; an honest one two or three.
    if (kept.size >= 200) kept.clear();
    kept.set(key, found);
  }
  return found;
}
