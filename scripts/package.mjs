#!/usr/bin/env node
// `npm run package`: an installable app for this system, by electron-builder. It needs the official Electron download.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fail, ROOT, SetupError } from "./lib/common.mjs";
import { setup } from "./setup.mjs";

setup()
  .then((runtime) => {
    if (runtime.source === "registry") {
      throw new SetupError(
        "Packaging needs the official Electron, whose download is out of reach here. The registry runtime is for " +
          "development and tests and is never shipped.",
      );
    }
    const builder = join(ROOT, "node_modules", "electron-builder", "cli.js");
    const { status } = spawnSync(process.execPath, [builder, ...process.argv.slice(2)], {
      cwd: ROOT,
      stdio: "inherit",
    });
    process.exitCode = status ?? 1;
  })
  .catch(fail);
