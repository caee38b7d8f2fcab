#!/usr/bin/env node
// `npm test`: everything set up, then all tests inside Electron's own Node, where native modules load as shipped.
// Arguments go to vitest: `npm test -- tests/main/queue`, `npm test -- --watch`.
import { fail } from "./lib/common.mjs";
import { runVitest } from "./lib/vitest.mjs";
import { setup } from "./setup.mjs";

/** Longer than any test may take. */
const STALL_MS = 300_000;

async function test(runtime) {
  const environment = { PDFPROMPT_TEST_STALL_MS: String(STALL_MS) };
  process.exitCode = await runVitest(runtime, process.argv.slice(2), environment);
}

setup({ tests: true }).then(test).catch(fail);
