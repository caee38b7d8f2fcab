import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { z } from "zod";
import { presetNameSchema } from "../../shared/import";

/** A folder that is watched, and the preset that was chosen for it; null for none. */
export interface KeptFolder {
  /** Absolute. */
  path: string;
  /** A name that cannot be one stands for itself as it was written: it is that of no preset, as if it had been deleted. */
  preset: string | null;
}

const keptSchema = z.object({
  folders: z.array(z.string().refine(isAbsolute)),
  /** Names by paths. Apart from the folders, and not there in lists of earlier versions. */
  presets: z.unknown().optional(),
});
const presetsSchema = z.record(z.string(), z.unknown());
const LONGEST_SHOWN = 80;

/** What was watched when the app was closed. A missing or damaged file is the same as nothing. */
export function readKeptFolders(file: string): KeptFolder[] {
  try {
    const { folders, presets } = keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return [...new Set(folders)].map((path) => ({ path, preset: presetOf(path, presets) }));
  } catch {
    return [];
  }
}

/** What is damaged is not none: the files would be rendered otherwise than was chosen, and nobody would be told. */
function presetOf(path: string, presets: unknown): string | null {
  const byPath = presetsSchema.safeParse(presets ?? {});
  if (!byPath.success) return asWritten(presets);
  const written = byPath.data[path] ?? null;
  if (written === null) return null;
  return presetNameSchema.safeParse(written).data ?? asWritten(written);
}

function asWritten(value: unknown): string {
  return JSON.stringify(value).slice(0, LONGEST_SHOWN);
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
