import { existsSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { foldName } from "./names";

/** Folders whose names are kept. Where there are more, each holds little and is soon read again. */
const MOST_FOLDERS = 1000;
/** Names that are read at once; then everything else in the process has its turn. */
const AT_ONCE = 1000;

/**
 * What lies in an output folder, looked up as the least particular file system would: `X.pdf` is there where `x.pdf` is,
 * as one of the two is lost once the folder is copied to Windows or macOS. Folders are read once; a file that came
 * later is found by its very name.
 */
export class NamesOnDisk {
  readonly #outDir: string;
  /** By folder, what lies in it by its folded name; where several fold to one, all of them with `/` between. */
  readonly #folders = new Map<string, Map<string, string>>();

  /** @param outDir absolute */
  constructor(outDir: string) {
    this.#outDir = outDir;
  }

  /**
   * @param output a path below the output folder
   * @returns the path of what stands there, as it is written; undefined where nothing does
   */
  async find(output: string): Promise<string | undefined> {
    if (existsSync(join(this.#outDir, output))) return output;
    let found = [""];
    for (const part of output.split("/")) {
      const next: string[] = [];
      for (const folder of found) {
        const names = (await this.#namesIn(folder)).get(foldName(part))?.split("/") ?? [];
        next.push(...names.map((name) => (folder === "" ? name : `${folder}/${name}`)));
      }
      if (next.length === 0) return undefined;
      found = next;
    }
    // What was read may be gone by now.
    return found.find((path) => existsSync(join(this.#outDir, path)));
  }

  async #namesIn(folder: string): Promise<Map<string, string>> {
    let names = this.#folders.get(folder);
    if (!names) {
      names = await readNames(join(this.#outDir, folder));
      if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
      this.#folders.set(folder, names);
    }
    return names;
  }
}

/** Empty where there is no such folder, or none that may be read. */
async function readNames(folder: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  try {
    for await (const { name } of await opendir(folder, { bufferSize: AT_ONCE })) {
      const key = foldName(name);
      const other = names.get(key);
      names.set(key, other === undefined ? name : `${other}/${name}`);
    }
  } catch {
    // Whether anything can be written there is found when it is.
  }
  return names;
}
