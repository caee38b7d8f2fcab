import { join } from "node:path";
import { setImmediate as others } from "node:timers/promises";
import type { BatchSettings } from "../../shared/batch";
import { PdfPromptError } from "../../shared/errors";
import { type BookDocument, type Combined, combineInThread } from "../publish";
import type { Queue } from "../queue";
import { CREATOR } from "./run-job";

export interface CombineBatchOptions {
  /** Id of the batch. */
  id: string;
  /** Absolute. */
  outDir: string;
  settings: BatchSettings;
  /** Absolute path of the combined PDF. */
  file: string;
  /** Whether its pages are numbered at their foot. */
  isNumbered: boolean;
  /** Folder of the built main process. */
  mainFolder: string;
  signal: AbortSignal;
  onProgress: (documents: number, all: number) => void;
}

export interface CombinedBatch extends Combined {
  documents: number;
  /** Prompts without a PDF. */
  missing: number;
}

/**
 * Makes one PDF of what a batch made and what was unchanged, in the order of its input.
 * @throws PdfPromptError `output-unwritable`, `disk-full`, or `cancelled` when the signal fires
 */
export async function combineBatch(queue: Queue, options: CombineBatchOptions): Promise<CombinedBatch> {
  const { id, outDir, settings, file, isNumbered, mainFolder, signal } = options;
  const documents: BookDocument[] = [];
  const outputs = new Set<string>();
  let missing = 0;
  for (const page of queue.results.pages(id)) {
    for (const { output, sha256 } of page) {
      if (output === null) missing += 1;
      else if (!outputs.has(output)) documents.push({ output, sha256 });
      if (output !== null) outputs.add(output);
    }
    // Of a large batch there are hundreds of pages: whoever looks at a window waits for one of them, not for all.
    await others();
    if (signal.aborted) throw new PdfPromptError("cancelled", `${file} was not written: the work was stopped.`);
  }
  if (documents.length === 0) {
    throw new PdfPromptError("output-unwritable", `${file} was not written: there is no PDF to put into it.`);
  }
  const { epochSeconds = Math.floor(Date.now() / 1000), options: pageOptions } = settings;
  const combined = await combineInThread({
    workerFile: join(mainFolder, "combine-worker.cjs"),
    request: {
      file,
      outDir,
      documents,
      isNumbered,
      properties: { ...pageOptions?.metadata, creator: CREATOR, epochSeconds },
    },
    signal,
    onProgress: (done) => options.onProgress(done, documents.length),
  });
  return { ...combined, documents: documents.length, missing };
}
