#!/usr/bin/env node
// `npm run test:reliability`: what `npm test` does to the app in seconds, done to it for half an hour: a thousand kills,
// a crash at every step. A full run writes its figures into docs/reliability.md; with a filter, as in
// `npm run test:reliability -- kill`, only the rows of the tests that ran are renewed.
import { fail } from "./lib/common.mjs";
import { runFull } from "./lib/full-run.mjs";
import { setup } from "./setup.mjs";

const TESTS = {
  page: "reliability.md",
  folder: "tests/reliability",
  beside: ["tests/main/queue/model.test.ts", "tests/main/worker/clock.test.ts"],
};

setup({ tests: true })
  .then((runtime) => runFull(runtime, TESTS))
  .catch(fail);
