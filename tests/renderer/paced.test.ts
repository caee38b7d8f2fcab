import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPaced } from "../../renderer/state/paced";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Each use takes so long on a clock that nothing else moves. */
function pacedTaking(costMs: number, { isHidden = false, isWanted = false } = {}) {
  const used: number[] = [];
  let extraMs = 0;
  const paced = createPaced<number>({
    use: (value) => {
      used.push(value);
      extraMs += costMs;
    },
    isHidden: () => isHidden,
    isWanted: () => isWanted,
    nowMs: () => Date.now() + extraMs,
  });
  return { paced, used };
}

test("what costs nothing is used at once, every time", () => {
  const { paced, used } = pacedTaking(0);
  for (const value of [1, 2, 3]) paced.receive(value);
  expect(used).toEqual([1, 2, 3]);
});

test("what takes a while waits forty times as long, and then only the latest counts", () => {
  const { paced, used } = pacedTaking(10);
  for (const value of [1, 2, 3]) paced.receive(value);
  expect(used).toEqual([1]);
  vi.advanceTimersByTime(399);
  expect(used).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(used).toEqual([1, 3]);
});

test("nobody waits longer than a second and a half, however long it takes", () => {
  const { paced, used } = pacedTaking(10_000);
  paced.receive(1);
  paced.receive(2);
  vi.advanceTimersByTime(1500);
  expect(used).toEqual([1, 2]);
});

test("who is at it waits for nothing", () => {
  const { paced, used } = pacedTaking(10, { isWanted: true });
  for (const value of [1, 2]) paced.receive(value);
  expect(used).toEqual([1, 2]);
});

test("who comes back sees soon what has waited", () => {
  const { paced, used } = pacedTaking(10);
  paced.receive(1);
  paced.receive(2);
  paced.hurry();
  vi.advanceTimersByTime(100);
  expect(used).toEqual([1, 2]);
  paced.hurry();
  vi.advanceTimersByTime(10_000);
  expect(used).toEqual([1, 2]);
});

test("what nobody sees waits longest", () => {
  const { paced, used } = pacedTaking(0, { isHidden: true });
  paced.receive(1);
  paced.receive(2);
  vi.advanceTimersByTime(4999);
  expect(used).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(used).toEqual([1, 2]);
});

test("what is dropped is not used", () => {
  const { paced, used } = pacedTaking(10);
  paced.receive(1);
  paced.receive(2);
  paced.drop();
  vi.advanceTimersByTime(60_000);
  expect(used).toEqual([1]);
});
