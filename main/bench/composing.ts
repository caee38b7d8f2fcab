import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerSettings } from "../../shared/settings";
import type { Composer } from "../compose";
import { benchPrompts } from "./documents";
import { median } from "./figures";
import { addedTime, inTurns, middle, type Sample, sampleOf } from "./turns";
import { composeAll, composedBefore, openComposer, WARM_UP, WholeWay, type WholeWayOptions } from "./ways";

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

/**
 * A batch the whole way, and once more with its documents composed before: what composing adds, and nothing else. Both
 * use the same lanes, which stay open, so that batches can be short and the turns many: the machine is then hardly another
 * one for the next.
 */
export async function benchComposing(options: ComposingOptions): Promise<ComposingFigures> {
  const { documents, lanes, rounds, mainFolder, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  try {
    const found = benchPrompts("one-page", documents, folder);
    const ready = composedBefore(found, await composeAll(found, mainFolder));
    const thread = openComposer(mainFolder);
    let composer: Pick<Composer, "compose"> = thread;
    const settings = { ...options.settings, workerConcurrency: lanes, maxPdfConcurrency: lanes };
    const way: WholeWayOptions = {
      outDir: folder,
      mainFolder,
      settings,
      composer: {
        compose: (request, signal) => composer.compose(request, signal),
        warmUp: () => thread.warmUp(),
        close: () => thread.close(),
      },
    };
    const samples = await WholeWay.with(way, async (whole) => {
      await whole.make(found.slice(0, WARM_UP));
      const contenders = Object.entries({ whole: thread, before: ready }).map(([name, used]) => ({
        name,
        measure: () => {
          composer = used;
          return sampleOf(documents, () => whole.make(found));
        },
      }));
      return inTurns(contenders, rounds, (line) => onStep(`with and without composing; ${line}`));
    });
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
