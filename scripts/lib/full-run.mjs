import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { ROOT, say } from "./common.mjs";
import { runVitest } from "./vitest.mjs";

const HEAD = ["| test | scale | result | without the protection |", "| --- | --- | --- | --- |"];
/** Options of vitest that a name comes after. */
const TAKES_VALUE = /^(?:-t|--testNamePattern)$/;
const markers = (table) => [`<!-- ${table}: begin -->`, `<!-- ${table}: end -->`];

/**
 * Runs tests in their full size and writes what they record into a page of the documentation.
 * @param {import("./electron-runtime.mjs").Runtime} runtime
 * @param {{page: string, folder: string, beside?: readonly string[]}} options `page` below docs, the tests' `folder`, and
 *   tests that stand elsewhere `beside` what they test
 */
export async function runFull(runtime, { page, folder, beside = [] }) {
  const temporary = mkdtempSync(join(tmpdir(), "pdfprompt-full-"));
  const record = join(temporary, "results.jsonl");
  writeFileSync(record, "");
  const filters = process.argv.slice(2).map((filter, index, all) => {
    const isPath = !/^-|^tests\//.test(filter) && !TAKES_VALUE.test(all[index - 1] ?? "");
    return isPath ? `${folder}/${filter}` : filter;
  });
  const args = filters.length > 0 ? filters : [folder, ...beside];
  const environment = { PDFPROMPT_RELIABILITY: "full", PDFPROMPT_RELIABILITY_RECORD: record };
  process.exitCode = await runVitest(runtime, args, environment);
  const lines = readFileSync(record, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  rmSync(temporary, { recursive: true, force: true });
  const results = lines.filter(({ table }) => table === undefined);
  if (results.length > 0) writeResults(results, runtime, page);
  for (const { table, lines: text } of lines.filter(({ table }) => table !== undefined)) {
    writeBetween(page, table, () => text.join("\n"));
  }
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Puts the rows between the page's markers; a test that did not run keeps its row. */
function writeResults(results, runtime, page) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${release()}`;
  const taken = `Electron ${runtime.version} (${runtime.source}), ${machine}, ${new Date().toISOString().slice(0, 10)}`;
  writeBetween(page, "results", (old) => {
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
    return [`Taken on: ${taken}.`, "", ...HEAD, ...rows.values()].join("\n");
  });
  say(`${results.length} rows written to docs/${page}`);
}

function writeBetween(page, table, text) {
  const path = join(ROOT, "docs", page);
  const [begin, end] = markers(table);
  const [before, rest = ""] = readFileSync(path, "utf8").split(begin);
  const [old = "", after = ""] = rest.split(end);
  writeFileSync(path, `${before}${begin}\n\n${text(old)}\n\n${end}${after}`);
}
