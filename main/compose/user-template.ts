import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { FS, Liquid, Template as ParsedTemplate } from "liquidjs";
import { PdfPromptError } from "../../shared/errors";
import { isBeneath, realFile } from "./assets";
import { createEngine, templateError } from "./liquid";

const MAX_TEMPLATE_BYTES = 2 * 1024 * 1024;
/** Templates kept parsed. A batch uses one or two. */
const MAX_KEPT = 20;

export interface UserTemplate {
  engine: Liquid;
  parsed: ParsedTemplate[];
  /** Folder it lies in, links followed: includes and its `asset` filter stay beneath it. */
  folder: string;
  /** Files it was made of so far → their state then. Includes are added when they are first rendered. */
  stamps: ReadonlyMap<string, string>;
}

const kept = new Map<string, UserTemplate>();

/** A file's state, as far as one look at the folder tells. */
function stampOf(path: string): string {
  const info = statSync(path, { throwIfNoEntry: false });
  return info ? `${info.mtimeMs}|${info.size}` : "";
}

/**
 * A user's template, parsed. It is read again when it or a file it includes changed.
 * @param path real path of the template
 * @throws PdfPromptError `template-failed` when it cannot be read or parsed
 */
export function loadUserTemplate(path: string, location: { source: string; line: number }): UserTemplate {
  const known = kept.get(path);
  if (known && [...known.stamps].every(([file, stamp]) => stampOf(file) === stamp)) return known;
  const stamps = new Map<string, string>();
  const texts = new Map<string, string>();
  const folder = dirname(path);
  const engine = createEngine({ fs: folderFiles(stamps, texts), folder, texts });
  let parsed: ParsedTemplate[];
  try {
    parsed = engine.parse(read(path, stamps), path);
  } catch (error) {
    throw templateError(error, path, location);
  }
  const template = { engine, parsed, folder, stamps };
  kept.delete(path);
  kept.set(path, template);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return template;
}

function read(path: string, stamps: Map<string, string>): string {
  stamps.set(path, stampOf(path));
  if (statSync(path).size > MAX_TEMPLATE_BYTES) {
    throw new PdfPromptError("template-failed", `it is larger than ${MAX_TEMPLATE_BYTES / 1024 / 1024} MB`);
  }
  return readFileSync(path, "utf8");
}

/**
 * Includes: files beneath the template's own folder, links followed. Synchronous, since a compose thread has nothing
 * else to do meanwhile.
 */
function folderFiles(stamps: Map<string, string>, texts: Map<string, string>): FS {
  const exists = (path: string) => realFile(path) !== undefined;
  const contains = (folder: string, path: string) => {
    const real = realFile(path);
    return real !== undefined && isBeneath(folder, real);
  };
  const readPart = (path: string) => {
    const text = read(path, stamps);
    texts.set(text, path);
    return text;
  };
  return {
    sep: "/",
    resolve: (folder, name, extension) => resolve(folder, /\.[a-z]+$/i.test(name) ? name : name + extension),
    exists: async (path) => exists(path),
    existsSync: exists,
    contains: async (folder, path) => contains(folder, path),
    containsSync: contains,
    readFile: async (path) => readPart(path),
    readFileSync: readPart,
  };
}
