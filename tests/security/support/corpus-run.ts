import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { runCli } from "../../support/cli";
import { pdfText } from "../../support/pdf";
import type { Case, Expectation, Group } from "../corpus/case";
import { SECRET } from "../corpus/files";

/** Comes last in every group: whatever happened before, it must look like this. */
export const BENIGN = "Nothing came of it.";
export const BENIGN_FILE = "zz-benign.md";

const SECRET_SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect id="s" width="200" height="200" fill="#f0f"/><text y="99">${SECRET}</text></svg>`;
const SECRETS: Readonly<Record<string, string>> = {
  txt: SECRET,
  html: `<p>${SECRET}</p>`,
  css: `.a::before { content: "${SECRET}"; background: #f0f }`,
  svg: SECRET_SVG,
  png: SECRET,
  ttf: SECRET,
  liquid: `${SECRET}{{ content }}`,
};

/** What became of an input. */
export interface Became {
  done: number;
  warnings: string[];
  failed: string[];
  /** Lines, null for the whole file. */
  rejectedAt: (number | null)[];
  /** Absolute paths. */
  pdfs: string[];
}

export interface CorpusRun {
  root: string;
  outDir: string;
  exitCode: number | null;
  stderr: string;
  peakRssMb: number;
  /** By `group/name.extension`. */
  became: Map<string, Became>;
}

interface Row {
  source: string;
  state: string;
  output: string;
  warnings: string | null;
  error_code: string | null;
}

/** Writes the groups, each into a folder of its own among files that are none of its business, and renders all. */
export async function renderCorpus(
  home: string,
  groups: readonly Group[],
  { port, flags = [] }: { port: number; flags?: readonly string[] },
): Promise<CorpusRun> {
  const root = join(home, "in");
  const outDir = join(home, "out");
  for (const { name, cases } of groups) {
    const folder = join(root, name);
    mkdirSync(join(folder, "inside"), { recursive: true });
    writeFileSync(join(folder, BENIGN_FILE), `# Benign\n\n${BENIGN}\n`);
    for (const [extension, text] of Object.entries(SECRETS)) {
      writeFileSync(join(root, `secret.${extension}`), text);
      // What would be a prompt of the folder, or a link out of it, would be read as one.
      if (isInput(extension)) continue;
      writeFileSync(join(folder, `own.${extension}`), text);
      symlinkSync(join(root, `secret.${extension}`), join(folder, `link.${extension}`));
    }
    symlinkSync(root, join(folder, "folder"));
    for (const one of cases) writeFileSync(join(folder, fileName(one)), fill(one.input, root, port));
  }
  const queue = join(home, "queue.db");
  const args = ["render", ...groups.map(({ name }) => join(root, name)), "--out", outDir, "--queue", queue, "--json"];
  const { code, json, stderr } = await runCli([...args, "--retries", "0", ...flags], { home });
  const became = new Map<string, Became>();
  for (const group of groups) {
    for (const file of [...group.cases.map(fileName), BENIGN_FILE]) {
      became.set(`${group.name}/${file}`, { done: 0, warnings: [], failed: [], rejectedAt: [], pdfs: [] });
    }
  }
  const at = (source: string) => became.get(source.slice(root.length + 1));
  const database = new Database(queue, { readonly: true });
  const rows = database.prepare("SELECT * FROM job").all() as Row[];
  database.close();
  for (const row of rows) {
    const one = at(row.source);
    if (!one) throw new Error(`a job came of a file that is no case: ${row.source}`);
    if (row.state === "done") {
      one.done += 1;
      one.pdfs.push(join(outDir, row.output));
      for (const { code: warning, message } of JSON.parse(row.warnings ?? "[]") as {
        code: string;
        message: string;
      }[]) {
        // That a script is left out is told of every one: it says nothing of what this one tried.
        one.warnings.push(message.startsWith("<script> was left out") ? "script-left-out" : warning);
      }
    } else one.failed.push(row.error_code ?? row.state);
  }
  for (const { source, line, code: failure } of json?.failures ?? []) {
    if (failure === "input-invalid") at(source)?.rejectedAt.push(line);
  }
  return { root, outDir, exitCode: code, stderr, peakRssMb: Number(json?.peakRssMb), became };
}

function isInput(extension: string): boolean {
  return extension === "txt" || extension === "html";
}

export function fileName({ name, extension }: Case): string {
  return `${name}.${extension}`;
}

function fill(input: string | Buffer, root: string, port: number): string | Buffer {
  if (typeof input !== "string") return input;
  return input
    .replaceAll("{port}", String(port))
    .replaceAll("{rootName}", basename(root))
    .replaceAll("{root}", root)
    .replaceAll("{own}", "127.0.0.1")
    .replaceAll("{name}", "canary.test");
}

/** Whether all that came of an input is a failure at a limit: of time or of memory, whichever was reached first. */
function endedAtLimit({ done, failed, rejectedAt }: Became): boolean {
  const [code = "", ...others] = failed;
  return done === 0 && others.length + rejectedAt.length === 0 && /^(load-timeout|render-crashed)$/.test(code);
}

/** What is not as expected, in words; empty where all is. */
export function differences(expected: Expectation, became: Became): string[] {
  if (expected.endsSomehow && endedAtLimit(became)) return [];
  const { done = 1, failed = [], rejectedAt = [], warnings = [], text = [], absent = [] } = expected;
  const found: string[] = [];
  const compare = (what: string, is: unknown, must: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(must))
      found.push(`${what} ${JSON.stringify(is)}, not ${JSON.stringify(must)}`);
  };
  compare("done", became.done, done);
  compare("rejected at", became.rejectedAt, rejectedAt);
  compare("failed", became.failed, failed);
  const aboutFiles = [...new Set(became.warnings.filter((code) => code.startsWith("asset-")))].sort();
  compare("warnings", aboutFiles, warnings);
  if (text.length === 0 && absent.length === 0) return found;
  const printed = became.pdfs.map(pdfText).join(" ");
  for (const part of text) if (!printed.includes(part)) found.push(`does not show ${JSON.stringify(part)}`);
  for (const part of absent) if (printed.includes(part)) found.push(`shows ${JSON.stringify(part)}`);
  return found;
}
