import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { LaneChoice, LaneControl, LaneSample } from "../../../main/worker/lane-control";
import { LaneDriver } from "../../../main/worker/lane-driver";

const SAMPLE_MS = 10;
let driver: LaneDriver | undefined;
afterEach(() => driver?.stop());

/** A control that does what the test says and remembers what it was told. */
function scripted(choices: LaneChoice[]) {
  const samples: LaneSample[] = [];
  let choice: LaneChoice = { lanes: 2, reason: "start" };
  const control: LaneControl = {
    get choice() {
      return choice;
    },
    next(sample) {
      samples.push(sample);
      choice = choices.shift() ?? choice;
      return choice;
    },
  };
  return { control, samples };
}

function drive(control: LaneControl, waiting = () => 0) {
  const lanes = { size: 2, busy: 0, resized: [] as number[], resize: (count: number) => lanes.resized.push(count) };
  const machine = { isOn: false, start: () => (machine.isOn = true), stop: () => (machine.isOn = false) };
  const told: LaneChoice[] = [];
  driver = new LaneDriver({
    control,
    lanes: { ...lanes, resize: lanes.resize },
    machine: {
      start: () => void machine.start(),
      stop: () => void machine.stop(),
      cpuIdleShare: () => 0.25,
      loopLagMs: () => 4,
    },
    waiting,
    residentMb: () => 321,
    onChoice: (choice) => told.push(choice),
    sampleMs: SAMPLE_MS,
  });
  return { driver, lanes, machine, told };
}

describe("LaneDriver", () => {
  it("measures nothing before the first document", async () => {
    const { control, samples } = scripted([]);
    const { machine } = drive(control);
    await sleep(5 * SAMPLE_MS);
    expect(samples).toEqual([]);
    expect(machine.isOn).toBe(false);
  });

  it("counts each printed document once, and none that failed", async () => {
    const { control, samples } = scripted([]);
    const { driver: watching } = drive(control);
    for (let count = 0; count < 5; count += 1) await watching.watch(async () => sleep(5));
    await expect(watching.watch(() => Promise.reject(new Error("crashed")))).rejects.toThrow("crashed");
    const atLeast = samples.length + 2;
    while (samples.length < atLeast) await sleep(5);
    expect(samples.reduce((sum, { completed }) => sum + completed, 0)).toBe(5);
    expect(samples[0]).toMatchObject({ cpuIdleShare: 0.25, loopLagMs: 4, residentMb: 321, lanes: 2 });
  });

  it("tells how many documents waited in the mean, seen whenever a lane became free", async () => {
    const { control, samples } = scripted([]);
    const waits = [2, 2, 2, 2];
    const { driver: watching } = drive(control, () => waits.shift() ?? 0);
    await Promise.all([watching.watch(async () => 1), watching.watch(async () => 2), watching.watch(async () => 3)]);
    while (samples.length < 2) await sleep(5);
    expect(samples[0]?.waiting).toBe(2);
    expect(samples[1]?.waiting).toBe(0);
  });

  it("resizes the lanes when the choice changes, and says why", async () => {
    const { control, samples } = scripted([
      { lanes: 4, reason: "trying" },
      { lanes: 4, reason: "faster" },
      { lanes: 3, reason: "memory" },
    ]);
    const { driver: watching, lanes, told } = drive(control);
    await watching.watch(async () => 1);
    while (samples.length < 5) await sleep(5);
    expect(lanes.resized).toEqual([4, 3]);
    expect(told.map(({ reason }) => reason)).toEqual(["trying", "faster", "memory"]);
  });

  it("does as another control says from the moment it is given one", async () => {
    const first = scripted([]);
    const { driver: watching, lanes, told } = drive(first.control);
    await watching.watch(async () => 1);
    const next = scripted([{ lanes: 7, reason: "memory" }]);
    watching.use(next.control);
    expect(lanes.resized).toEqual([2]);
    expect(watching.choice).toBe(next.control.choice);
    const asked = first.samples.length;
    while (lanes.resized.length < 2) await sleep(5);
    expect(lanes.resized).toEqual([2, 7]);
    expect(told.map(({ reason }) => reason)).toEqual(["start", "memory"]);
    expect(first.samples).toHaveLength(asked);
  });

  it("leaves no timer and no measurement behind when it is stopped", async () => {
    const { control, samples } = scripted([]);
    const { driver: watching, machine } = drive(control);
    await watching.watch(async () => 1);
    expect(machine.isOn).toBe(true);
    watching.stop();
    const before = samples.length;
    await sleep(5 * SAMPLE_MS);
    expect(samples).toHaveLength(before);
    expect(machine.isOn).toBe(false);
  });
});
