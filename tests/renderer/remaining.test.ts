import { expect, test } from "vitest";
import { formatRemaining, nextRemaining, type Remaining } from "../../renderer/state/remaining";

const SNAPSHOT_MS = 100;

/** What is shown after each snapshot of these raw figures. */
function shownFor(rawSeconds: number[]): string[] {
  let remaining: Remaining | null = null;
  return rawSeconds.map((raw, index) => {
    remaining = nextRemaining(remaining, raw, index * SNAPSHOT_MS);
    return remaining ? formatRemaining(remaining) : "";
  });
}

function first(seconds: number): string {
  return shownFor([seconds])[0] ?? "";
}

test.each([
  [0, "under 10 s"],
  [12, "10–30 s"],
  [48, "under 1 min"],
  [61, "1–2 min"],
  [400, "5–7 min"],
  [3500, "45–60 min"],
  [4000, "1–1.5 h"],
  [80_000, "18–24 h"],
  [1e9, "over a day"],
])("says %d seconds in a range: %s", (seconds, text) => {
  expect(first(seconds)).toBe(text);
});

test("stays at one range while the raw figure jumps about its edge", () => {
  const jumpy = Array.from({ length: 300 }, (_, index) => 180 + (index % 2 === 0 ? 20 : -20));
  expect(new Set(shownFor(jumpy)).size).toBe(1);
});

test("never shows a longer time while the work goes on steadily", () => {
  const steady = Array.from({ length: 3000 }, (_, index) => 300 - (index * SNAPSHOT_MS) / 1000);
  const shown = [...new Set(shownFor(steady))];
  expect(shown).toEqual(["5–7 min", "3–5 min", "2–3 min", "1–2 min", "under 1 min", "10–30 s", "under 10 s"]);
});

test("follows a rate that has really changed", () => {
  const slower = Array.from({ length: 300 }, () => 1100);
  expect(shownFor([60, ...slower]).at(-1)).toBe("15–20 min");
});

test("forgets the estimate when the queue is idle", () => {
  const before = nextRemaining(null, 500, 0);
  expect(nextRemaining(before, null, 100)).toBeNull();
});
