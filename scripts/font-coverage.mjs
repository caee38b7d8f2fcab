#!/usr/bin/env node
// Writes main/compose/font-coverage.json and sliced-coverage.json anew after a change of fonts.
import { writeFileSync } from "node:fs";
import { fontCoverage, slicedCoverage } from "./lib/font-coverage.mjs";

for (const [name, value] of [
  ["font-coverage.json", fontCoverage()],
  ["sliced-coverage.json", slicedCoverage()],
]) {
  writeFileSync(new URL(`../main/compose/${name}`, import.meta.url), `${JSON.stringify(value, null, 2)}\n`);
}
