import { setImmediate as turn } from "node:timers/promises";
import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import { LanePool } from "../../../main/render";
import { FakeLanes, laneDocument } from "../../support/fake-lanes";

/** These lanes print nothing that could be compared, and there is no Electron to ask for memory. */
const WITHOUT_CHECK = { check: async () => ({ kind: "same" as const }), memory: () => new Map<number, number>() };

async function pool(lanes: number) {
  const fake = new FakeLanes();
  const capacities: number[] = [];
  const onCapacity = (capacity: number) => capacities.push(capacity);
  const created = new LanePool({ lanes, fontFolder: "", createLane: fake.create, onCapacity, ...WITHOUT_CHECK });
  await created.warmUp();
  return { pool: created, fake, capacities };
}

const render = (lanes: LanePool, scripts = false) => lanes.render(laneDocument(scripts), { timeoutMs: 60_000 });

describe("resize", () => {
  it("counts a new lane only when its window is open", async () => {
    const { pool: lanes, fake, capacities } = await pool(2);
    fake.isSlowToOpen = true;
    lanes.resize(4);
    await turn();
    expect([lanes.size, lanes.capacity, capacities]).toEqual([2, 2, []]);
    fake.letOpen();
    await turn();
    expect([lanes.size, lanes.capacity, fake.open]).toEqual([4, 4, 4]);
    expect(capacities).toEqual([3, 4]);
  });

  it("closes the windows of free lanes at once", async () => {
    const { pool: lanes, fake, capacities } = await pool(5);
    lanes.resize(2);
    await turn();
    expect([lanes.size, fake.open, capacities]).toEqual([2, 2, [2]]);
  });

  it("lets a busy lane go only when its document has ended", async () => {
    const { pool: lanes, fake } = await pool(3);
    const running = [render(lanes), render(lanes), render(lanes)];
    await turn();
    lanes.resize(1);
    expect([lanes.size, lanes.busy, lanes.capacity, fake.open]).toEqual([3, 3, 1, 3]);
    fake.endPrint();
    await running[0];
    await turn();
    expect([lanes.size, lanes.busy, fake.open]).toEqual([2, 2, 2]);
    fake.endPrint();
    fake.endPrint();
    await Promise.all(running);
    await turn();
    expect([lanes.size, lanes.busy, fake.open]).toEqual([1, 0, 1]);
  });

  it("counts the time of all lanes that are busy, while they are", async () => {
    const { pool: lanes, fake } = await pool(3);
    const running = [render(lanes), render(lanes)];
    await turn();
    const [before, beganAt] = [lanes.busyMs, performance.now()];
    while (performance.now() - beganAt < 20) await turn();
    const perLane = (lanes.busyMs - before) / (performance.now() - beganAt);
    expect(Math.round(perLane)).toBe(2);
    fake.endPrint();
    fake.endPrint();
    await Promise.all(running);
    const all = lanes.busyMs;
    await turn();
    expect(lanes.busyMs).toBe(all);
  });

  it("keeps a busy lane that was to go when it is wanted again", async () => {
    const { pool: lanes, fake } = await pool(2);
    const running = [render(lanes), render(lanes)];
    await turn();
    lanes.resize(1);
    lanes.resize(2);
    fake.endPrint();
    fake.endPrint();
    await Promise.all(running);
    expect([lanes.size, lanes.capacity, fake.open, fake.opened]).toEqual([2, 2, 2, 2]);
  });

  it("opens the kind of window that the last document needed", async () => {
    const { pool: lanes, fake } = await pool(1);
    const running = render(lanes, true);
    await turn();
    fake.endPrint();
    await running;
    lanes.resize(2);
    expect(fake.scripts.at(-1)).toBe(true);
  });

  it("stays smaller when a window does not open, and opens it when it is resized again", async () => {
    const { pool: lanes, fake } = await pool(1);
    fake.isSlowToOpen = true;
    lanes.resize(2);
    fake.letOpeningFail();
    await turn();
    expect([lanes.size, lanes.capacity]).toEqual([1, 1]);
    lanes.resize(2);
    fake.letOpen();
    await turn();
    expect([lanes.size, lanes.capacity]).toEqual([2, 2]);
  });

  it("leaves no window behind that was still opening when the pool was closed or made smaller", async () => {
    const { pool: lanes, fake } = await pool(1);
    fake.isSlowToOpen = true;
    lanes.resize(3);
    lanes.resize(1);
    fake.letOpen();
    await turn();
    expect([lanes.size, fake.open]).toEqual([1, 1]);
    lanes.resize(2);
    await lanes.close();
    fake.letOpen();
    await turn();
    expect(fake.open).toBe(0);
    lanes.resize(5);
    await turn();
    expect(fake.open).toBe(0);
  });

  it("has as many windows as lanes after any sequence, and a document never finds all lanes busy", async () => {
    const fake = new FakeLanes();
    const semaphore = pLimit(2);
    let most = 0;
    const lanes = new LanePool({
      lanes: 2,
      fontFolder: "",
      createLane: fake.create,
      ...WITHOUT_CHECK,
      onCapacity: (capacity) => {
        semaphore.concurrency = capacity;
      },
    });
    await lanes.warmUp();
    const all = Array.from({ length: 300 }, () => semaphore(() => render(lanes)));
    for (let step = 0; step < 300; step += 1) {
      if (step % 3 === 0) lanes.resize(1 + ((step * 7) % 8));
      await turn();
      fake.endPrint();
      most = Math.max(most, lanes.busy);
    }
    while (lanes.busy > 0) {
      fake.endPrint();
      await turn();
    }
    await Promise.all(all);
    lanes.resize(3);
    await turn();
    expect([lanes.size, fake.open]).toEqual([3, 3]);
    expect(most).toBeGreaterThan(2);
  });
});
