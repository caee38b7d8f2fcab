import { resolve } from "node:path";
import type { Command } from "commander";
import type { BatchSettings } from "../../shared/batch";
import { PdfPromptError } from "../../shared/errors";
import type { Queue } from "../queue";
import { combineBatch, combinedProblem } from "../worker";
import { type CommandContext, note, UsageError } from "./command-context";
import { count } from "./progress";

/** How often the progress is told, in a log. */
const PROGRESS_MS = 2000;

export interface CombinedFlags {
  combined?: string;
  combinedPageNumbers: boolean;
}

/** What is asked for. */
export interface CombinedTarget {
  /** Absolute. */
  file: string;
  isNumbered: boolean;
}

/** The options of `render`. */
export function addCombined(command: Command): Command {
  return command
    .option("--combined <file>", "make one PDF of all of them, too, in the order of the input")
    .option("--combined-page-numbers", 'print "n / total" at the foot of every page of it', false);
}

/**
 * The combined PDF that is asked for.
 * @throws UsageError where something else is there, or the flags make no sense
 */
export function combinedTarget({ cwd }: CommandContext, flags: CombinedFlags): CombinedTarget | undefined {
  const { combined, combinedPageNumbers: isNumbered } = flags;
  if (combined === undefined) {
    if (isNumbered) throw new UsageError("--combined-page-numbers needs --combined: name the file.");
    return undefined;
  }
  const file = resolve(cwd, combined);
  const problem = combinedProblem(file);
  if (problem) throw new UsageError(`--combined: ${problem}`);
  return { file, isNumbered };
}

/**
 * Makes one PDF of the PDFs of a batch that was worked on, and says so, or why not.
 * @returns its path; null where it was not written
 */
export async function combine(
  { mainFolder, interrupted }: CommandContext,
  queue: Queue,
  batch: { id: string; outDir: string; settings: BatchSettings },
  target: CombinedTarget | undefined,
): Promise<string | null> {
  if (target === undefined || interrupted.aborted) return null;
  const { file } = target;
  let toldAt = performance.now();
  try {
    const { documents, missing, pages, bytes, documentBytes } = await combineBatch(queue, {
      ...batch,
      ...target,
      mainFolder,
      signal: interrupted,
      onProgress: (done, all) => {
        if (performance.now() - toldAt < PROGRESS_MS) return;
        toldAt = performance.now();
        note(`[pdfprompt] ${count(done)} of ${count(all)} PDFs are in ${file}`);
      },
    });
    const without = missing === 0 ? "" : `, without ${count(missing)} that ${missing === 1 ? "was" : "were"} not made`;
    note(
      `[pdfprompt] ${counted(documents, "PDF")} (${counted(pages, "page")}) in ${file}${without}: ` +
        `${megabytes(bytes)} instead of ${megabytes(documentBytes)}`,
    );
    return file;
  } catch (error) {
    if (!(error instanceof PdfPromptError)) throw error;
    note(`error: ${error.message} (${error.code})`);
    return null;
  }
}

/** `1 page`, `2 pages` */
function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? "" : "s"}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
