#!/usr/bin/env node
// `npm test`: everything set up, then all tests inside Electron's own Node, where native modules load as shipped.
// Arguments go to vitest: `npm test -- tests/main/queue`, `npm test -- --watch`.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail, ROOT, say } from "./lib/common.mjs";
import { asNodeEnvironment, runtimeEnvironment } from "./lib/electron-runtime.mjs";
import { setup } from "./setup.mjs";

async function test(runtime) {
  say(`tests run on Electron ${runtime.version} (${runtime.source})`);
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-test-"));
  const report = join(folder, "report.json");
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const args = [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile=${report}`];
  const environment = {
    ...asNodeEnvironment(runtime),
    ...runtimeEnvironment(runtime),
    PDFPROMPT_TEST_ELECTRON: runtime.path,
    PDFPROMPT_TEST_NODE: process.execPath,
    ...(runtime.sqlite ? { PDFPROMPT_TEST_SQLITE: runtime.sqlite } : {}),
  };
  const child = spawn(runtime.path, [...args, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: "inherit",
    env: environment,
  });
  const code = await new Promise((resolve) => child.on("exit", (exitCode) => resolve(exitCode ?? 1)));
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed${skipped}\n`);
  } catch {
    process.stdout.write("0 passed, 1 failed\n");
  }
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
}

setup({ tests: true }).then(test).catch(fail);
