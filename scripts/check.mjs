#!/usr/bin/env node
// `npm run check`: types, lint and format, layers, unused code. All of them run, whatever the first one says.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fail, ROOT } from "./lib/common.mjs";
import { ensureDependencies } from "./lib/dependencies.mjs";

const bin = (...path) => join(ROOT, "node_modules", ...path);
const CHECKS = [
  ["types", [bin("typescript", "bin", "tsc"), "-p", "."]],
  ["lint and format", [bin("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings"]],
  ["layers", [bin("vitest", "vitest.mjs"), "run", "tests/layers.test.ts", "--reporter=dot"]],
  ["unused code", [bin("knip", "bin", "knip.js")]],
];

function check() {
  let failed = 0;
  for (const [name, args] of CHECKS) {
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
    process.stdout.write(`${status === 0 ? "ok    " : "FAILED"} ${name}\n`);
    if (status !== 0) failed += 1;
  }
  process.stdout.write(`${CHECKS.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

ensureDependencies().then(check).catch(fail);
