import { join } from "node:path";
import type { WorkerSettings } from "../../shared/settings";
import type { ComposedDocument, FoundPrompt, LaneKind } from "../../shared/stages";
import { countPages } from "../render";
import type { DocumentKind } from "./documents";
import { addedTime, type Contender, inTurns, middle, type Sample } from "./turns";
import { composeAll, composeAndLanes, naiveWay, printOne, rawLanes, wholeWay } from "./ways";

/** The naive way gets fewer documents: its rate is steady after a few. */
const NAIVE_SHARE = 10;
/** So does the full lane: a navigation costs several injections. */
const FULL_LANE_SHARE = 3;
const FEWEST = 10;

/** Figures of one kind of document, by number of lanes; medians of the rounds. */
export interface KindFigures {
  documents: number;
  /** The lane that compose chose. */
  lane: LaneKind;
  /** Of one of the documents. */
  pages: number;
  bytes: number;
  /** Through queue, compose, lanes, fsync and publish. */
  wholeWay: Record<number, Sample>;
  /** Composed documents in as many lanes, without queue and disk. */
  rawLanes: Record<number, Sample>;
  /** Rate of the whole way as a share of the raw lanes. */
  shareOfRawLanes: Record<number, number>;
  /** Prompts composed and printed in as many lanes, without queue and disk. */
  composeAndLanes: Record<number, Sample>;
  /** Rate of the whole way as a share of that: what queue and disk leave. */
  shareOfComposeAndLanes: Record<number, number>;
  /** The whole way with documents that were composed before. */
  composedBefore: Record<number, Sample>;
  /** What composing adds to the time of a batch, as a share: median of the rounds, each compared in itself. */
  composingAdds: Record<number, number>;
  /** The same documents forced through the full lane, without queue and disk; null where they go there anyway. */
  fullLane: Record<number, Sample> | null;
  /** How many times as fast the fast lane is as the full one, both raw; null as above. */
  timesFullLane: Record<number, number> | null;
}

export interface KindRunOptions {
  kind: DocumentKind;
  found: readonly FoundPrompt[];
  /** Absolute; queues and outputs go below it. */
  folder: string;
  lanes: readonly number[];
  rounds: number;
  /** Whether the naive way and `auto` are measured with it. */
  isCompared: boolean;
  mainFolder: string;
  settings: WorkerSettings;
  onStep: (line: string) => void;
}

/** A sample with the number of lanes there were at its end. */
export type LaneSample = Sample & { lanes: number };

/** One kind of document through all ways there are, in turns. */
export class KindRun {
  readonly #options: KindRunOptions;
  #samples = new Map<string, LaneSample[]>();
  #runs = 0;

  constructor(options: KindRunOptions) {
    this.#options = options;
  }

  async measure(): Promise<KindFigures> {
    const { kind, found, lanes, rounds, mainFolder, onStep } = this.#options;
    onStep(`composing ${found.length} ${kind} documents`);
    const documents = await composeAll(found, mainFolder);
    const [first] = documents;
    if (!first) throw new RangeError("A benchmark needs documents.");
    const pdf = await printOne(first, mainFolder);
    const contenders = this.#contenders(documents, first.lane);
    const ways = contenders.map(({ name }) => name).join(", ");
    this.#samples = await inTurns(contenders, rounds, (line) => onStep(`${kind}: ${ways}; ${line}`));
    const byLanes = (way: string) => Object.fromEntries(lanes.map((number) => [number, this.#middle(way, number)]));
    const whole = byLanes("whole way");
    const raw = byLanes("raw");
    const composed = byLanes("compose and raw");
    const full = first.lane === "fast" ? byLanes("full lane") : null;
    return {
      documents: found.length,
      lane: first.lane,
      pages: countPages(pdf),
      bytes: pdf.byteLength,
      wholeWay: whole,
      rawLanes: raw,
      shareOfRawLanes: ratios(whole, raw),
      composeAndLanes: composed,
      shareOfComposeAndLanes: ratios(whole, composed),
      composedBefore: byLanes("composed before"),
      composingAdds: Object.fromEntries(lanes.map((number) => [number, this.#composingAdds(number)])),
      fullLane: full,
      timesFullLane: full && ratios(raw, full),
    };
  }

  /** After {@link measure}: the naive way, `auto` by rounds, and the rates by rounds with so many lanes set by hand. */
  comparison(lanes: number): { naive: Sample; auto: readonly LaneSample[]; bestRounds: readonly number[] } {
    const of = (name: string) => this.#samples.get(name) ?? [];
    return {
      naive: middle(of("naive")),
      auto: of("auto"),
      bestRounds: of(nameOf("whole way", lanes)).map(({ perSecond }) => perSecond),
    };
  }

  #contenders(documents: readonly ComposedDocument[], lane: LaneKind): Contender<LaneSample>[] {
    const { found, lanes, isCompared, mainFolder, settings } = this.#options;
    const some = (share: number) => documents.slice(0, Math.max(FEWEST, Math.floor(documents.length / share)));
    const forced = some(FULL_LANE_SHARE).map((document): ComposedDocument => ({ ...document, lane: "full" }));
    const naive = async () => ({ ...(await naiveWay(some(NAIVE_SHARE))), lanes: 1 });
    const raw = async (of: readonly ComposedDocument[], number: number) => ({
      ...(await rawLanes(of, number, mainFolder)),
      lanes: number,
    });
    const auto: Contender<LaneSample> = {
      name: "auto",
      measure: () => this.#wholeWay({ ...settings, workerConcurrency: "auto" }),
    };
    const perLanes = lanes.flatMap((number): Contender<LaneSample>[] => [
      { name: nameOf("raw", number), measure: () => raw(documents, number) },
      {
        name: nameOf("compose and raw", number),
        measure: async () => ({ ...(await composeAndLanes(found, number, mainFolder)), lanes: number }),
      },
      {
        name: nameOf("whole way", number),
        measure: () => this.#wholeWay({ ...settings, workerConcurrency: number, maxPdfConcurrency: number }),
      },
      {
        name: nameOf("composed before", number),
        measure: () => this.#wholeWay({ ...settings, workerConcurrency: number, maxPdfConcurrency: number }, documents),
      },
      ...(lane === "fast" ? [{ name: nameOf("full lane", number), measure: () => raw(forced, number) }] : []),
    ]);
    if (!isCompared) return perLanes;
    // `auto` in the middle, beside the numbers that are likely to be best: what drifts within a round drifts for both.
    const half = Math.ceil(perLanes.length / 2);
    return [{ name: "naive", measure: naive }, ...perLanes.slice(0, half), auto, ...perLanes.slice(half)];
  }

  #wholeWay(settings: WorkerSettings, composed?: readonly ComposedDocument[]): Promise<LaneSample> {
    const { found, folder, mainFolder } = this.#options;
    this.#runs += 1;
    return wholeWay(found, { outDir: join(folder, `run-${this.#runs}`), mainFolder, settings, composed });
  }

  #composingAdds(lanes: number): number {
    const without = this.#samples.get(nameOf("composed before", lanes)) ?? [];
    const whole = this.#samples.get(nameOf("whole way", lanes)) ?? [];
    return addedTime(whole, without);
  }

  #middle(way: string, lanes: number): Sample {
    return middle(this.#samples.get(nameOf(way, lanes)) ?? []);
  }
}

function nameOf(way: string, lanes: number): string {
  return `${way} ${lanes}`;
}

/** How many times the rate of `others` that of `some` is, by number of lanes. */
function ratios(some: Record<number, Sample>, others: Record<number, Sample>): Record<number, number> {
  return Object.fromEntries(
    Object.entries(some).map(([lanes, { perSecond }]) => [
      lanes,
      perSecond / (others[Number(lanes)]?.perSecond ?? Number.NaN),
    ]),
  );
}
