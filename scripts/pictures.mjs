#!/usr/bin/env node
// `npm run pictures`: takes the pictures of the window that the documents show, in both themes, and the contact sheets.
// With a folder, as in `npm run pictures -- /tmp/look`, all pictures go there.
import { resolve } from "node:path";
import { fail } from "./lib/common.mjs";
import { runVitest } from "./lib/vitest.mjs";
import { setup } from "./setup.mjs";

async function take(runtime) {
  const folder = resolve(process.argv[2] ?? "docs/images");
  process.exitCode = await runVitest(runtime, [], { PDFPROMPT_PICTURES: folder });
}

setup({ tests: true }).then(take).catch(fail);
