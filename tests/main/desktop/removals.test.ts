import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Removals } from "../../../main/desktop/removals";
import type { RemovedJobs } from "../../../main/queue";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A list of jobs that always has those that are named. */
const list = {
  remove: (ids: readonly number[]): RemovedJobs => ({ count: ids.length, rows: ids.map((id) => ({ id })) }),
  restore: ({ rows }: RemovedJobs) => rows.length,
};
const many = (count: number) => Array.from({ length: count }, (_, index) => index);

it("puts back what was removed, once", async () => {
  const removals = new Removals(list);
  const { removal, removed } = await removals.remove(many(3));
  expect([removed, await removals.undo(removal), await removals.undo(removal)]).toEqual([3, 3, 0]);
});

it("forgets a removal after a minute", async () => {
  const removals = new Removals(list);
  const { removal: first } = await removals.remove([1]);
  vi.advanceTimersByTime(59_000);
  const { removal: second } = await removals.remove([2]);
  vi.advanceTimersByTime(1500);
  expect([await removals.undo(first), await removals.undo(second)]).toEqual([0, 1]);
});

it("keeps a large removal when one job is removed after it, and when one cannot be", async () => {
  const removals = new Removals({ ...list, remove: (ids) => list.remove(ids.filter((id) => id >= 0)) });
  const { removal: large } = await removals.remove(many(30_000));
  const { removal: none, removed } = await removals.remove([-1]);
  const { removal: one } = await removals.remove([1]);
  expect(removed).toBe(0);
  expect([await removals.undo(none), await removals.undo(one), await removals.undo(large)]).toEqual([0, 1, 30_000]);
});

it("keeps so many jobs at most, the oldest going first, and always the last two removals", async () => {
  const removals = new Removals(list);
  const removed: number[] = [];
  for (const count of [8000, 8000, 8000]) removed.push((await removals.remove(many(count))).removal);
  const restored: number[] = [];
  for (const removal of removed) restored.push(await removals.undo(removal));
  expect(restored).toEqual([0, 8000, 8000]);
  const large = await removals.remove(many(30_000));
  expect(await removals.undo(large.removal)).toBe(30_000);
});

it("puts nothing back twice where that is asked for twice at once", async () => {
  const removals = new Removals(list);
  const { removal } = await removals.remove(many(600));
  expect(await Promise.all([removals.undo(removal), removals.undo(removal)])).toEqual([600, 0]);
});

it("can try again where it could not be put back", async () => {
  const restore = vi.fn(list.restore).mockImplementationOnce(() => {
    throw new Error("the disk is full");
  });
  const removals = new Removals({ ...list, restore });
  const { removal } = await removals.remove([1]);
  await expect(removals.undo(removal)).rejects.toThrow("the disk is full");
  expect(await removals.undo(removal)).toBe(1);
});
