import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AutoLanes } from "../../../main/worker/auto-lanes";
import { SteadyLanes } from "../../../main/worker/lane-control";
import { MemoryLimit } from "../../../main/worker/memory-limit";
import { type MachineModel, type Simulation, simulate } from "../../support/machine-model";

const MOST = 8;
const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1);
const PLENTY_MB = 100_000;

function auto(cores: number, { budgetMb = PLENTY_MB, most = MOST } = {}) {
  return new AutoLanes({ most, cores, budgetMb });
}

function run(model: MachineModel, more: Partial<Simulation> = {}) {
  return simulate({ control: auto(model.cores), at: () => model, seconds: 60, most: MOST, ...more });
}

const cpuBound = (cores: number): MachineModel => ({ cores, cpuMs: 10, waitMs: 1 });
const latencyBound: MachineModel = { cores: 2, cpuMs: 5, waitMs: 250 };

describe("without noise", () => {
  it.each([1, 2, 4, 8])("prints within a tenth of the best where %i processors are the limit", (cores) => {
    const { shareOfBest, lateChanges } = run(cpuBound(cores));
    expect(shareOfBest).toBeGreaterThanOrEqual(0.9);
    expect(lateChanges).toBe(0);
  });

  it("goes to the most lanes where documents only wait, and is there within five seconds", () => {
    const { lanes, shareOfBest } = run(latencyBound);
    expect(shareOfBest).toBe(1);
    expect(lanes.indexOf(MOST) / 4).toBeLessThanOrEqual(5);
  });

  it("finds the number between where documents wait and compute", () => {
    const mixed: MachineModel = { cores: 2, cpuMs: 40, waitMs: 60 };
    const { shareOfBest, lanes } = run(mixed);
    expect(shareOfBest).toBeGreaterThanOrEqual(0.9);
    expect(lanes.at(-1)).toBeLessThan(MOST);
  });

  it("learns about documents of ten seconds, too", () => {
    const { shareOfBest } = run({ cores: 2, cpuMs: 200, waitMs: 10_000 }, { seconds: 600 });
    expect(shareOfBest).toBeGreaterThanOrEqual(0.9);
  });

  it("adds no lane where no document waits for one, however idle the processors are", () => {
    const diskBound: MachineModel = { cores: 2, cpuMs: 5, supplyPerSecond: 40 };
    expect(new Set(run(diskBound).lanes)).toEqual(new Set([3]));
  });

  it("takes back what gained nothing, and tries again more and more rarely", () => {
    const locked: MachineModel = { cores: 2, cpuMs: 5, waitMs: 20, sharedPerSecond: 30 };
    const { lanes, reasons } = run(locked, { seconds: 600 });
    expect(lanes.at(-1)).toBe(3);
    expect(reasons).toContain("no-gain");
    const trials = lanes.filter((count, index) => index > 0 && count > (lanes[index - 1] ?? 0)).length;
    expect(trials).toBeLessThanOrEqual(5);
  });
});

describe("with noise of a fifth", () => {
  it.each<[string, MachineModel]>([
    ["two processors are the limit", cpuBound(2)],
    ["four processors are the limit", cpuBound(4)],
    ["documents only wait", latencyBound],
    ["documents wait and compute", { cores: 2, cpuMs: 40, waitMs: 60 }],
    ["lanes beyond the processors cost much", { ...cpuBound(2), crowding: 0.06 }],
    ["a shared lock is the limit", { cores: 2, cpuMs: 5, waitMs: 20, sharedPerSecond: 70 }],
  ])("stays within a tenth of the best in ten minutes and never oscillates where %s", (_name, model) => {
    for (const seed of SEEDS) {
      const { shareOfBest, lateChanges } = run(model, { seconds: 600, noise: 0.2, seed });
      expect(shareOfBest, `seed ${seed}`).toBeGreaterThanOrEqual(0.9);
      expect(lateChanges, `seed ${seed}`).toBeLessThanOrEqual(4);
    }
  });

  it("is where it belongs soon enough for a short batch", () => {
    for (const seed of SEEDS) {
      const share = run(latencyBound, { seconds: 16, noise: 0.2, seed }).shareOfBest;
      expect(share, `seed ${seed}`).toBeGreaterThanOrEqual(0.9);
    }
  });
});

describe("machines of all kinds", () => {
  const kind = fc.record<MachineModel>({
    cores: fc.constantFrom(1, 2, 4, 8, 16),
    cpuMs: fc.double({ min: 2, max: 200, noNaN: true }),
    waitMs: fc.oneof(fc.constant(0), fc.double({ min: 2, max: 1000, noNaN: true })),
    crowding: fc.double({ min: 0, max: 0.08, noNaN: true }),
    sharedPerSecond: fc.oneof(fc.constant(10_000), fc.double({ min: 20, max: 220, noNaN: true })),
  });

  it("are used within an eighth of their best, with few changes", () => {
    fc.assert(
      fc.property(kind, fc.integer(), (model, seed) => {
        const { shareOfBest, lateChanges } = run(model, { seconds: 300, noise: 0.2, seed });
        expect(shareOfBest).toBeGreaterThanOrEqual(0.875);
        expect(lateChanges).toBeLessThanOrEqual(4);
      }),
      { numRuns: 300, seed: 20 },
    );
  });
});

describe("when the work changes", () => {
  it.each<[string, MachineModel, MachineModel]>([
    ["from computing to waiting", cpuBound(2), latencyBound],
    ["from waiting to computing", latencyBound, { ...cpuBound(2), crowding: 0.06 }],
  ])("follows it %s", (_name, first, second) => {
    for (const seed of SEEDS) {
      const { shareOfBest } = run(first, {
        at: (time) => (time < 60 ? first : second),
        seconds: 180,
        noise: 0.2,
        seed,
      });
      expect(shareOfBest, `seed ${seed}`).toBeGreaterThanOrEqual(0.9);
    }
  });

  it("ends the batch without giving lanes up, and lets the additional ones go after a minute without work", () => {
    const control = auto(2);
    simulate({ control, at: () => latencyBound, seconds: 20, most: MOST });
    expect(control.choice.lanes).toBe(MOST);
    const idle = {
      seconds: 0.25,
      completed: 0,
      waiting: 0,
      busy: 0,
      lanes: MOST,
      cpuIdleShare: 1,
      residentMb: 900,
      loopLagMs: 1,
    };
    for (let time = 0; time < 55; time += 0.25) control.next(idle);
    expect(control.choice.lanes).toBe(MOST);
    for (let time = 0; time < 10; time += 0.25) control.next(idle);
    expect(control.choice).toEqual({ lanes: 3, reason: "start" });
  });
});

describe("limits", () => {
  it("starts with one lane more than processors, never more than allowed", () => {
    expect(auto(1).choice.lanes).toBe(2);
    expect(auto(4).choice.lanes).toBe(5);
    expect(auto(16).choice.lanes).toBe(MOST);
    expect(auto(4, { most: 1 }).choice.lanes).toBe(1);
  });

  it("stays within its memory however idle the processors are", () => {
    const control = auto(2, { budgetMb: 1000 });
    const { lanes } = run({ ...latencyBound, baseMb: 250, laneMb: 150 }, { control, seconds: 300 });
    expect(Math.max(...lanes)).toBe(4);
  });

  it("lets lanes go when memory is over the budget, keeps one, and comes back when there is room", () => {
    const control = auto(2, { budgetMb: 1000 });
    const at = (time: number): MachineModel => ({
      ...latencyBound,
      laneMb: time > 30 && time < 60 ? 2000 : 100,
    });
    const { lanes, reasons } = run(latencyBound, { control, at, seconds: 300 });
    expect(reasons).toContain("memory");
    expect(lanes[59 * 4]).toBe(1);
    expect(lanes.at(-1)).toBeGreaterThan(4);
  });

  it("adds no lane while the window is slow to answer", () => {
    const { lanes } = run({ ...latencyBound, lagMs: (count) => (count >= 6 ? 70 : 5) }, { seconds: 120 });
    expect(lanes.at(-1)).toBe(6);
  });

  it("lets lanes go while the window is very slow, and does not go back and forth", () => {
    const model: MachineModel = { ...latencyBound, lagMs: (count) => (count >= 6 ? 150 : 5) };
    const { lanes, reasons, lateChanges } = run(model, { seconds: 1200 });
    expect(reasons).toContain("lag");
    expect(lanes.at(-1)).toBeLessThan(6);
    expect(lateChanges).toBeLessThanOrEqual(12);
  });

  it("bears a single late turn of the loop", () => {
    let samples = 0;
    const lagMs = () => {
      samples += 1;
      return samples % 20 === 0 ? 400 : 3;
    };
    expect(run({ ...latencyBound, lagMs }).reasons).not.toContain("lag");
  });

  it("makes do with the windows that open", () => {
    const { lanes, reasons } = run({ ...latencyBound, windows: 3 }, { seconds: 120 });
    expect(reasons).toContain("no-window");
    expect(lanes.at(-1)).toBe(3);
  });
});

describe("a preset", () => {
  const preset = (lanes: number, budgetMb: number) => new SteadyLanes(lanes, new MemoryLimit(budgetMb, lanes));

  it("keeps its number whatever the processors do", () => {
    const { lanes, reasons } = run(latencyBound, { control: preset(5, 2048), noise: 0.2, seconds: 300 });
    expect(new Set(lanes)).toEqual(new Set([5]));
    expect([...reasons]).toEqual(["fixed"]);
  });

  it("gives lanes up while they take more memory than it has, and takes them back later", () => {
    const at = (time: number): MachineModel => ({ ...latencyBound, laneMb: time > 10 && time < 40 ? 700 : 150 });
    const { lanes, reasons } = run(latencyBound, { control: preset(5, 2048), at, seconds: 600 });
    expect(lanes[39 * 4]).toBe(2);
    expect(lanes.at(-1)).toBe(5);
    expect([...reasons].sort()).toEqual(["fixed", "memory"]);
  });
});
