import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";

const folders: string[] = [];
const foldersOfRun: string[] = [];

/** Thousands of PDFs take a busy disk its time. */
const REMOVE_MS = 60_000;

afterEach(() => removeAll(folders), REMOVE_MS);
afterAll(() => removeAll(foldersOfRun), REMOVE_MS);

/** A new empty folder that is removed after the test. */
export function tempFolder(): string {
  return make(folders);
}

/** A new empty folder that is removed after all tests of the file. */
export function temporaryFolderOfRun(): string {
  return make(foldersOfRun);
}

function make(list: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-test-"));
  list.push(folder);
  return folder;
}

function removeAll(list: string[]): void {
  for (const folder of list.splice(0)) rmSync(folder, { recursive: true, force: true });
}
