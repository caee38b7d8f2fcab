import { describe, expect, test } from "vitest";
import { FIRST_ROW, followActive, mayAct, moveTo } from "../../renderer/state/active-row";
import { commandOf } from "../../renderer/state/grid-keys";
import { actionsOf } from "../../renderer/state/job-actions";
import { jobAt, type Page, pageAround, refreshInPlace, withSameJobs } from "../../renderer/state/page";
import { sparklinePaths } from "../../renderer/state/sparkline";
import { FakeQueue } from "./fake-queue";

const queue = new FakeQueue("finished");

function pageOf(offset: number, ids: number[], total = 100): Page {
  const [template] = queue.list({ offset: 0, limit: 1 }).jobs;
  return { total, offset, jobs: template ? ids.map((id) => ({ ...template, id })) : [] };
}

describe("pages", () => {
  test("hold the visible rows with some to spare", () => {
    const { offset, limit } = pageAround(400, 420);
    expect(offset).toBeLessThanOrEqual(370);
    expect(offset + limit).toBeGreaterThan(450);
  });

  test("stay the same while one scrolls by a row", () => {
    expect(pageAround(401, 421)).toEqual(pageAround(402, 422));
  });

  test("never ask for more than the contract allows or for rows before the first", () => {
    expect(pageAround(0, 5000)).toEqual({ offset: 0, limit: 500 });
    expect(pageAround(3, 20).offset).toBe(0);
  });

  test("know which job is in which row of the whole list", () => {
    const page = pageOf(40, [7, 8, 9]);
    expect(jobAt(page, 41)?.id).toBe(8);
    expect(jobAt(page, 39)).toBeUndefined();
    expect(jobAt(page, 43)).toBeUndefined();
  });

  test("held in place show newer states in the same rows", () => {
    const shown = pageOf(0, [1, 2, 3]);
    const fresh = pageOf(0, [2, 3, 4]);
    const refreshed = refreshInPlace(shown, { ...fresh, jobs: fresh.jobs.map((job) => ({ ...job, attempt: 9 })) });
    expect(refreshed.jobs.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(refreshed.jobs.map(({ attempt }) => attempt)).toEqual([1, 9, 9]);
  });

  test("held in place take in rows that come beneath them", () => {
    const shown = pageOf(0, [1, 2, 3]);
    expect(refreshInPlace(shown, pageOf(0, [9, 1, 2, 3, 4, 5])).jobs.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  test("held in place say what became of jobs that would stand elsewhere now, and lose those that are gone", () => {
    const shown = pageOf(0, [1, 2, 3]);
    const [done] = pageOf(0, [1]).jobs.map((job) => ({ ...job, attempt: 9 }));
    const held = { jobs: done ? [done] : [], gone: [2] };
    const refreshed = refreshInPlace(shown, { ...pageOf(0, [3, 4, 5], 98), held });
    expect(refreshed.jobs.map(({ id }) => id)).toEqual([1, 3]);
    expect(refreshed.jobs[0]?.attempt).toBe(9);
    expect(refreshed.total).toBe(99);
  });

  test("held in place grow where no row moves by it", () => {
    expect(refreshInPlace(pageOf(0, [1, 2], 2), pageOf(0, [1, 2, 3, 4], 4))).toEqual(pageOf(0, [1, 2, 3, 4], 4));
  });

  test("keep the very objects of jobs that did not change, wherever they stand now", () => {
    const shown = pageOf(0, [1, 2, 3]);
    const fresh = pageOf(1, [3, 2, 4]);
    const changed = { ...fresh, jobs: fresh.jobs.map((job) => (job.id === 2 ? { ...job, attempt: 9 } : job)) };
    const page = withSameJobs(shown, changed);
    expect(page).toEqual(changed);
    expect(page.jobs.map((job) => shown.jobs.includes(job))).toEqual([true, false, false]);
  });
});

describe("the active row", () => {
  test("follows its job when rows are added above", () => {
    const active = moveTo(1, 2);
    expect(followActive(active, pageOf(0, [8, 9, 1, 2, 3]), 0)).toMatchObject({ index: 3, id: 2 });
  });

  test("passes to the neighbour when its job leaves the list, and does not act in that moment", () => {
    const active = followActive(moveTo(1, 2), pageOf(0, [1, 3, 4]), 1000);
    expect(active).toMatchObject({ index: 1, id: 3 });
    expect(mayAct(active, 1100)).toBe(false);
    expect(mayAct(active, 1500)).toBe(true);
  });

  test("acts at once after somebody moved to it", () => {
    expect(mayAct(moveTo(5, 6), 0)).toBe(true);
    expect(mayAct(followActive(FIRST_ROW, pageOf(0, [1]), 0), 0)).toBe(true);
  });

  test("keeps its job while that is scrolled out of the page held", () => {
    expect(followActive(moveTo(2, 3), pageOf(60, [61, 62]), 0)).toMatchObject({ index: 2, id: 3 });
  });

  test("stays inside a list that became shorter", () => {
    expect(followActive(moveTo(9, 10), pageOf(0, [1, 2], 2), 0)).toMatchObject({ index: 1, id: 2 });
    expect(followActive(moveTo(9, 10), pageOf(0, [], 0), 0)).toMatchObject({ index: 0, id: null });
  });
});

describe("keys", () => {
  const place = { index: 5, total: 20, visible: 8 };
  const press = (key: string, held: Partial<{ ctrlKey: boolean; altKey: boolean }> = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, place);

  test.each([
    ["ArrowDown", 6],
    ["ArrowUp", 4],
    ["PageDown", 12],
    ["PageUp", 0],
    ["Home", 0],
    ["End", 19],
  ])("%s moves to row %d", (key, to) => {
    expect(press(key)).toEqual({ kind: "move", to, keepsSelection: false });
  });

  test("with Ctrl go on without giving up what is selected", () => {
    expect(press("ArrowDown", { ctrlKey: true })).toEqual({ kind: "move", to: 6, keepsSelection: true });
    expect(press(" ", { ctrlKey: true })).toEqual({ kind: "toggle" });
  });

  test("open, retry and cancel the job of the row", () => {
    expect(press("Enter")).toEqual({ kind: "act", actions: ["open"] });
    expect(press("r")).toEqual({ kind: "act", actions: ["retry"] });
    expect(press("Delete")).toEqual({ kind: "act", actions: ["remove", "cancel"] });
  });

  test("leave the shortcuts of the system alone", () => {
    expect(press("r", { ctrlKey: true })).toBeNull();
    expect(press("ArrowDown", { altKey: true })).toBeNull();
    expect(press("Tab")).toBeNull();
    expect(press("End", { ctrlKey: true })).toEqual({ kind: "move", to: 19, keepsSelection: true });
  });
});

test("offers for each state only what the queue would do", () => {
  expect(actionsOf({ state: "done" })).toEqual(["open", "show", "remove"]);
  expect(actionsOf({ state: "failed" })).toEqual(["retry", "copyError", "remove"]);
  expect(actionsOf({ state: "queued" })).toEqual(["top", "bottom", "earlier", "later", "cancel", "remove"]);
  expect(actionsOf({ state: "claimed" })).toEqual(["cancel"]);
  expect(actionsOf({ state: "cancelled" })).toEqual(["retry", "remove"]);
});

describe("the sparkline", () => {
  test("reaches from the bottom for 0 to the top for the highest value", () => {
    expect(sparklinePaths([0, 10], 59, 20).line).toBe("M58.0,20.0L59.0,0.0");
  });

  test("lies flat at the bottom when nothing was made", () => {
    expect(sparklinePaths([0, 0], 59, 20).line).toBe("M58.0,20.0L59.0,20.0");
    expect(sparklinePaths([], 59, 20).line).toBe("");
  });

  test("shows the latest minute of a longer history", () => {
    const { line } = sparklinePaths([1000, ...Array.from({ length: 60 }, () => 5)], 59, 20);
    expect(line.startsWith("M0.0,0.0")).toBe(true);
  });
});
