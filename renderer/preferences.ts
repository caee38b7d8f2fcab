/** What was chosen for the window, kept by the main process. */
import { createStore } from "zustand/vanilla";
import { MOST_CHOSEN } from "../shared/concurrency";
import { DEFAULT_PREFERENCES } from "../shared/default-preferences";
import type { ShownPreferences } from "../shared/ipc";
import type { Preferences } from "../shared/preferences";
import { request } from "./api";
import { speak } from "./i18n";
import { notifyProblem } from "./notify";

/** Until the main process has answered, what holds for whoever has chosen nothing. */
export const preferencesStore = createStore<ShownPreferences>(() => ({
  ...DEFAULT_PREFERENCES,
  spoken: "en",
  speed: { fixedTo: null, most: MOST_CHOSEN },
}));

function show(preferences: ShownPreferences): void {
  speak(preferences.spoken);
  document.documentElement.lang = preferences.spoken;
  preferencesStore.setState(preferences);
}

/** Reads them, before anything is shown. Without an answer the defaults hold. */
export async function loadPreferences(): Promise<void> {
  const answer = await request("getPreferences", {});
  if (answer.ok) show(answer.value);
}

/** Changes some of them. What is shown follows at once. */
export async function changePreferences(changes: Partial<Preferences>): Promise<void> {
  const answer = await request("setPreferences", changes);
  if (answer.ok) show(answer.value);
  else notifyProblem(answer.problem, "setPreferences");
}
