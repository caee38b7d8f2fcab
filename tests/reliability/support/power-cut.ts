import fs from "node:fs";
import { dirname, join } from "node:path";

/** What a disk forgets when the power goes: contents that were not synced, and names whose folder was not. */
export interface PowerCut {
  /** Brings the folder into the worst state that the file system would still be allowed to come up with. */
  undoUnsynced(): void;
}

interface File {
  isSynced: boolean;
  size: number;
}

/** A change of a folder's names and how to take it back. */
interface NameChange {
  folder: string;
  undo: () => void;
}

/** The folder, beside the output folder, with second names of what may have to be put back. */
export function undoFolderOf(outDir: string): string {
  return join(dirname(outDir), "undo");
}

/**
 * Follows every write, sync and name change in `outDir` from now on.
 * @param outDir absolute
 */
export function trackPowerCut(outDir: string): PowerCut {
  const undoFolder = undoFolderOf(outDir);
  fs.mkdirSync(undoFolder, { recursive: true });
  const files = new Map<number, File>();
  const opened = new Map<number, string>();
  let nameChanges: NameChange[] = [];
  let copies = 0;
  const isOurs = (path: unknown): path is string =>
    typeof path === "string" && (path === outDir || dirname(path) === outDir || path === dirname(outDir));
  const original = { ...fs };

  /** Keeps a second name of what stands there, so that it can be put back. */
  const keep = (path: string): string | undefined => {
    if (!original.existsSync(path)) return undefined;
    copies += 1;
    const copy = join(undoFolder, String(copies));
    original.linkSync(path, copy);
    return copy;
  };
  // Not with rmSync: it removes through what stands in `node:fs`, and would be followed itself.
  const remove = (path: string) => {
    if (original.existsSync(path)) original.unlinkSync(path);
  };
  const removeFolder = (path: string) => {
    for (const name of original.readdirSync(path)) original.unlinkSync(join(path, name));
    original.rmdirSync(path);
  };
  const putBack = (path: string, copy: string | undefined) => {
    remove(path);
    if (copy !== undefined) original.renameSync(copy, path);
  };
  const changed = (path: string, undo: () => void) => nameChanges.push({ folder: dirname(path), undo });

  fs.openSync = (path, flags, mode) => {
    const isNew = isOurs(path) && flags !== "r" && !original.existsSync(path);
    const descriptor = original.openSync(path, flags, mode);
    if (isOurs(path)) opened.set(descriptor, path);
    if (isOurs(path) && isNew) changed(path, () => remove(path));
    return descriptor;
  };
  fs.closeSync = (descriptor) => {
    opened.delete(descriptor);
    original.closeSync(descriptor);
  };
  fs.writeFileSync = (file, data, options) => {
    original.writeFileSync(file, data, options);
    if (typeof file !== "number" || !opened.has(file)) return;
    const { ino, size } = original.fstatSync(file);
    files.set(ino, { isSynced: false, size });
  };
  fs.fsyncSync = (descriptor) => {
    original.fsyncSync(descriptor);
    const path = opened.get(descriptor);
    if (path === undefined) return;
    const stats = original.fstatSync(descriptor);
    if (stats.isDirectory()) nameChanges = nameChanges.filter(({ folder }) => folder !== path);
    else files.set(stats.ino, { isSynced: true, size: stats.size });
  };
  fs.linkSync = (from, to) => {
    original.linkSync(from, to);
    if (isOurs(to)) changed(to, () => remove(to));
  };
  fs.renameSync = (from, to) => {
    if (!isOurs(to) || typeof from !== "string") return original.renameSync(from, to);
    const [oldFrom, oldTo] = [keep(from), keep(to)];
    original.renameSync(from, to);
    changed(to, () => {
      putBack(to, oldTo);
      putBack(from, oldFrom);
    });
  };
  fs.unlinkSync = (path) => {
    const copy = isOurs(path) ? keep(path) : undefined;
    original.unlinkSync(path);
    if (isOurs(path)) changed(path, () => putBack(path, copy));
  };
  fs.mkdirSync = ((path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
    const made = original.mkdirSync(path, options);
    if (isOurs(path) && made !== undefined) {
      changed(path, () => removeFolder(path));
    }
    return made;
  }) as typeof fs.mkdirSync;

  return {
    undoUnsynced() {
      for (const { undo } of nameChanges.reverse()) undo();
      if (!original.existsSync(outDir)) return;
      for (const name of original.readdirSync(outDir)) {
        const path = join(outDir, name);
        const file = files.get(original.statSync(path).ino);
        if (file && !file.isSynced) original.truncateSync(path, file.size >> 1);
      }
    },
  };
}
