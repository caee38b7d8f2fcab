import { existsSync } from "node:fs";
import { join } from "node:path";
import { app } from "electron";
import { findOnPath } from "./find";

/** A command with its first arguments. */
export interface Program {
  command: string;
  args: readonly string[];
}

/** Command and first arguments that start this program once more, as it was started. */
export function programAgain(): Program {
  // What stands before `--` are switches and the app's folder. The packaged app has neither.
  const separator = process.argv.indexOf("--");
  return { command: process.execPath, args: separator === -1 ? [] : process.argv.slice(1, separator + 1) };
}

/** The launcher of a checkout, run by the Node on the path. The packaged app has none. */
export function launcherCommand(): Program | undefined {
  const script = join(app.getAppPath(), "scripts", "pdfprompt.mjs");
  const node = findOnPath(["node"]);
  return node !== undefined && existsSync(script) ? { command: node, args: [script] } : undefined;
}
