import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { isInside } from "../watch";

export interface Surroundings {
  /** Absolute path of a file of the app's own. */
  ownFile: string;
  /** Folder of the window's PDFs. Absolute. */
  outDir: string;
  /** Absolute paths of the folders that are watched. */
  watched: readonly string[];
}

/** Why a folder cannot be watched where it lies, in a sentence; undefined where it can. */
export function flawOfPlace(path: string, { ownFile, outDir, watched }: Surroundings): string | undefined {
  const real = realOf(path);
  if (isWithin(realOf(dirname(ownFile)), real)) {
    return `The folder ${path} holds the app's own files, which would be taken for prompts. Choose one that is for prompts alone.`;
  }
  if (isWithin(realOf(outDir), real)) {
    return `The PDFs of the window go into ${outDir}: lists beside them would be taken for prompts. Watch another folder, or choose another one for the PDFs.`;
  }
  for (const other of watched) {
    const otherReal = realOf(other);
    if (real === otherReal) return `The folder ${path} is watched already.`;
    if (isInside(real, otherReal)) {
      return `The folder ${path} lies in ${other}, which is watched, too: its files are taken there. Remove that one first, or choose another.`;
    }
    if (isInside(otherReal, real)) {
      return `In the folder ${path} lies ${other}, which is watched, too. Remove that one first, or choose another.`;
    }
  }
  return undefined;
}

/** The first of these folders that another one is or lies in. */
export function folderAround(path: string, folders: readonly string[]): string | undefined {
  return folders.find((folder) => isWithin(realOf(path), realOf(folder)));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || isInside(path, folder);
}

/** Without symbolic links; as it is where there is no such folder, or not yet. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
