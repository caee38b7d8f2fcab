#!/usr/bin/env node
// `npm run test:reliability`: what `npm test` does to the app in seconds, done to it for half an hour: a thousand kills,
// a crash at every step. A full run writes its figures into docs/reliability.md; with a filter, as in
// `npm run test:reliability -- kill`, only the rows of the tests that ran are renewed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fail, ROOT, say } from "./lib/common.mjs";
import { runVitest } from "./lib/vitest.mjs";
import { setup } from "./setup.mjs";

const PAGE = join(ROOT, "docs", "reliability.md");
const BEGIN = "<!-- results: begin -->";
const END = "<!-- results: end -->";
const HEAD = ["| test | scale | result | without the protection |", "| --- | --- | --- | --- |"];
const FOLDER = "tests/reliability";
/** Tests of reliability that stand beside what they test. */
const BESIDE = ["tests/main/queue/model.test.ts", "tests/main/worker/clock.test.ts"];

async function testReliability(runtime) {
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-reliability-"));
  const record = join(folder, "results.jsonl");
  writeFileSync(record, "");
  const filters = process.argv.slice(2).map((filter) => (/^-|^tests\//.test(filter) ? filter : `${FOLDER}/${filter}`));
  const args = filters.length > 0 ? filters : [FOLDER, ...BESIDE];
  const environment = { PDFPROMPT_RELIABILITY: "full", PDFPROMPT_RELIABILITY_RECORD: record };
  // One test file after the other: they measure, and would measure each other.
  process.exitCode = await runVitest(runtime, [...args, "--no-file-parallelism"], environment);
  const results = readFileSync(record, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  rmSync(folder, { recursive: true, force: true });
  if (results.length > 0) writeTable(results, runtime);
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Puts the rows between the page's markers; a test that did not run keeps its row. */
function writeTable(results, runtime) {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest = ""] = page.split(BEGIN);
  const [old = "", after = ""] = rest.split(END);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${release()}`;
  const taken = `Electron ${runtime.version} (${runtime.source}), ${machine}, ${new Date().toISOString().slice(0, 10)}`;
  const rows = new Map(
    old
      .split("\n")
      .filter((line) => line.startsWith("| ") && !HEAD.includes(line))
      .map((line) => [line.split(" | ")[0], line]),
  );
  for (const { test, scale, result, control } of results) {
    const row = `| ${[test, scale, result, control].map(cell).join(" | ")} |`;
    rows.set(row.split(" | ")[0], row);
  }
  const table = [`Taken on: ${taken}.`, "", ...HEAD, ...rows.values()].join("\n");
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
  say(`${results.length} rows written to docs/reliability.md`);
}

setup({ tests: true }).then(testReliability).catch(fail);
