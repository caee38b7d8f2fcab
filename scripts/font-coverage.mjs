#!/usr/bin/env node
// Writes main/compose/font-coverage.json and sliced-coverage.json anew after a change of fonts. With --check it writes
// nothing and fails where they are not what the font files say.
import { readFileSync, writeFileSync } from "node:fs";
import { fontCoverage, slicedCoverage } from "./lib/font-coverage.mjs";

const isCheck = process.argv.includes("--check");

for (const [name, value] of [
  ["font-coverage.json", fontCoverage()],
  ["sliced-coverage.json", slicedCoverage()],
]) {
  const file = new URL(`../main/compose/${name}`, import.meta.url);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`main/compose/${name} is not what the fonts have: run node scripts/font-coverage.mjs`);
    process.exitCode = 1;
  }
}
