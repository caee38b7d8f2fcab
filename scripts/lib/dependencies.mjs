import { statSync } from "node:fs";
import { join } from "node:path";
import { npmCommand, ROOT, runOrFail, say } from "./common.mjs";

function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Installs the packages of the lock file where they are missing or older than it.
 * No package needs its install script: native modules ship their binaries, and Electron is fetched by the next step.
 */
export async function ensureDependencies() {
  const installed = modifiedMs(join(ROOT, "node_modules", ".package-lock.json"));
  if (installed >= modifiedMs(join(ROOT, "package-lock.json")) && installed > 0) return;
  say("installing dependencies (npm ci) …");
  const { command, prefix } = npmCommand();
  const startedMs = Date.now();
  await runOrFail("Installing dependencies", command, [...prefix, "ci", "--ignore-scripts", "--loglevel=error"]);
  say(`dependencies installed in ${((Date.now() - startedMs) / 1000).toFixed(0)} s`);
}
