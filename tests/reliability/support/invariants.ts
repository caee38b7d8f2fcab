import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { MANIFEST_NAME } from "../../../main/publish";
import { documentOf, jobNames } from "./documents";

/** Something that must never be, after whatever was done to the app. */
export interface Violation {
  kind: "corrupt" | "lost" | "duplicate" | "torn" | "leftover" | "unfinished" | "overlap" | "overwritten" | "failed";
  what: string;
}

/** A job as it is stored. */
export interface StoredJob {
  id: number;
  name: string;
  state: string;
  output: string;
  bytes: number | null;
  sha256: string | null;
  attempt: number;
  finishedAtMs: number | null;
}

/** What a disk holds after a crash. */
export interface Disk {
  queueFile: string;
  outDir: string;
  /** How many jobs were queued; undefined while the queuing itself may have been cut off. */
  jobs: number | undefined;
}

/**
 * Reads a queue whose processes are dead, from a copy of its files: opening the file itself would recover its log, and
 * the app could not show any more that it does.
 */
export function readQueue(queueFile: string): { integrity: string; jobs: StoredJob[] } {
  if (!existsSync(queueFile)) return { integrity: "ok", jobs: [] };
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-copy-"));
  const copy = join(folder, "queue.db");
  try {
    copyFileSync(queueFile, copy);
    if (existsSync(`${queueFile}-wal`)) copyFileSync(`${queueFile}-wal`, `${copy}-wal`);
    const connection = new Database(copy);
    try {
      const integrity = String(connection.pragma("integrity_check", { simple: true }));
      const isEmpty = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'job'").get() === undefined;
      if (isEmpty) return { integrity, jobs: [] };
      const jobs = connection
        .prepare(
          "SELECT id, prompt_key AS name, state, output, bytes, sha256, attempt, finished_at_ms AS finishedAtMs FROM job ORDER BY id",
        )
        .all() as StoredJob[];
      return { integrity, jobs };
    } finally {
      connection.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/** What must hold at any moment, right after a crash: the database is whole, no job is gone, what is done has its file. */
export function violationsAfterCrash({ queueFile, outDir, jobs: expected }: Disk): Violation[] {
  const { integrity, jobs } = readQueue(queueFile);
  const violations: Violation[] = [];
  if (integrity !== "ok") violations.push({ kind: "corrupt", what: integrity });
  if (expected !== undefined && jobs.length !== expected) {
    violations.push({ kind: "lost", what: `${jobs.length} of ${expected} jobs are in the queue` });
  }
  for (const { name, state, output, bytes } of jobs) {
    if (state !== "done") continue;
    const size = sizeOf(join(outDir, output));
    if (size === undefined) violations.push({ kind: "lost", what: `${name} is done and ${output} is not there` });
    else if (size !== bytes) violations.push({ kind: "torn", what: `${output} has ${size} of ${bytes} bytes` });
  }
  return violations;
}

/** What must hold at the end of a scenario: every job is done, with the document that belongs to it. */
export function violationsAtEnd({ queueFile, outDir, jobs: expected }: Disk & { jobs: number }): Violation[] {
  const stored = readQueue(queueFile);
  const known = new Set(stored.jobs.map(({ name }) => name));
  const missing = jobNames(expected).filter((name) => !known.has(name));
  return [
    ...missing.map((name): Violation => ({ kind: "lost", what: `${name} is not in the queue` })),
    ...violationsOfOutputs(stored, outDir, ({ name }, content) => content.equals(documentOf(name))),
  ];
}

/**
 * What must hold when all is done, whatever was rendered: each job has exactly one file, with the committed hash and
 * size, and nothing else lies there, hidden files included.
 * @param isRight whether a file is the document of its job
 */
export function violationsOfOutputs(
  { integrity, jobs }: { integrity: string; jobs: readonly StoredJob[] },
  outDir: string,
  isRight: (job: StoredJob, content: Buffer) => boolean,
): Violation[] {
  const violations: Violation[] = integrity === "ok" ? [] : [{ kind: "corrupt", what: integrity }];
  const outputs = new Set<string>();
  for (const job of jobs) {
    const { name, state, output, bytes, sha256 } = job;
    const path = join(outDir, output);
    if (state !== "done") violations.push({ kind: "unfinished", what: `${name} is ${state}` });
    else if (outputs.has(output)) violations.push({ kind: "duplicate", what: `${output} is the output of two jobs` });
    else if (!existsSync(path)) violations.push({ kind: "lost", what: `${name} is done and ${output} is not there` });
    else {
      const content = readFileSync(path);
      const isWhole = hashOf(content) === sha256 && content.byteLength === bytes;
      if (!isWhole || !isRight(job, content))
        violations.push({ kind: "torn", what: `${output} is not that of ${name}` });
    }
    if (state === "done") outputs.add(output);
  }
  for (const file of existsSync(outDir) ? readdirSync(outDir) : []) {
    if (file === MANIFEST_NAME) continue;
    if (file.startsWith(".")) violations.push({ kind: "leftover", what: file });
    else if (!outputs.has(file)) violations.push({ kind: "duplicate", what: `${file} is no job's output` });
  }
  return violations;
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** How many violations there are of each kind, as text; "none" without any. */
export function summarize(violations: readonly Violation[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of violations) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ") || "none";
}
