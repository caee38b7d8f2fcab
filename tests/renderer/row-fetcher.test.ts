import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Page } from "../../renderer/state/page";
import { createRowFetcher, type RowFetcher, type Wanted } from "../../renderer/state/row-fetcher";
import type { Problem } from "../../shared/errors";
import { FakeQueue } from "./fake-queue";

const INTERVAL_MS = 250;
const ANSWER_MS = 20;

const queue = new FakeQueue("finished");
let asked: Omit<Wanted, "revision">[];
let pages: Page[];
let problems: Problem[];
let failure: Problem | null;
let settlesInMs: number;
let fetcher: RowFetcher;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  pages = [];
  problems = [];
  failure = null;
  settlesInMs = 0;
  fetcher = createRowFetcher({
    minIntervalMs: INTERVAL_MS,
    nowMs: () => Date.now(),
    onPage: (page) => pages.push(page),
    onProblem: (problem) => problems.push(problem),
    async listJobs(query) {
      asked.push(query);
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      return failure ? { ok: false, problem: failure } : { ok: true, value: { ...queue.list(query), settlesInMs } };
    },
  });
});

afterEach(() => {
  fetcher.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const rows = (offset: number, revision: number): Wanted => ({ offset, limit: 20, revision });

test("asks for the first rows at once, without the revision in the request", async () => {
  fetcher.want(rows(0, 1));
  expect(asked).toEqual([{ offset: 0, limit: 20 }]);
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatchObject({ total: 5012, offset: 0 });
});

test("asks for changed rows at most once an interval, and once more after the last change", async () => {
  for (let revision = 1; revision <= 95; revision += 1) {
    fetcher.want(rows(0, revision));
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(asked.length).toBeGreaterThanOrEqual(4);
  expect(asked.length).toBeLessThanOrEqual(5);
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(10 * INTERVAL_MS);
  expect(asked.length).toBe(before + 1);
});

test("does not ask again while nothing changes", async () => {
  fetcher.want(rows(0, 1));
  await vi.advanceTimersByTimeAsync(1000);
  fetcher.want(rows(0, 1));
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(1);
});

test("asks for other rows without waiting for the interval", async () => {
  fetcher.want(rows(0, 1));
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  fetcher.want(rows(200, 1));
  expect(asked.map(({ offset }) => offset)).toEqual([0, 200]);
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
});

test("has one request under way and skips wishes that were overtaken", async () => {
  for (const offset of [0, 20, 40, 60, 80]) fetcher.want(rows(offset, 1));
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2 * ANSWER_MS);
  expect(asked.map(({ offset }) => offset)).toEqual([0, 80]);
});

test("drops the answer for a filter that is no longer shown", async () => {
  fetcher.want({ ...rows(0, 1), states: ["failed"] });
  fetcher.want({ ...rows(0, 1), states: ["done"] });
  await vi.advanceTimersByTimeAsync(2 * ANSWER_MS);
  expect(pages).toHaveLength(1);
  expect(pages[0]?.jobs.every(({ state }) => state === "done")).toBe(true);
});

test("reports a failed request once and tries again at the next change", async () => {
  failure = { code: "internal", message: "The queue is gone." };
  fetcher.want(rows(0, 1));
  await vi.advanceTimersByTimeAsync(10 * INTERVAL_MS);
  expect(problems).toEqual([failure]);
  failure = null;
  fetcher.want(rows(0, 2));
  await vi.advanceTimersByTimeAsync(INTERVAL_MS);
  expect(pages).toHaveLength(1);
});

test("calls nothing back after it was stopped", async () => {
  fetcher.want(rows(0, 1));
  fetcher.stop();
  await vi.advanceTimersByTimeAsync(10 * INTERVAL_MS);
  expect(pages).toEqual([]);
});

test("throws away rows of another batch", async () => {
  fetcher.want({ ...rows(0, 1), batch: "one" });
  fetcher.want({ ...rows(0, 1), batch: "two" });
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  expect(pages).toEqual([]);
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  expect(asked.map(({ batch }) => batch)).toEqual(["one", "two"]);
  expect(pages).toHaveLength(1);
});

test("asks once more where the order was not the newest, once that can be had", async () => {
  settlesInMs = 2000;
  fetcher.want(rows(0, 1));
  await vi.advanceTimersByTimeAsync(1900);
  expect(asked).toHaveLength(1);
  settlesInMs = 0;
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(2);
});

test("throws away rows in another order", async () => {
  fetcher.want({ ...rows(0, 1), sort: { by: "name", isDescending: false } });
  fetcher.want({ ...rows(0, 1), sort: { by: "name", isDescending: true } });
  await vi.advanceTimersByTimeAsync(2 * ANSWER_MS);
  expect(asked.map(({ sort }) => sort?.isDescending)).toEqual([false, true]);
  expect(pages).toHaveLength(1);
});
