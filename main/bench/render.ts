import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrowserWindow } from "electron";
import pLimit from "p-limit";
import { batchSettingsSchema } from "../../shared/batch";
import { PdfPromptError } from "../../shared/errors";
import type { WorkerSettings } from "../../shared/settings";
import type { ComposedDocument, FoundPrompt, IntakeItem } from "../../shared/stages";
import { Composer } from "../compose";
import { Queue } from "../queue";
import { LanePool } from "../render";
import { openEngine, submit } from "../worker";
import { twoPagePrompts } from "./documents";
import { perSecond } from "./figures";

/** Numbers set by hand; the most that is allowed at once comes on top. */
const LANES = [1, 2, 3, 4] as const;
/** Each number is measured so often, in turns: machines get faster and slower within a minute. */
const ROUNDS = 5;
/** The slow control gets fewer documents: its rate is steady after a few. */
const CONTROL_SHARE = 10;
const TIMEOUT_MS = 30_000;

export interface RenderFigures {
  documents: number;
  /** One window, a navigation to a data URL and one print at a time: what an unprepared program does. PDFs/s. */
  naivePerSecond: number;
  /** Composed documents in three lanes, without queue and disk. PDFs/s. */
  rawLanesPerSecond: number;
  /** The whole way through queue, compose, lanes, fsync and publish, by number of lanes. PDFs/s, median of the rounds. */
  wholeWayPerSecond: Record<(typeof LANES)[number], number> & Record<number, number>;
  /** The same with `auto`, from its first document on, and the lanes it ended with. */
  autoPerSecond: number;
  autoLanes: number;
  /** `auto` against the number set by hand that was best in the median: median of the rounds, each compared in itself. */
  autoShareOfBest: number;
  rounds: number;
  /** Whole way with three lanes against the naive way, and against the raw lanes, in this run. */
  timesNaive: number;
  shareOfRawLanes: number;
}

/** Measures two-page documents, all in one run, after a warm-up each. */
export async function benchRender(options: {
  documents: number;
  mainFolder: string;
  settings: WorkerSettings;
  /** Told what is measured next. */
  onStep: (line: string) => void;
}): Promise<RenderFigures> {
  const { documents, mainFolder, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  try {
    const found = twoPagePrompts(documents, folder);
    onStep(`composing ${documents} two-page documents`);
    const composed = await composeAll(found, mainFolder);
    onStep("one navigation and one print at a time (control)");
    const naivePerSecond = await naive(composed.slice(0, Math.max(10, Math.floor(documents / CONTROL_SHARE))));
    onStep("three lanes without queue and disk");
    const rawLanesPerSecond = await rawLanes(composed, mainFolder);
    const whole = await compareLanes(found, folder, options);
    const { wholeWayPerSecond } = whole;
    return {
      documents,
      naivePerSecond,
      rawLanesPerSecond,
      ...whole,
      timesNaive: wholeWayPerSecond[3] / naivePerSecond,
      shareOfRawLanes: wholeWayPerSecond[3] / rawLanesPerSecond,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface LaneFigures
  extends Pick<RenderFigures, "wholeWayPerSecond" | "autoPerSecond" | "autoLanes" | "autoShareOfBest" | "rounds"> {}

/** The whole way with numbers set by hand and with `auto`, in turns. */
async function compareLanes(
  found: FoundPrompt[],
  folder: string,
  options: { mainFolder: string; settings: WorkerSettings; onStep: (line: string) => void },
): Promise<LaneFigures> {
  const most = options.settings.maxPdfConcurrency;
  const byHand = [...new Set<number>([...LANES, most])];
  // In the middle, beside the numbers that are likely to be best: what drifts within a round drifts for both.
  const choices = [...byHand.slice(0, 3), "auto" as const, ...byHand.slice(3)];
  const rates = new Map<number | "auto", number[]>(choices.map((choice) => [choice, []]));
  const autoLanes: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    options.onStep(`the whole way with ${byHand.join(", ")} lanes and auto, round ${round} of ${ROUNDS}`);
    // Every other round backwards: what gets slower meanwhile is then nobody's disadvantage.
    const turn = round % 2 === 0 ? [...rates].reverse() : [...rates];
    for (const [choice, measured] of turn) {
      const maxPdfConcurrency = choice === "auto" ? most : choice;
      const settings = { ...options.settings, workerConcurrency: choice, maxPdfConcurrency };
      const run = await wholeWay(found, join(folder, `${round}-${choice}`), { ...options, settings });
      measured.push(run.perSecond);
      if (choice === "auto") autoLanes.push(run.lanes);
    }
  }
  const of = (choice: number | "auto") => rates.get(choice) ?? [];
  const rate = (choice: number | "auto") => median(of(choice));
  const best = byHand.reduce((one, other) => (rate(other) > rate(one) ? other : one));
  return {
    wholeWayPerSecond: { 1: rate(1), 2: rate(2), 3: rate(3), 4: rate(4), [most]: rate(most) },
    autoPerSecond: rate("auto"),
    autoLanes: median(autoLanes),
    autoShareOfBest: median(of("auto").map((perSecond, round) => perSecond / (of(best)[round] ?? perSecond))),
    rounds: ROUNDS,
  };
}

/** The middle one; of an even number the upper of the two. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function composeAll(found: FoundPrompt[], mainFolder: string): Promise<ComposedDocument[]> {
  const composer = new Composer({ threads: 1, workerFile: join(mainFolder, "compose-worker.cjs") });
  try {
    return await Promise.all(
      found.map(({ prompt, source, line, baseDir }) =>
        composer.compose({ prompt, source, line, baseDir, allowScripts: false }),
      ),
    );
  } finally {
    await composer.close();
  }
}

async function naive(documents: ComposedDocument[]): Promise<number> {
  const window = new BrowserWindow({ show: false, webPreferences: { offscreen: true, javascript: false } });
  try {
    return await perSecond(documents.length, async () => {
      for (const { html } of documents) {
        await window.loadURL(`data:text/html;base64,${Buffer.from(html).toString("base64")}`);
        await window.webContents.printToPDF({ printBackground: true, generateTaggedPDF: true });
      }
    });
  } finally {
    window.destroy();
  }
}

async function rawLanes(documents: ComposedDocument[], mainFolder: string): Promise<number> {
  const lanes = new LanePool({ lanes: 3, fontFolder: join(mainFolder, "fonts") });
  const limit = pLimit(lanes.size);
  const print = (document: ComposedDocument) => limit(() => lanes.render(document, { timeoutMs: TIMEOUT_MS }));
  try {
    await Promise.all(documents.slice(0, 30).map(print));
    return await perSecond(documents.length, () => Promise.all(documents.map(print)));
  } finally {
    await lanes.close();
  }
}

async function wholeWay(
  found: FoundPrompt[],
  outDir: string,
  { mainFolder, settings }: { mainFolder: string; settings: WorkerSettings },
): Promise<{ perSecond: number; lanes: number }> {
  const queue = new Queue(join(outDir, "queue.db"));
  const engine = openEngine({ queue, mainFolder, settings });
  const run = async (prompts: FoundPrompt[], folder: string) => {
    let drained: Promise<unknown> | undefined;
    const { batchId } = await submit(queue, {
      items: itemsOf(prompts),
      inputs: [folder],
      label: "bench",
      outDir: join(outDir, folder),
      settings: batchSettingsSchema.parse({}),
      // As `render` does it: work begins while prompts are still queued.
      onBatch: (id) => {
        drained = engine.worker.drain({ batchId: id });
      },
      onQueued: () => engine.worker.wake(),
    });
    await drained;
    const [failure] = queue.batchFailures(batchId);
    if (failure) throw new PdfPromptError("internal", `A document of the benchmark failed: ${failure.message}`);
  };
  try {
    await engine.ready;
    await run(found.slice(0, 30), "warm-up");
    const measured = await perSecond(found.length, () => run(found, "measured"));
    return { perSecond: measured, lanes: engine.concurrency.lanes };
  } finally {
    await engine.close();
    queue.close();
  }
}

async function* itemsOf(prompts: FoundPrompt[]): AsyncGenerator<IntakeItem> {
  for (const found of prompts) yield { kind: "prompt", found };
}
