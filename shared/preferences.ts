import { z } from "zod";
import { LANGUAGES, type Language } from "./texts";

const SPOKEN = Object.keys(LANGUAGES) as Language[];

/** What somebody chose for the window. */
export const preferencesSchema = z.strictObject({
  language: z.enum(["system", ...SPOKEN]),
  theme: z.enum(["system", "light", "dark"]),
  /** Whether files are queued as soon as they are dropped, without the sheet that shows what is in them. */
  addAtOnce: z.boolean(),
});

export type Preferences = z.infer<typeof preferencesSchema>;

/** What holds for whoever has chosen nothing. */
export const DEFAULT_PREFERENCES: Preferences = { language: "system", theme: "system", addAtOnce: false };
