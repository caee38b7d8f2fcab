#!/usr/bin/env node
// Everything the project needs on a machine, in order; each step looks first and does nothing when it is done already.
import { pathToFileURL } from "node:url";
import { alone } from "./lib/alone.mjs";
import { ensureBuild } from "./lib/build.mjs";
import { fail, say } from "./lib/common.mjs";
import { ensureDependencies } from "./lib/dependencies.mjs";
import { ensureElectron } from "./lib/electron-runtime.mjs";
import { ensureElectronLibraries, ensureTestPrograms } from "./lib/libraries.mjs";

/**
 * Dependencies, Electron, system libraries and the build.
 * @param {{tests?: boolean}} options `tests`: also what only the tests use
 * @returns {Promise<import("./lib/electron-runtime.mjs").Runtime>} the Electron to run
 */
export function setup({ tests = false } = {}) {
  return alone(async () => {
    await ensureDependencies();
    const runtime = await ensureElectron();
    await ensureElectronLibraries(runtime.path);
    if (tests) await ensureTestPrograms();
    await ensureBuild();
    return runtime;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  setup({ tests: process.argv.includes("--tests") }).then(
    (runtime) => say(`ready: Electron ${runtime.version} (${runtime.source}) at ${runtime.path}`),
    fail,
  );
}
