import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** How the window is asked for on the command line. */
const WINDOW = "window";

/**
 * Files that the app was started with, as systems pass them on when some are opened with it or dropped on its icon.
 * @param args the user's arguments: none, `window` and files, or files alone
 * @param cwd absolute; what relative ones start from
 * @returns absolute paths, none for a start without files; undefined where the arguments are a command's
 */
export function openedFiles(args: readonly string[], cwd: string): string[] | undefined {
  const [first] = args;
  const isWindow = first === WINDOW;
  const files = (isWindow ? args.slice(1) : args).map(pathOf);
  // A command is a bare word, and what systems pass is never relative: a folder called `render` does not hide the command.
  if (!isWindow && !files.every((file) => isAbsolute(file) && existsSync(file))) return undefined;
  return files.map((file) => resolve(cwd, file));
}

/** Linux file managers pass files as addresses: `file:///home/anna/letter.md`. */
function pathOf(file: string): string {
  try {
    return file.startsWith("file:") ? fileURLToPath(file) : file;
  } catch {
    // One of another computer.
    return file;
  }
}
