#!/usr/bin/env node
// `npm test`: everything set up, then all tests inside Electron's own Node, where native modules load as shipped.
// Arguments go to vitest: `npm test -- tests/main/queue`, `npm test -- --watch`.
import { fail } from "./lib/common.mjs";
import { runVitest } from "./lib/vitest.mjs";
import { setup } from "./setup.mjs";

async function test(runtime) {
  process.exitCode = await runVitest(runtime, process.argv.slice(2));
}

setup({ tests: true }).then(test).catch(fail);
