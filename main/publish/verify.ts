import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isInside, MANIFEST_NAME, type ManifestLine, parseManifestLine, readLines } from "./manifest";
import { outputKey } from "./names";
import { type PdfScan, scanPdf } from "./pdf-scan";

/** What is wrong with an output; `extra` is a PDF that no line tells of, which is no fault. */
export type VerifyFinding = {
  /** Absolute path of the manifest. */
  manifest: string;
  /** Name below its folder. */
  output: string;
} & ({ kind: "missing" | "changed" | "invalid"; message: string } | { kind: "extra" });

export interface VerifyCounts {
  /** Outputs that the manifest tells of. */
  outputs: number;
  whole: number;
  /** Lines that are none. */
  badLines: number;
  bytes: number;
}

/** The manifest that a folder or a file's name stands for, as an absolute path; undefined where there is none. */
export function findManifest(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  const file = stats?.isDirectory() ? join(path, MANIFEST_NAME) : path;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/**
 * Holds a folder against its manifest: every output is there, with its bytes and its hash, and is a PDF of as many pages.
 * Files are read in pieces.
 * @param manifest absolute path
 * @param counts is kept up to date, for progress
 * @param signal ends it early
 */
export async function* verifyManifest(
  manifest: string,
  counts: VerifyCounts,
  signal: AbortSignal,
): AsyncGenerator<VerifyFinding> {
  const folder = dirname(manifest);
  const known = new Set<string>();
  for await (const text of readLines(manifest)) {
    if (signal.aborted) return;
    if (text.trim() === "") continue;
    const line = parseManifestLine(text);
    if (!line) {
      counts.badLines += 1;
      continue;
    }
    if (line.output === null) continue;
    const { output } = line;
    known.add(outputKey(folder, output));
    counts.outputs += 1;
    const fault = await faultOf(folder, { ...line, output }, counts);
    if (fault) yield { manifest, output, ...fault };
    else counts.whole += 1;
  }
  for await (const output of pdfsIn(folder)) {
    if (!known.has(outputKey(folder, output))) yield { manifest, output, kind: "extra" };
  }
}

type Fault = { kind: "missing" | "changed" | "invalid"; message: string };

async function faultOf(
  folder: string,
  { output, sha256, bytes, pages }: ManifestLine & { output: string },
  counts: VerifyCounts,
): Promise<Fault | undefined> {
  if (!isInside(output)) {
    return { kind: "invalid", message: "its name leads out of the folder, so it was not looked at" };
  }
  const path = join(folder, output);
  if (!existsSync(path)) return { kind: "missing", message: "it is not there" };
  // Somebody else's file that was skipped: nothing is known of it.
  if (sha256 === null) return undefined;
  let scan: PdfScan;
  try {
    scan = await scanPdf(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "invalid", message: `it cannot be read: ${why}` };
  }
  counts.bytes += scan.bytes;
  if (bytes !== null && scan.bytes !== bytes) {
    return { kind: "changed", message: `it has ${scan.bytes} bytes, it had ${bytes}` };
  }
  if (scan.sha256 !== sha256) return { kind: "changed", message: "it has other content than it had (sha256)" };
  if (!scan.isPdf) return { kind: "invalid", message: "it is no whole PDF" };
  // Where the page tree is compressed, the hash alone answers for it.
  if (pages !== null && scan.pages > 0 && scan.pages !== pages) {
    return { kind: "invalid", message: `it has ${scan.pages} pages, the manifest says ${pages}` };
  }
  return undefined;
}

/** The PDFs in and beneath a folder, by their names below it; hidden files and folders are passed over. */
async function* pdfsIn(folder: string): AsyncGenerator<string> {
  const folders = [""];
  for (let inside = folders.pop(); inside !== undefined; inside = folders.pop()) {
    for (const entry of await readdir(join(folder, inside), { withFileTypes: true })) {
      const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      // A folder with a manifest of its own answers for itself.
      if (entry.isDirectory() && !existsSync(join(folder, name, MANIFEST_NAME))) folders.push(name);
      else if (entry.isFile() && basename(name).toLowerCase().endsWith(".pdf")) yield name;
    }
  }
}
