#!/usr/bin/env node
// Writes man/pdfprompt.1, the manual page that the program prints of itself: `npm run man` after a change of its commands.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail, ROOT, runOrFail } from "./lib/common.mjs";
import { setup } from "./setup.mjs";

async function write() {
  const launcher = join(ROOT, "scripts", "pdfprompt.mjs");
  const output = await runOrFail("Printing the manual page", process.execPath, [launcher, "man"]);
  // Lines of the launcher about itself are none of the page.
  const page = output.slice(output.indexOf('.\\"'));
  await mkdir(join(ROOT, "man"), { recursive: true });
  await writeFile(join(ROOT, "man", "pdfprompt.1"), page);
}

setup().then(write).catch(fail);
