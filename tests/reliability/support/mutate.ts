import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { ROOT } from "../../support/cli";

/** One protection of the product, as a piece of its source that can be taken out. */
export interface Guard {
  /** What it protects, as a person would say it; unique. */
  name: string;
  /** Source file, relative to the project. */
  file: string;
  /** Text that stands exactly once in the file. */
  find: string;
  /** What stands there without the protection. */
  replace: string;
}

/**
 * A file's text without one guard.
 * @throws when the guard's text does not stand there exactly once: the list of guards must follow the source
 */
export function withoutGuard(text: string, { name, file, find, replace }: Guard): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`guard "${name}": its text stands ${parts.length - 1} times in ${file}`);
  return parts.join(replace);
}

/** The guard's file as it stands, and as it is without the guard. */
export function mutation(guard: Guard): { before: string; after: string } {
  const before = readFileSync(join(ROOT, guard.file), "utf8");
  return { before, after: withoutGuard(before, guard) };
}

/** Takes one guard out of the source while it is bundled or tested. */
export function removeGuard(guard: Guard): Plugin {
  const path = join(ROOT, guard.file);
  return {
    name: `remove-guard: ${guard.name}`,
    enforce: "pre",
    transform(text, id) {
      return id.split("?")[0] === path ? { code: withoutGuard(text, guard), map: null } : undefined;
    },
  };
}
