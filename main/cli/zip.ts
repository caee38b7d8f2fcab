import { resolve } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import type { Queue } from "../queue";
import { manifestPages, writeZip, zipProblem } from "../worker";
import { type CommandContext, note, UsageError } from "./command-context";
import { count } from "./progress";
import type { Results } from "./results";

export interface ZipFlag {
  zip?: string;
}

/**
 * The absolute path of the ZIP file that is asked for.
 * @throws UsageError where something else is there
 */
export function zipFile({ cwd }: CommandContext, { zip }: ZipFlag): string | undefined {
  if (zip === undefined) return undefined;
  const file = resolve(cwd, zip);
  const problem = zipProblem(file);
  if (problem) throw new UsageError(`--zip: ${problem}`);
  return file;
}

/**
 * Puts the PDFs and the manifest of a batch that has ended into a ZIP file, and says so, or why not.
 * @returns its path; null where it was not written
 */
export async function zipBatch(
  { interrupted }: CommandContext,
  queue: Queue,
  batch: { id: string; outDir: string },
  file: string | undefined,
  { manifest }: Results,
): Promise<string | null> {
  // Without a manifest the batch has not ended, or had no prompts: there is nothing to put in.
  if (file === undefined || manifest === null) return null;
  try {
    const pages = () => manifestPages(queue, batch.id);
    const pdfs = await writeZip({ file, outDir: batch.outDir, pages, signal: interrupted });
    note(`[pdfprompt] ${count(pdfs)} PDFs and their manifest in ${file}`);
    return file;
  } catch (error) {
    if (!(error instanceof PdfPromptError)) throw error;
    note(`error: ${error.message} (${error.code}) All PDFs are in ${batch.outDir}.`);
    return null;
  }
}
