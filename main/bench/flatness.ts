import { join } from "node:path";
import type { WorkerSettings } from "../../shared/settings";
import { residentMb } from "../render";
import { benchPrompts } from "./documents";
import { mean } from "./figures";
import { openFiles } from "./load";
import { WholeWay } from "./ways";

/** Memory is looked at after so many documents each. */
const STEP = 100;
const LANES = 3;
/** The first tenth warms up; the second and the last are compared. */
const WINDOWS = 10;

/** Whether memory and open files grow with the number of documents. */
export interface FlatnessFigures {
  documents: number;
  lanes: number;
  /** Resident memory of all processes: mean of the second tenth of the run, and of the last. */
  afterWarmUpMb: number;
  endMb: number;
  growthMb: number;
  mostMb: number;
  /** Files, sockets and pipes of the main process after the first tenth and at the end; null where it cannot be told. */
  openFilesAfterWarmUp: number | null;
  openFilesEnd: number | null;
}

/** Makes so many one-page documents in one engine, and watches it. What came out is removed at the end. */
export async function measureFlatness({
  documents,
  folder,
  mainFolder,
  settings,
  onStep,
}: {
  documents: number;
  folder: string;
  mainFolder: string;
  settings: WorkerSettings;
  onStep: (line: string) => void;
}): Promise<FlatnessFigures> {
  const steps = Math.max(WINDOWS, Math.ceil(documents / STEP));
  const found = benchPrompts("one-page", Math.ceil(documents / steps), folder);
  const memory: number[] = [];
  const files: (number | null)[] = [];
  const lanes = Math.min(LANES, settings.maxPdfConcurrency);
  const options = { outDir: join(folder, "flatness"), mainFolder, settings: { ...settings, workerConcurrency: lanes } };
  await WholeWay.with(options, async (way) => {
    for (let step = 0; step < steps; step += 1) {
      if (step % WINDOWS === 0) onStep(`memory: ${step * found.length} of ${steps * found.length} documents`);
      await way.make(found);
      memory.push(residentMb());
      files.push(openFiles());
    }
  });
  const window = Math.floor(steps / WINDOWS);
  const afterWarmUpMb = mean(memory.slice(window, 2 * window));
  const endMb = mean(memory.slice(-window));
  return {
    documents: steps * found.length,
    lanes,
    afterWarmUpMb,
    endMb,
    growthMb: endMb - afterWarmUpMb,
    mostMb: Math.max(...memory),
    openFilesAfterWarmUp: files[window] ?? null,
    openFilesEnd: files.at(-1) ?? null,
  };
}
