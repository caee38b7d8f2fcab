import { describe, expect, it } from "vitest";
import { LookAhead } from "../../../main/worker/look-ahead";

/** `perTick` jobs end every `tickMs`, `ticks` times. */
function heldAt(perTick: number, tickMs: number, ticks: number): LookAhead {
  let now = 0;
  const ahead = new LookAhead(() => now);
  for (let tick = 0; tick < ticks; tick += 1) {
    now += tickMs;
    ahead.add(perTick);
  }
  return ahead;
}

describe("the look-ahead", () => {
  it("holds two jobs before any has ended", () => {
    expect(new LookAhead().jobs).toBe(2);
  });

  it("holds as many as end in a tenth of a second, however they come", () => {
    expect(heldAt(3, 25, 400).jobs).toBeGreaterThanOrEqual(12);
    expect(heldAt(3, 25, 400).jobs).toBeLessThanOrEqual(13);
    expect(heldAt(12, 100, 100).jobs).toBeGreaterThanOrEqual(12);
    expect(heldAt(12, 100, 100).jobs).toBeLessThanOrEqual(14);
  });

  it("leaves slow jobs to others", () => {
    expect(heldAt(1, 200, 100).jobs).toBe(2);
  });

  it("has a bound", () => {
    expect(heldAt(50, 20, 400).jobs).toBe(24);
  });

  it("forgets the pace of what has long ended", () => {
    let now = 0;
    const ahead = new LookAhead(() => now);
    for (let tick = 0; tick < 100; tick += 1) {
      now += 20;
      ahead.add(3);
    }
    now += 5000;
    ahead.add(0);
    expect(ahead.jobs).toBe(2);
  });
});
