import type { Preferences } from "./preferences";
import { RENDERER_MB } from "./renderer-memory";

/** What holds for whoever has chosen nothing. Apart from the schema, which the window does not carry. */
export const DEFAULT_PREFERENCES: Preferences = {
  language: "system",
  theme: "system",
  addAtOnce: false,
  whenClosed: "ask",
  reproducible: false,
  concurrency: "auto",
  rendererMb: RENDERER_MB.default,
  batch: { options: {}, name: "", onConflict: "unique", timeoutMs: 30_000, retries: 3 },
};
