import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isOwnFile, MANIFEST_NAME } from "../../shared/own-files";
import type { IntakeItem } from "../../shared/stages";
import { type InputKind, inputKind, KNOWN_EXTENSIONS, rejected, unreadable } from "./origin";

/** Something to read, or why there is nothing. */
export type FoundInput =
  | { kind: "file"; path: string; relativeDir: string; inputKind: InputKind }
  | { kind: "stdin" }
  | { kind: "rejected"; item: IntakeItem };

/**
 * Finds the files behind what the user named: files, folders (all files in and beneath them, sorted by name) and `-`.
 * Each real file comes once, under the first name it was met by. In folders, hidden entries, `node_modules`, files of other
 * kinds and what this program writes beside PDFs are passed over, and links that lead out of the folder are rejected: a folder
 * from elsewhere must not pull in the user's own files.
 */
export async function* findInputs(inputs: readonly string[], cwd: string): AsyncGenerator<FoundInput> {
  const seen = new Set<string>();
  for (const input of inputs) {
    if (input === "-") {
      if (!seen.has("-")) yield { kind: "stdin" };
      seen.add("-");
      continue;
    }
    const path = resolve(cwd, input);
    try {
      const real = await realpath(path);
      const stats = await stat(real);
      if (stats.isDirectory()) yield* findInFolder(path, real, seen);
      else yield* takeFile(path, real, "", stats, seen);
    } catch (error) {
      if (!isFileError(error)) throw error;
      yield { kind: "rejected", item: unreadable(path, `The file or folder "${input}"`, error) };
    }
  }
}

function* takeFile(
  path: string,
  real: string,
  relativeDir: string,
  type: Stats | Dirent,
  seen: Set<string>,
): Generator<FoundInput> {
  if (seen.has(real)) return;
  seen.add(real);
  const kind = inputKind(path);
  const name = basename(path);
  if (!kind) {
    const message = `The file "${name}" is of a kind that is not read. Kinds that are: ${KNOWN_EXTENSIONS}. Rename or convert it.`;
    yield { kind: "rejected", item: rejected(path, message) };
  } else if (!type.isFile()) {
    // A pipe or a device would be waited for forever.
    const message = `"${name}" is not a regular file. To read a stream, send JSON lines to standard input and name "-".`;
    yield { kind: "rejected", item: rejected(path, message, undefined, "input-unreadable") };
  } else yield { kind: "file", path, relativeDir, inputKind: kind };
}

/** An entry of a folder that is still to be looked at. */
interface Entry {
  path: string;
  real: string;
  /** Folder it is in, beneath the folder the user named. */
  relativeDir: string;
  type: Stats | Dirent;
}

async function* findInFolder(path: string, real: string, seen: Set<string>): AsyncGenerator<FoundInput> {
  const walk = new FolderWalk(real, seen);
  let isEmpty = true;
  for await (const found of walk.read(path)) {
    isEmpty = false;
    yield found;
  }
  if (!isEmpty || walk.hasMetSeen) return;
  const message = `The folder "${basename(path)}" has no prompts. Files that are read: ${KNOWN_EXTENSIONS}.`;
  yield { kind: "rejected", item: rejected(path, message) };
}

class FolderWalk {
  readonly #root: string;
  readonly #seenFiles: Set<string>;
  readonly #seenFolders = new Set<string>();
  /** Whether a file was passed over because it had come before. */
  hasMetSeen = false;

  constructor(root: string, seenFiles: Set<string>) {
    this.#root = root;
    this.#seenFiles = seenFiles;
  }

  /** A stack of its own instead of recursion: every item would have to pass through one generator per level. */
  async *read(root: string): AsyncGenerator<FoundInput> {
    const stack: Entry[] = [];
    yield* this.#openFolder(root, this.#root, "", stack);
    for (let entry = stack.pop(); entry; entry = stack.pop()) {
      const target = entry.type.isSymbolicLink() ? await this.#followLink(entry) : entry;
      if (!target) continue;
      if ("kind" in target) yield target;
      else if (target.type.isDirectory()) {
        const inside = join(target.relativeDir, basename(target.path)).split(sep).join("/");
        yield* this.#openFolder(target.path, target.real, inside, stack);
      } else if (inputKind(target.path)) {
        this.hasMetSeen ||= this.#seenFiles.has(target.real);
        yield* takeFile(target.path, target.real, target.relativeDir, target.type, this.#seenFiles);
      }
    }
  }

  /** Puts what is in a folder on the stack, the first by name on top. */
  async *#openFolder(path: string, real: string, relativeDir: string, stack: Entry[]): AsyncGenerator<FoundInput> {
    // A link to a folder above would lead around in a circle.
    if (this.#seenFolders.has(real)) return;
    this.#seenFolders.add(real);
    let entries: Dirent[];
    try {
      entries = await readdir(real, { withFileTypes: true });
    } catch (error) {
      yield { kind: "rejected", item: unreadable(path, `The folder "${basename(path)}"`, error) };
      return;
    }
    const hasManifest = entries.some(({ name }) => name === MANIFEST_NAME);
    const isPassedOver = ({ name }: Dirent) =>
      name.startsWith(".") || name === "node_modules" || isOwnFile(name, hasManifest);
    const wanted = entries.filter((entry) => !isPassedOver(entry));
    wanted.sort((a, b) => (a.name < b.name ? 1 : -1));
    for (const type of wanted) {
      stack.push({ path: join(path, type.name), real: join(real, type.name), relativeDir, type });
    }
  }

  /** What a link in the folder stands for; nothing where it is of no interest. */
  async #followLink(entry: Entry): Promise<Entry | FoundInput | undefined> {
    const isInput = inputKind(entry.path) !== undefined;
    try {
      const real = await realpath(entry.path);
      const type = await stat(real);
      if (!type.isDirectory() && !isInput) return undefined;
      if (isBeneath(real, this.#root)) return { ...entry, real, type };
      const message =
        `"${basename(entry.path)}" is a link that leads out of the folder, so it is not followed. ` +
        "Name its target as an input of its own if you want it.";
      return { kind: "rejected", item: rejected(entry.path, message, undefined, "input-unreadable") };
    } catch (error) {
      if (!isInput) return undefined;
      return { kind: "rejected", item: unreadable(entry.path, `The link "${basename(entry.path)}"`, error) };
    }
  }
}

function isBeneath(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Errors of the file system have a code; all others are ours. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
