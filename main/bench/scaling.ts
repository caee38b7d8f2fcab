import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PdfPromptError } from "../../shared/errors";
import type { WorkerSettings } from "../../shared/settings";
import { slowPrompts } from "./documents";
import { type Contender, inTurns, middle, type Sample, sampleOf } from "./turns";
import { WholeWay } from "./ways";

/** Jobs at once that are compared. */
export const AT_ONCE = [1, 3, 5, 8] as const;
/** A page says that it is ready after so long, whatever the processor does meanwhile. */
const FIXED_MS = 250;
/** With different documents: from the first to the second, evenly spread, the mean as above. */
const VARIED_MS = { least: 100, most: 400 } as const;
/** Steps of this size through 0…1 never cluster: any few jobs in a row have about the mean. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const WARM_UP_PER_LANE = 1;

const LATENCIES = ["fixed", "varied"] as const;
type Latencies = (typeof LATENCIES)[number];
const WAYS = ["free", "barrier"] as const;
type Way = (typeof WAYS)[number];

/** By jobs at once. */
type ByNumber = Record<number, number>;

export interface ScalingOfLatency {
  /** Milliseconds until the pages are ready: all the same, or evenly spread. */
  leastMs: number;
  mostMs: number;
  /** PDFs per second; the next job is claimed as soon as one ends. */
  perSecond: ByNumber;
  /** How many times the rate of one at a time. */
  times: ByNumber;
  /** The control: claims so many, renders them, waits for all, and only then claims the next ones. */
  barrierPerSecond: ByNumber;
  /** Against one at a time without barrier. */
  barrierTimes: ByNumber;
}

export interface ScalingFigures {
  /** Jobs of a measurement: so many for each that is worked on at once. */
  jobsPerLane: number;
  rounds: number;
  fixed: ScalingOfLatency;
  varied: ScalingOfLatency;
}

export interface ScalingOptions {
  jobsPerLane: number;
  rounds: number;
  mainFolder: string;
  settings: WorkerSettings;
  /** Told what is measured next. */
  onStep: (line: string) => void;
}

/**
 * Jobs that wait and do not work, 1, 3, 5 and 8 at a time, the whole way through queue, compose, lanes, fsync and
 * publish: what the worker loses between two jobs shows here and nowhere else.
 * @throws PdfPromptError `internal` where pages were printed before they said that they were ready
 */
export async function benchScaling(options: ScalingOptions): Promise<ScalingFigures> {
  const { jobsPerLane, rounds, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  try {
    const contenders = LATENCIES.flatMap((latencies) =>
      AT_ONCE.flatMap((number) =>
        WAYS.map(
          (way): Contender => ({
            name: nameOf(latencies, way, number),
            measure: () => measure(latencies, way, number, folder, options),
          }),
        ),
      ),
    );
    const samples = await inTurns(contenders, rounds, (line) =>
      onStep(`${AT_ONCE.join(", ")} at a time, with and without barrier, fixed and varied latencies; ${line}`),
    );
    const rates = (latencies: Latencies, way: Way): ByNumber =>
      Object.fromEntries(
        AT_ONCE.map((number) => [number, middle(samples.get(nameOf(latencies, way, number)) ?? []).perSecond]),
      );
    const fixed = ofLatency(rates("fixed", "free"), rates("fixed", "barrier"), FIXED_MS, FIXED_MS);
    expectSignalKept(fixed.perSecond);
    const { least, most } = VARIED_MS;
    return {
      jobsPerLane,
      rounds,
      fixed,
      varied: ofLatency(rates("varied", "free"), rates("varied", "barrier"), least, most),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf(latencies: Latencies, way: Way, number: number): string {
  return `${latencies} ${way} ${number}`;
}

function measure(
  latencies: Latencies,
  way: Way,
  number: number,
  folder: string,
  { jobsPerLane, mainFolder, settings }: ScalingOptions,
): Promise<Sample> {
  const engine = { ...settings, workerConcurrency: number, maxPdfConcurrency: number };
  const options = { outDir: join(folder, nameOf(latencies, way, number)), mainFolder, settings: engine };
  return WholeWay.with(options, async (whole) => {
    // Every lane opens its window for scripts before the clock starts.
    await whole.make(slowPrompts(Array(number * WARM_UP_PER_LANE).fill(FIXED_MS), folder));
    const prompts = slowPrompts(latenciesMs(latencies, number * jobsPerLane), folder);
    const batchId = await whole.queueUp(prompts);
    return sampleOf(prompts.length, () => whole.drain(batchId, way === "barrier" ? number : undefined));
  });
}

function latenciesMs(latencies: Latencies, count: number): number[] {
  const { least, most } = VARIED_MS;
  return Array.from({ length: count }, (_, index) =>
    latencies === "fixed" ? FIXED_MS : Math.round(least + (most - least) * ((index * GOLDEN) % 1)),
  );
}

function ofLatency(free: ByNumber, barrier: ByNumber, leastMs: number, mostMs: number): ScalingOfLatency {
  const one = free[1] ?? Number.NaN;
  const times = (rates: ByNumber) =>
    Object.fromEntries(Object.entries(rates).map(([number, perSecond]) => [number, perSecond / one]));
  return {
    leastMs,
    mostMs,
    perSecond: free,
    times: times(free),
    barrierPerSecond: barrier,
    barrierTimes: times(barrier),
  };
}

/** One at a time, no more can be done a second than the latency allows: more means that nobody waited for the page. */
function expectSignalKept(perSecond: ByNumber): void {
  const one = perSecond[1] ?? Number.NaN;
  if (one <= 1000 / FIXED_MS) return;
  throw new PdfPromptError(
    "internal",
    `Pages that are ready after ${FIXED_MS} ms were printed at ${one.toFixed(1)} a second, one at a time: the signal window.pdfReady was not waited for.`,
  );
}
