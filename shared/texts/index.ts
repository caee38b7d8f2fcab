import { createInstance } from "i18next";
import type { TextKey } from "./catalogue";
import { de } from "./de";
import { en } from "./en";

export type { TextKey } from "./catalogue";

/** Languages that the app speaks, English first, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

export const CATALOGUES = { en, de } as const;

/** The text of a key in the present language, its placeholders filled. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** A text by its key, in a language that can be changed. */
export interface Translator {
  t: Translate;
  readonly language: Language;
  use(language: Language): void;
}

export function createTranslator(language: Language): Translator {
  let current = language;
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: "en",
    // Everything is here: nothing is to be waited for.
    initAsync: false,
    resources: { en: { translation: en }, de: { translation: de } },
    // React escapes what it shows, and native dialogs show no HTML.
    interpolation: { escapeValue: false },
  });
  /** Texts of the present language without placeholders: looking one up costs more than the rest of drawing it. */
  const plain = new Map<TextKey, string>();
  return {
    t(key, values) {
      if (values) return i18n.t(key as string, values);
      const known = plain.get(key);
      if (known !== undefined) return known;
      const text = i18n.t(key as string);
      plain.set(key, text);
      return text;
    },
    get language() {
      return current;
    },
    use(next) {
      current = next;
      plain.clear();
      void i18n.changeLanguage(next);
    },
  };
}

/** The language of ours that a system wants most; English where it wants none of them. */
export function languageFor(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const name = tag.toLowerCase().split(/[-_]/)[0] ?? "";
    if (Object.hasOwn(LANGUAGES, name)) return name as Language;
  }
  return "en";
}
