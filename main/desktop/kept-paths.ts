import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { z } from "zod";

const keptSchema = z.object({ folders: z.array(z.string().refine(isAbsolute)) });

/** Absolute paths that the user chose and that hold at the next start. A missing or damaged file is the same as none. */
export function readKeptPaths(file: string): string[] {
  try {
    return [...new Set(keptSchema.parse(JSON.parse(readFileSync(file, "utf8"))).folders)];
  } catch {
    return [];
  }
}

/** Writes the list, whole or not at all. */
export function writeKeptPaths(file: string, folders: readonly string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.part`;
  writeFileSync(temporary, `${JSON.stringify({ folders }, null, 2)}\n`);
  renameSync(temporary, file);
}
