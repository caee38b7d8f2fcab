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

it("puts back what was removed, once", () => {
  const removals = new Removals(list);
  const { removal, removed } = removals.remove(many(3));
  expect([removed, removals.undo(removal), removals.undo(removal)]).toEqual([3, 3, 0]);
});

it("forgets a removal after a minute", () => {
  const removals = new Removals(list);
  const [first] = [removals.remove([1]).removal, vi.advanceTimersByTime(59_000)];
  const second = removals.remove([2]).removal;
  vi.advanceTimersByTime(1500);
  expect([removals.undo(first), removals.undo(second)]).toEqual([0, 1]);
});

it("keeps so many jobs at most, the oldest going first, and always the last removal", () => {
  const removals = new Removals(list);
  const [first, second, third] = [8000, 8000, 8000].map((count) => removals.remove(many(count)).removal) as [
    number,
    number,
    number,
  ];
  expect([first, second, third].map((removal) => removals.undo(removal))).toEqual([0, 8000, 8000]);
  const large = removals.remove(many(30_000)).removal;
  expect(removals.undo(large)).toBe(30_000);
});

it("can try again where it could not be put back", () => {
  const restore = vi.fn(list.restore).mockImplementationOnce(() => {
    throw new Error("the disk is full");
  });
  const removals = new Removals({ ...list, restore });
  const { removal } = removals.remove([1]);
  expect(() => removals.undo(removal)).toThrow("the disk is full");
  expect(removals.undo(removal)).toBe(1);
});
