import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { defaultBudgetMb, ThisMachine } from "../../../main/worker/machine";

const GB = 2 ** 30;

it("gives half of the memory to the lanes, and no more than the largest preset", () => {
  expect(defaultBudgetMb(4 * GB)).toBe(2048);
  expect(defaultBudgetMb(64 * GB)).toBe(4096);
});

it("sees the event loop being held up, and forgets it after it was asked", async () => {
  const machine = new ThisMachine();
  machine.start();
  try {
    // Blocked more often than not: the 95th percentile cannot miss it.
    for (let times = 0; times < 3; times += 1) {
      const until = performance.now() + 120;
      while (performance.now() < until);
      await sleep(1);
    }
    await sleep(20);
    expect(machine.loopLagMs()).toBeGreaterThan(80);
    // Processor times are counted in hundredths of a second.
    await sleep(50);
    expect(machine.cpuIdleShare()).toBeGreaterThanOrEqual(0);
    expect(machine.cpuIdleShare()).toBeLessThanOrEqual(1);
  } finally {
    machine.stop();
  }
});
