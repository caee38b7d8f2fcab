import { expect, test } from "vitest";
import { type Sample, summarizeHistory, withSample } from "../../renderer/state/history";
import { FakeQueue } from "./fake-queue";

const snapshot = (queued: number, pdfsPerSecond: number) => {
  const { stats, ...rest } = new FakeQueue("empty").snapshot();
  return { ...rest, stats: { ...stats, queued, claimed: 2 }, pdfsPerSecond };
};

test("keeps one sample a second, and an hour of them", () => {
  let history: Sample[] = [];
  for (let ms = 0; ms < 3_700_000; ms += 500) history = withSample(history, snapshot(ms / 500, 1), ms);
  expect(history).toHaveLength(3600);
  expect(history.at(-1)).toEqual({ atMs: 3_699_000, depth: 7399 + 2, rate: 1 });
  expect(history[0]?.atMs).toBe(100_000);
});

test("keeps the greatest depth of a second, however short it was", () => {
  let history = withSample([], snapshot(38, 0), 100);
  history = withSample(history, snapshot(0, 9), 900);
  expect(history).toEqual([{ atMs: 0, depth: 40, rate: 9 }]);
});

test("says how the queue and the rate went", () => {
  let history = withSample([], snapshot(98, 0), 0);
  history = withSample(history, snapshot(198, 6), 1000);
  history = withSample(history, snapshot(48, 3), 2000);
  expect(summarizeHistory(history)).toEqual({
    seconds: 2,
    firstDepth: 100,
    lastDepth: 50,
    deepest: 200,
    fastest: 6,
    meanRate: 3,
  });
});

test("says nothing of a single moment", () => {
  expect(summarizeHistory([])).toBeNull();
  expect(summarizeHistory(withSample([], snapshot(1, 1), 0))).toBeNull();
});
