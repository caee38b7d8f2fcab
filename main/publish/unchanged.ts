import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** The state of a file as far as it can be seen without reading it. Empty when there is none to be seen. */
export function fileState(path: string): string {
  try {
    const stats = statSync(path);
    return stats.isFile() ? `${stats.size}:${stats.mtimeMs}` : "";
  } catch {
    // Not there, or a path that cannot be one: too long, through a file, not allowed.
    return "";
  }
}

/** Whether an output still stands: the file is whole, and what it was made of is as it was. */
export async function isUnchanged(
  outDir: string,
  done: { output: string; bytes: number; sha256: string; dependencies: Record<string, string> },
): Promise<boolean> {
  const file = join(outDir, done.output);
  if (statSync(file, { throwIfNoEntry: false })?.size !== done.bytes) return false;
  if (Object.entries(done.dependencies).some(([path, state]) => fileState(path) !== state)) return false;
  return (await hashFile(file)) === done.sha256;
}

/** SHA-256 of a file in lower-case hex; empty when it cannot be read. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return "";
  }
  return hash.digest("hex");
}
