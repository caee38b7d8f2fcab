import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPaced } from "../../renderer/state/paced";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Each use takes so long on a clock that nothing else moves. */
function pacedTaking(costMs: number, isHidden = () => false) {
  const used: number[] = [];
  let extraMs = 0;
  const paced = createPaced<number>({
    use: (value) => {
      used.push(value);
      extraMs += costMs;
    },
    isHidden,
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

test("what nobody sees waits longer, and comes at once when it is looked at", () => {
  const { paced, used } = pacedTaking(0, () => true);
  paced.receive(1);
  paced.receive(2);
  vi.advanceTimersByTime(4000);
  expect(used).toEqual([1]);
  paced.flush();
  expect(used).toEqual([1, 2]);
});

test("nothing is used once it has ended", () => {
  const { paced, used } = pacedTaking(10);
  paced.receive(1);
  paced.receive(2);
  paced.stop();
  vi.advanceTimersByTime(60_000);
  expect(used).toEqual([1]);
});
