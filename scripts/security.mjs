#!/usr/bin/env node
// `npm run test:security`: every attack we know of, on lanes with all their layers, with each layer alone, and with none.
// `npm test` does a sample of it. A full run writes its figures into docs/security.md; with a filter, as in
// `npm run test:security -- layers`, only the tables of the tests that ran are renewed.
import { fail } from "./lib/common.mjs";
import { runFull } from "./lib/full-run.mjs";
import { setup } from "./setup.mjs";

setup({ tests: true })
  .then((runtime) => runFull(runtime, { page: "security.md", folder: "tests/security" }))
  .catch(fail);
