import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { z } from "zod";
import { presetNameSchema } from "../../shared/import";

/** A folder that is watched, and the preset that was chosen for it; null for none. */
export interface KeptFolder {
  /** Absolute. */
  path: string;
  preset: string | null;
}

const keptSchema = z.object({
  folders: z.array(z.string().refine(isAbsolute)),
  /** Names by paths. Apart from the folders, and not there in lists of earlier versions. */
  presets: z.record(z.string(), presetNameSchema).catch({}),
});

/** What was watched when the app was closed. A missing or damaged file is the same as nothing. */
export function readKeptFolders(file: string): KeptFolder[] {
  try {
    const { folders, presets } = keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return [...new Set(folders)].map((path) => ({ path, preset: presets[path] ?? null }));
  } catch {
    return [];
  }
}

/** Writes the list, whole or not at all. */
export function writeKeptFolders(file: string, kept: readonly KeptFolder[]): void {
  const folders = kept.map(({ path }) => path);
  const chosen = kept.flatMap(({ path, preset }) => (preset === null ? [] : [[path, preset]]));
  const content = chosen.length === 0 ? { folders } : { folders, presets: Object.fromEntries(chosen) };
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.part`;
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(temporary, file);
}
