import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { WorkerSettings } from "../../../shared/settings";
import { benchPrompts } from "../documents";
import { median } from "../figures";
import { inTurns, type Sample, sampleOf } from "../turns";
import { WARM_UP, WholeWay } from "../ways";
import { MeasuredWindow } from "./measured-window";
import { writePrompts } from "./prompts-file";
import { RENDER } from "./steps";

const LANES = 3;

/** PDFs per second with the window and without, the same documents and as many lanes; medians of the rounds. */
export interface ThroughputFigures {
  documents: number;
  rounds: number;
  lanes: number;
  commandLinePerSecond: number;
  windowPerSecond: number;
  /** The second against the first: median of the rounds, each compared in itself. */
  share: number;
}

/** Has the same documents made by this process, as a command does it, and by a window, in turns. */
export async function measureThroughput({
  documents,
  rounds,
  folder,
  mainFolder,
  settings,
  onStep,
}: {
  documents: number;
  rounds: number;
  folder: string;
  mainFolder: string;
  settings: WorkerSettings;
  onStep: (line: string) => void;
}): Promise<ThroughputFigures> {
  const home = join(folder, "throughput");
  mkdirSync(home);
  const found = benchPrompts("one-page", documents, home);
  const laned = { ...settings, workerConcurrency: LANES, maxPdfConcurrency: LANES };
  const env = { PDFPROMPT_WORKER_CONCURRENCY: String(LANES), MAX_PDF_CONCURRENCY: String(LANES) };
  // Each file is a batch of its own: the same one would be found unchanged.
  const files = Array.from({ length: rounds }, (_, round) =>
    writePrompts(join(folder, `documents-${round}.jsonl`), documents),
  );
  const first = writePrompts(join(folder, "warm-up.jsonl"), WARM_UP);
  const samples = await WholeWay.with({ outDir: join(folder, "command"), mainFolder, settings: laned }, (way) =>
    MeasuredWindow.with({ folder: home, env }, async (window) => {
      await way.make(found.slice(0, WARM_UP));
      await window.ask(RENDER, { file: first });
      const byCommand = () => sampleOf(documents, () => way.make(found));
      const byWindow = async (): Promise<Sample> => {
        const { seconds } = await window.ask(RENDER, { file: files.shift() ?? first });
        return { perSecond: documents / seconds, cpuMsPerDocument: null, residentMb: null };
      };
      return inTurns(
        [
          { name: "command", measure: byCommand },
          { name: "window", measure: byWindow },
        ],
        rounds,
        (line) => onStep(`the same documents with the window and without, ${line}`),
      );
    }),
  );
  const rates = (name: string) => samples.get(name)?.map(({ perSecond }) => perSecond) ?? [];
  const [command, window] = [rates("command"), rates("window")];
  return {
    documents,
    rounds,
    lanes: LANES,
    commandLinePerSecond: median(command),
    windowPerSecond: median(window),
    share: median(window.map((rate, round) => rate / (command[round] ?? rate))),
  };
}
