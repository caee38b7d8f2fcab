import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerSettings } from "../../shared/settings";
import { benchPrompts, DOCUMENT_KINDS, type DocumentKind } from "./documents";
import { median } from "./figures";
import { type FlatnessFigures, measureFlatness } from "./flatness";
import { type KindFigures, KindRun } from "./kind";

/** Numbers set by hand that `auto` is compared with; the most that is allowed at once comes on top. */
const LANES = [1, 2, 3, 4] as const;
/** What the naive way and the raw lanes are compared with. */
const COMPARED_LANES = 3;

/** Documents of a kind, as a share of the number asked for: the slower kinds show their rate with fewer. */
const SHARES: Record<DocumentKind, number> = { "one-page": 1, "ten-page": 5, "image-heavy": 5, script: 3 };

export interface RenderBenchOptions {
  /** One-page documents in one measurement; of slower kinds there are fewer. */
  documents: number;
  kinds: readonly DocumentKind[];
  /** Numbers of lanes for all kinds. Default: 1, 2, 3, 4 and the most allowed for one page, 3 for the other kinds. */
  lanes?: readonly number[] | undefined;
  /** Each way is measured so often, in turns. */
  rounds: number;
  /** Documents of the run that looks at memory; 0 for none. */
  flatness: number;
  mainFolder: string;
  settings: WorkerSettings;
  /** Told what is measured next. */
  onStep: (line: string) => void;
}

/** Figures of one-page documents alone: the comparison with the naive way, and of `auto` with numbers set by hand. */
export interface ComparisonFigures {
  /** One window, a navigation to a data URL and one print at a time: what an unprepared program does. PDFs/s. */
  naivePerSecond: number;
  /** Composed documents in three lanes (or the first number asked for), without queue and disk. PDFs/s. */
  rawLanesPerSecond: number;
  /** The whole way through queue, compose, lanes, fsync and publish, by number of lanes. PDFs/s, median of the rounds. */
  wholeWayPerSecond: Record<number, number>;
  /** The same with `auto`, warm-up included in what it learns from, and the lanes it ended with. */
  autoPerSecond: number;
  autoLanes: number;
  /** `auto` against the number set by hand that was best in the median: median of the rounds, each compared in itself. */
  autoShareOfBest: number;
  /** Whole way with three lanes against the naive way, and against the raw lanes, in this run. */
  timesNaive: number;
  shareOfRawLanes: number;
}

export interface RenderFigures extends Partial<ComparisonFigures> {
  documents: number;
  rounds: number;
  kinds: Partial<Record<DocumentKind, KindFigures>>;
  /** null where it was not asked for. */
  flatness: FlatnessFigures | null;
}

/** Measures documents of several kinds, all ways of a kind in turns, after a warm-up each. */
export async function benchRender(options: RenderBenchOptions): Promise<RenderFigures> {
  const { documents, rounds, flatness, settings } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  try {
    let comparison: ComparisonFigures | undefined;
    const kinds: RenderFigures["kinds"] = {};
    for (const kind of DOCUMENT_KINDS.filter((known) => options.kinds.includes(known))) {
      const baseDir = join(folder, kind);
      mkdirSync(baseDir);
      const found = benchPrompts(kind, Math.max(10, Math.floor(documents / SHARES[kind])), baseDir);
      const isCompared = kind === "one-page";
      const lanes = options.lanes ?? (isCompared ? [...LANES, settings.maxPdfConcurrency] : [COMPARED_LANES]);
      const run = new KindRun({ ...options, kind, found, folder: baseDir, lanes: distinct(lanes), isCompared });
      kinds[kind] = await run.measure();
      if (isCompared) comparison = compare(run, kinds[kind]);
    }
    const isFlat = flatness > 0 ? await measureFlatness({ ...options, documents: flatness, folder }) : null;
    return { documents, rounds, ...comparison, kinds, flatness: isFlat };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(run: KindRun, { wholeWay, rawLanes }: KindFigures): ComparisonFigures {
  const lanes = Object.keys(wholeWay).map(Number);
  const rate = (of: KindFigures["wholeWay"], number: number) => of[number]?.perSecond ?? Number.NaN;
  const whole = (number: number) => rate(wholeWay, number);
  const best = lanes.reduce((one, other) => (whole(other) > whole(one) ? other : one));
  const compared = lanes.includes(COMPARED_LANES) ? COMPARED_LANES : (lanes[0] ?? COMPARED_LANES);
  const { naive, auto, bestRounds } = run.comparison(best);
  return {
    naivePerSecond: naive.perSecond,
    rawLanesPerSecond: rate(rawLanes, compared),
    wholeWayPerSecond: Object.fromEntries(lanes.map((number) => [number, whole(number)])),
    autoPerSecond: median(auto.map(({ perSecond }) => perSecond)),
    autoLanes: Math.round(median(auto.map(({ lanes: ended }) => ended))),
    autoShareOfBest: median(auto.map(({ perSecond }, round) => perSecond / (bestRounds[round] ?? perSecond))),
    timesNaive: whole(compared) / naive.perSecond,
    shareOfRawLanes: whole(compared) / rate(rawLanes, compared),
  };
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
