import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { z } from "zod";

const preferencesSchema = z.object({ outputFolder: z.string().refine(isAbsolute).optional() });
export type Preferences = z.infer<typeof preferencesSchema>;

/** What the user chose before. A missing or damaged file is the same as having chosen nothing. */
export function readPreferences(file: string): Preferences {
  try {
    return preferencesSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

/** Writes the choices, whole or not at all. */
export function writePreferences(file: string, preferences: Preferences): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.part`;
  writeFileSync(temporary, `${JSON.stringify(preferences, null, 2)}\n`);
  renameSync(temporary, file);
}
