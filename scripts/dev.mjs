#!/usr/bin/env node
// `npm run dev`: the window, built anew and started again whenever a source file changes.
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { join } from "node:path";
import { fail, ROOT, say } from "./lib/common.mjs";
import { setup } from "./setup.mjs";

const QUIET_MS = 200;
let child;
let timer;

async function restart() {
  try {
    await setup();
  } catch (error) {
    say(error.message);
    return;
  }
  child?.removeAllListeners("exit");
  child?.kill("SIGTERM");
  child = spawn(process.execPath, [join(ROOT, "scripts", "pdfprompt.mjs")], { cwd: ROOT, stdio: "inherit" });
  child.on("exit", (code) => process.exit(code ?? 1));
}

setup()
  .then(restart)
  .then(() => {
    for (const folder of ["main", "renderer", "shared"]) {
      watch(join(ROOT, folder), { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(restart, QUIET_MS);
      });
    }
  })
  .catch(fail);
