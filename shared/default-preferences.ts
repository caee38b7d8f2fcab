import type { Preferences } from "./preferences";

/** What holds for whoever has chosen nothing. Apart from the schema, which the window does not carry. */
export const DEFAULT_PREFERENCES: Preferences = {
  language: "system",
  theme: "system",
  addAtOnce: false,
  whenClosed: "ask",
  reproducible: false,
  concurrency: "auto",
  batch: { options: {}, name: "", onConflict: "unique", timeoutMs: 30_000, retries: 3 },
};
