import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { OwnTemplate, TemplatePlace } from "../../../shared/gallery";
import { readKeptPaths, writeKeptPaths } from "../kept-paths";

/** How deep a folder is looked through: a template's includes lie below it, a whole disk does not. */
const MOST_LEVELS = 3;
/** So many templates of a place are shown. */
const MOST_SHOWN = 60;
/** Folders that are looked into at most, however wide the tree is. */
const MOST_FOLDERS = 500;
const ENDING = ".liquid";

/** The folders and files where the user's own templates are. What was chosen holds at the next start, too. */
export class TemplatePlaces {
  readonly #file: string;
  readonly #places = new Map<number, string>();
  readonly #ids = new Map<string, string>();
  readonly #paths = new Map<string, string>();
  #nextPlace = 1;

  /** @param file absolute path of the list */
  constructor(file: string) {
    this.#file = file;
    for (const path of readKeptPaths(file)) this.#enter(path);
  }

  /** Looks through all of them anew. A place that is gone has no templates; it may come back. */
  get list(): TemplatePlace[] {
    return [...this.#places].map(([id, path]) => {
      const found = templatesIn(path);
      const folder = path.endsWith(ENDING) ? dirname(path) : path;
      const templates = found.slice(0, MOST_SHOWN).map((file): OwnTemplate => {
        const name = relative(folder, file).split(sep).join("/");
        return { id: this.#idOf(file), name, stamp: stampOf(file) };
      });
      return { id, path, name: basename(folder) || folder, templates, isCut: found.length > MOST_SHOWN };
    });
  }

  /** Absolute path of a template that was listed. */
  pathOf(id: string): string | undefined {
    return this.#paths.get(id);
  }

  /** @param path absolute, of a folder or a template; one that is there already is not added again */
  add(path: string): void {
    if ([...this.#places.values()].includes(path)) return;
    this.#enter(path);
    this.#keep();
  }

  remove(place: number): void {
    if (this.#places.delete(place)) this.#keep();
  }

  #enter(path: string): void {
    this.#places.set(this.#nextPlace, path);
    this.#nextPlace += 1;
  }

  #keep(): void {
    writeKeptPaths(this.#file, [...this.#places.values()]);
  }

  #idOf(path: string): string {
    const id = this.#ids.get(path) ?? `own-${this.#ids.size + 1}`;
    this.#ids.set(path, id);
    this.#paths.set(id, path);
    return id;
  }
}

function stampOf(file: string): string {
  const info = statSync(file, { throwIfNoEntry: false });
  return info ? `${info.mtimeMs}-${info.size}` : "";
}

/** The template itself, or those in the folder, its own first. */
function templatesIn(path: string): string[] {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info?.isDirectory()) return info ? [path] : [];
  const found: string[] = [];
  let level = [path];
  let looked = 0;
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const folder of level) {
      if (found.length > MOST_SHOWN || looked >= MOST_FOLDERS) return found;
      looked += 1;
      const { files, folders } = entriesOf(folder);
      found.push(...files);
      below.push(...folders);
    }
    level = below;
  }
  return found;
}

function entriesOf(folder: string): { files: string[]; folders: string[] } {
  try {
    const shown = readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .sort((one, other) => one.name.localeCompare(other.name, "en"));
    return {
      files: shown
        .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ENDING))
        .map(({ name }) => join(folder, name)),
      folders: shown.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)),
    };
  } catch {
    // Gone, or not to be read: there is nothing to show.
    return { files: [], folders: [] };
  }
}
