import { describe, expect, it } from "vitest";
import { type LaneHealth, togetherHealth } from "../../shared/health";

const NONE = { crash: 0, memory: 0, deadline: 0, cancelled: 0, documents: 0, error: 0 };
const WELL: LaneHealth = {
  total: 3,
  busy: 1,
  fastLane: { on: true, reason: null },
  recycled: NONE,
  crashes: 0,
  lastCrash: null,
};
const STARTING: LaneHealth = { ...WELL, fastLane: { on: false, reason: null } };
const ILL: LaneHealth = {
  total: 2,
  busy: 2,
  fastLane: { on: false, reason: "It differs." },
  recycled: { ...NONE, crash: 2 },
  crashes: 2,
  lastCrash: { atMs: 7, message: "It crashed." },
};

describe("the lanes of several processes", () => {
  it("are nothing where no process works", () => {
    expect(togetherHealth([])).toBeNull();
  });

  it("are added up, with the last crash of all", () => {
    const later = { ...ILL, lastCrash: { atMs: 9, message: "It crashed again." } };
    expect(togetherHealth([WELL, ILL, later])).toMatchObject({
      total: 7,
      busy: 5,
      recycled: { crash: 4 },
      crashes: 4,
      lastCrash: later.lastCrash,
    });
  });

  it.each([
    ["off where it is off in one of them", [WELL, ILL, STARTING], ILL.fastLane],
    ["not known where one of them is still checking", [WELL, STARTING], STARTING.fastLane],
    ["on where it is on in all", [WELL, WELL], WELL.fastLane],
  ])("have a fast lane that is %s", (_words, healths, fastLane) => {
    expect(togetherHealth(healths)?.fastLane).toEqual(fastLane);
    expect(togetherHealth([...healths].reverse())?.fastLane).toEqual(fastLane);
  });
});
