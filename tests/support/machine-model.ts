import type { LaneControl, LaneSample } from "../../main/worker/lane-control";

const SAMPLE_SECONDS = 0.25;
/** Documents a worker holds ready beyond those in lanes, at least. */
const LOOK_AHEAD = 2;

/** A machine and the documents it prints, as formulas. Whatever is left out does not limit anything. */
export interface MachineModel {
  cores: number;
  /** Processor time of a document. */
  cpuMs: number;
  /** Time in which a document occupies its lane without the processor. */
  waitMs?: number;
  /** Most documents per second that reach the lanes: threads and disks before or after them. */
  supplyPerSecond?: number;
  /** Most documents per second of something all lanes share that is no processor. */
  sharedPerSecond?: number;
  /** What each lane beyond the processors costs, as a share of the speed. */
  crowding?: number;
  baseMb?: number;
  laneMb?: number;
  /** Lateness of the event loop, by lanes. */
  lagMs?: (lanes: number) => number;
  /** No window opens beyond so many. */
  windows?: number;
}

/** Documents per second with so many lanes, before noise. */
export function trueRate(model: MachineModel, lanes: number): number {
  const { waitMs = 0 } = model;
  const ofLanes = (lanes * 1000) / (model.cpuMs + waitMs);
  const ofCores = (model.cores * 1000) / crowdedCpuMs(model, lanes);
  return Math.min(ofLanes, ofCores, model.supplyPerSecond ?? ofCores, model.sharedPerSecond ?? ofCores);
}

function crowdedCpuMs({ cores, cpuMs, crowding = 0.01 }: MachineModel, lanes: number): number {
  return cpuMs * (1 + crowding * Math.max(0, lanes - cores));
}

export function bestRate(model: MachineModel, most: number): number {
  return Math.max(...Array.from({ length: most }, (_, index) => trueRate(model, index + 1)));
}

export interface Simulated {
  /** Wanted lanes after each sample. */
  lanes: number[];
  /** Share of the best rate over the second half, noise left out. */
  shareOfBest: number;
  /** How often the wanted number changed in the second half. */
  lateChanges: number;
  reasons: Set<string>;
}

export interface Simulation {
  control: LaneControl;
  /** The machine at a time in seconds: work may change. */
  at: (second: number) => MachineModel;
  seconds: number;
  most: number;
  /** How far a sample's figures stray, as a share. */
  noise?: number;
  seed?: number;
}

/** Lets a control run a machine for a while. */
export function simulate({ control, at, seconds, most, noise = 0, seed = 1 }: Simulation): Simulated {
  const random = randomNumbers(seed);
  const stray = (size: number) => (random() * 2 - 1) * size;
  const reasons = new Set<string>();
  const history: { lanes: number; share: number }[] = [];
  let open = control.choice.lanes;
  let printed = 0;
  for (let time = SAMPLE_SECONDS; time <= seconds; time += SAMPLE_SECONDS) {
    const model = at(time);
    const rate = trueRate(model, open);
    history.push({ lanes: control.choice.lanes, share: rate / bestRate(model, most) });
    printed += rate * SAMPLE_SECONDS * (1 + stray(noise));
    const completed = Math.floor(printed);
    printed -= completed;
    const { lanes, reason } = control.next(
      sampleOf(model, { rate, lanes: open, completed, stray: () => stray(noise) }),
    );
    reasons.add(reason);
    // Windows open in the background: the next sample has them.
    open = Math.min(lanes, model.windows ?? lanes);
  }
  const late = history.slice(Math.floor(history.length / 2));
  return {
    lanes: history.map(({ lanes }) => lanes),
    shareOfBest: late.reduce((sum, { share }) => sum + share, 0) / late.length,
    lateChanges: late.filter(({ lanes }, index) => index > 0 && lanes !== late[index - 1]?.lanes).length,
    reasons,
  };
}

function sampleOf(
  model: MachineModel,
  now: { rate: number; lanes: number; completed: number; stray: () => number },
): LaneSample {
  const { cores, cpuMs, supplyPerSecond = Number.POSITIVE_INFINITY, baseMb = 250, laneMb = 150 } = model;
  const isStarved = now.rate >= supplyPerSecond;
  const idle = 1 - (now.rate * crowdedCpuMs(model, now.lanes)) / (cores * 1000);
  return {
    seconds: SAMPLE_SECONDS,
    completed: now.completed,
    waiting: isStarved ? 0 : LOOK_AHEAD / 2,
    busy: isStarved ? Math.min(now.lanes, Math.ceil((now.rate * (cpuMs + (model.waitMs ?? 0))) / 1000)) : now.lanes,
    lanes: now.lanes,
    cpuIdleShare: Math.min(1, Math.max(0, idle + now.stray() / 4)),
    residentMb: baseMb + laneMb * now.lanes,
    loopLagMs: model.lagMs?.(now.lanes) ?? 3,
  };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
