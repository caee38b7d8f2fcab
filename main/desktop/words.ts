import { app, nativeTheme } from "electron";
import type { Preferences } from "../../shared/preferences";
import { createTranslator, type Language, languageFor } from "../../shared/texts";

const translator = createTranslator("en");

/** A text for native dialogs and menus, in the language of the window. */
export const { t } = translator;

const listeners = new Set<() => void>();

/** Calls back whenever another language is spoken: native menus do not follow by themselves. */
export function onLanguage(listener: () => void): void {
  listeners.add(listener);
}

/** Makes dialogs, menus and the window's frame as the preferences say. `app` must be ready. @returns what is spoken */
export function applyPreferences(preferences: Preferences): Language {
  const spoken = spokenLanguage(preferences);
  if (spoken !== translator.language) {
    translator.use(spoken);
    for (const listener of listeners) listener();
  }
  nativeTheme.themeSource = preferences.theme;
  return spoken;
}

function spokenLanguage({ language }: Preferences): Language {
  if (language !== "system") return language;
  // On Linux the first is empty or "C" where nothing was chosen; the window's own language comes last.
  return languageFor([...app.getPreferredSystemLanguages(), app.getLocale()]);
}
