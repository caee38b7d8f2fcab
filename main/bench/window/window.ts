import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerSettings } from "../../../shared/settings";
import { median } from "../figures";
import { MeasuredWindow } from "./measured-window";
import { writePrompts } from "./prompts-file";
import { ADD, type Frames, type Reactions, SCROLL, type Times, USE, WATCH, WORK } from "./steps";
import { measureThroughput, type ThroughputFigures } from "./throughput";

/** Lanes and threads open behind the first frame: what they cost belongs to the start, and is over by then. */
const REST_MS = 3000;

export interface WindowFigures {
  /** In the queue while the window is used. */
  jobs: number;
  start: {
    runs: number;
    /** From starting the launcher until the rows of a full queue are on the screen; median of the runs. */
    usableMs: number;
  };
  /** All jobs queued at once, while lanes render the first of them. */
  adding: { seconds: number; wait: Times };
  /** Nothing is rendered. */
  idle: { scrolling: Frames };
  /** As many lanes as `auto` finds render as fast as they can. */
  rendering: { pdfsPerSecond: number; wait: Times; scrolling: Frames; reactions: Reactions };
  throughput: ThroughputFigures;
}

export interface WindowBenchOptions {
  jobs: number;
  /** How often the window is started. */
  runs: number;
  /** How often everything in it is done that is done to it. */
  uses: number;
  /** How long frames are counted, and how long the event loop is watched. */
  seconds: number;
  /** Documents of one round of the throughput, and its rounds. */
  documents: number;
  rounds: number;
  mainFolder: string;
  settings: WorkerSettings;
  onStep: (line: string) => void;
}

/** Starts the real window on a queue of its own, uses it, and measures how soon it follows. Needs a display. */
export async function benchWindow(options: WindowBenchOptions): Promise<WindowFigures> {
  const { jobs, runs, uses, onStep } = options;
  const ms = options.seconds * 1000;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  const full = join(folder, "full");
  mkdirSync(full);
  try {
    onStep(`${jobs} jobs are added to the window`);
    const file = writePrompts(join(folder, "full.jsonl"), jobs);
    const adding = await MeasuredWindow.with({ folder: full }, async (window) => {
      const added = await window.ask(ADD, { file });
      await window.ask(WORK, { isWanted: false });
      return added;
    });
    const starts: number[] = [];
    for (let run = 1; run <= runs; run += 1) {
      onStep(`the window is started, run ${run} of ${runs}`);
      starts.push(await MeasuredWindow.with({ folder: full }, async ({ usableMs }) => usableMs));
    }
    const used = await MeasuredWindow.with({ folder: full }, async (window) => {
      await sleep(REST_MS);
      onStep("the list is scrolled");
      const idle = { scrolling: await window.ask(SCROLL, { ms }) };
      onStep("lanes render");
      await window.ask(WORK, { isWanted: true });
      const watched = await window.ask(WATCH, { ms });
      onStep("lanes render and the list is scrolled");
      const scrolling = await window.ask(SCROLL, { ms });
      onStep("lanes render and the window is used");
      const reactions = await window.ask(USE, { rounds: uses });
      return { idle, rendering: { ...watched, scrolling, reactions } };
    });
    const throughput = await measureThroughput({ ...options, folder });
    return { jobs, start: { runs, usableMs: median(starts) }, adding, ...used, throughput };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
