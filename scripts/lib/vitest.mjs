import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, say } from "./common.mjs";
import { asNodeEnvironment, runtimeEnvironment } from "./electron-runtime.mjs";

/**
 * Runs vitest inside Electron's own Node and closes with one line: `N passed, N failed`.
 * @param {import("./electron-runtime.mjs").Runtime} runtime
 * @param {readonly string[]} args for vitest: filters and flags
 * @param {NodeJS.ProcessEnv} environment what the tests are to know besides
 * @returns {Promise<number>} vitest's exit code
 */
export async function runVitest(runtime, args, environment = {}) {
  say(`tests run on Electron ${runtime.version} (${runtime.source})`);
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-test-"));
  const report = join(folder, "report.json");
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${report}`];
  const own = ["second-try", ...(environment.PDFPROMPT_TEST_STALL_MS ? ["stall"] : [])];
  for (const name of own) reporters.push(`--reporter=${join(ROOT, "scripts", "lib", `${name}-reporter.mjs`)}`);
  const child = spawn(runtime.path, [vitest, "run", ...reporters, ...args], {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...asNodeEnvironment(runtime),
      ...runtimeEnvironment(runtime),
      PDFPROMPT_TEST_ELECTRON: runtime.path,
      PDFPROMPT_TEST_NODE: process.execPath,
      ...(runtime.sqlite ? { PDFPROMPT_TEST_SQLITE: runtime.sqlite } : {}),
      ...environment,
    },
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
  return code;
}
