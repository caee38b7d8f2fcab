import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { z } from "zod";
import { DEFAULT_PREFERENCES } from "../../shared/default-preferences";
import { preferencesSchema } from "../../shared/preferences";

/** What is kept from run to run. Each value stands alone: one that cannot be read is as if it had not been chosen. */
const keptSchema = z.object({
  outputFolder: z.string().refine(isAbsolute).optional().catch(undefined),
  language: preferencesSchema.shape.language.catch(DEFAULT_PREFERENCES.language),
  theme: preferencesSchema.shape.theme.catch(DEFAULT_PREFERENCES.theme),
  whenClosed: preferencesSchema.shape.whenClosed.catch(DEFAULT_PREFERENCES.whenClosed),
  reproducible: preferencesSchema.shape.reproducible.catch(DEFAULT_PREFERENCES.reproducible),
  concurrency: preferencesSchema.shape.concurrency.catch(DEFAULT_PREFERENCES.concurrency),
  rendererMb: preferencesSchema.shape.rendererMb.catch(DEFAULT_PREFERENCES.rendererMb),
  batch: preferencesSchema.shape.batch.catch(DEFAULT_PREFERENCES.batch),
  addAtOnce: preferencesSchema.shape.addAtOnce.catch(DEFAULT_PREFERENCES.addAtOnce),
});
export type KeptPreferences = z.infer<typeof keptSchema>;

/** What the user chose before. A missing or damaged file is the same as having chosen nothing. */
export function readPreferences(file: string): KeptPreferences {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return keptSchema.parse({});
  }
}

/** Writes the choices, whole or not at all. */
export function writePreferences(file: string, preferences: KeptPreferences): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.part`;
  writeFileSync(temporary, `${JSON.stringify(preferences, null, 2)}\n`);
  renameSync(temporary, file);
}
