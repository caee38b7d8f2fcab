/** What was chosen for the window, kept by the main process. */
import { createStore } from "zustand/vanilla";
import type { BatchDefaults } from "../shared/batch-defaults";
import { MOST_CHOSEN } from "../shared/concurrency";
import { DEFAULT_PREFERENCES } from "../shared/default-preferences";
import type { Problem } from "../shared/errors";
import type { ShownPreferences } from "../shared/ipc";
import type { Preferences } from "../shared/preferences";
import { request } from "./api";
import { speak } from "./i18n";
import { notifyProblem } from "./notify";

/** Until the main process has answered, what holds for whoever has chosen nothing. */
export const preferencesStore = createStore<ShownPreferences>(() => ({
  ...DEFAULT_PREFERENCES,
  spoken: "en",
  speed: { fixedTo: null, most: MOST_CHOSEN, rendererMb: null },
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

/** Changes happen one after the other: each is made to what the one before has left. */
let lastChange: Promise<unknown> = Promise.resolve();

/** Changes what holds for what is added from now on; says so where that cannot be kept. */
export async function setBatchDefaults(changes: Partial<BatchDefaults>): Promise<void> {
  const problem = await inTurn(changes);
  if (problem) notifyProblem(problem, "setPreferences");
}

/**
 * Changes what holds for what is added from now on.
 * @returns why it was not taken over, to be said where it was typed; null where it was
 */
export async function changeBatchDefaults(changes: Partial<BatchDefaults>): Promise<string | null> {
  return (await inTurn(changes))?.message ?? null;
}

function inTurn(changes: Partial<BatchDefaults>): Promise<Problem | null> {
  const changed = lastChange.then(() => sendBatchDefaults(changes));
  lastChange = changed;
  return changed;
}

async function sendBatchDefaults(changes: Partial<BatchDefaults>): Promise<Problem | null> {
  const { batch } = preferencesStore.getState();
  const answer = await request("setPreferences", { batch: { ...batch, ...changes } });
  if (answer.ok) show(answer.value);
  return answer.ok ? null : answer.problem;
}
