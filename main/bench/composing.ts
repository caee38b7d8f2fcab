import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerSettings } from "../../shared/settings";
import { benchPrompts } from "./documents";
import { median } from "./figures";
import { addedTime, inTurns, middle, type Sample } from "./turns";
import { composeAll, wholeWay } from "./ways";

export interface ComposingOptions {
  /** One-page documents of a batch. */
  documents: number;
  lanes: number;
  /** Each way is measured so often, in turns. */
  rounds: number;
  mainFolder: string;
  settings: WorkerSettings;
  /** Told what is measured next. */
  onStep: (line: string) => void;
}

export interface ComposingFigures {
  documents: number;
  lanes: number;
  rounds: number;
  /** Through queue, compose, lanes, fsync and publish. */
  wholeWay: Sample;
  /** The same with documents that were composed before. */
  composedBefore: Sample;
  /** What composing adds to the time of the batch, as a share: median of the rounds, each compared in itself. */
  adds: number;
  /** The same of the processor time; null where the system does not tell it. */
  addsCpu: number | null;
}

/** A batch the whole way, and once more with its documents composed before: what composing adds, and nothing else. */
export async function benchComposing(options: ComposingOptions): Promise<ComposingFigures> {
  const { documents, lanes, rounds, mainFolder, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  try {
    onStep(`composing ${documents} documents`);
    const found = benchPrompts("one-page", documents, folder);
    const composed = await composeAll(found, mainFolder);
    const settings = { ...options.settings, workerConcurrency: lanes, maxPdfConcurrency: lanes };
    const make = (before?: typeof composed) =>
      wholeWay(found, { outDir: folder, mainFolder, settings, composed: before });
    const contenders = [
      { name: "whole", measure: () => make() },
      { name: "before", measure: () => make(composed) },
    ];
    const samples = await inTurns(contenders, rounds, (line) => onStep(`with and without composing; ${line}`));
    const whole = samples.get("whole") ?? [];
    const before = samples.get("before") ?? [];
    const cpuOf = (sample: Sample | undefined) => sample?.cpuMsPerDocument ?? Number.NaN;
    const addsCpu = median(whole.map((sample, round) => cpuOf(sample) / cpuOf(before[round]) - 1));
    return {
      documents,
      lanes,
      rounds,
      wholeWay: middle(whole),
      composedBefore: middle(before),
      adds: addedTime(whole, before),
      addsCpu: Number.isNaN(addsCpu) ? null : addsCpu,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
