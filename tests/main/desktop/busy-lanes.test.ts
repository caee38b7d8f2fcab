import { expect, it } from "vitest";
import { busyLanes } from "../../../main/desktop/busy-lanes";

/** What is shown after each look. */
function shown(looks: readonly { afterMs: number; busyMs: number; total: number }[]): number[] {
  let [nowMs, busyMs] = [0, 0];
  const look = busyLanes(
    () => busyMs,
    () => nowMs,
  );
  return looks.map((one) => {
    nowMs += one.afterMs;
    busyMs += one.busyMs;
    return look(one.total);
  });
}

it("is the average since the last look, not what is busy at its moment", () => {
  expect(shown([{ afterMs: 400, busyMs: 1080, total: 3 }])).toEqual([3]);
  expect(shown([{ afterMs: 400, busyMs: 700, total: 3 }])).toEqual([2]);
  const looks = [
    { afterMs: 400, busyMs: 1200, total: 3 },
    { afterMs: 400, busyMs: 0, total: 3 },
  ];
  expect(shown(looks)).toEqual([3, 0]);
});

it("shows whatever works at all, and never more than there are", () => {
  expect(shown([{ afterMs: 1000, busyMs: 20, total: 3 }])).toEqual([1]);
  expect(shown([{ afterMs: 400, busyMs: 1200, total: 2 }])).toEqual([2]);
  expect(shown([{ afterMs: 0, busyMs: 0, total: 2 }])).toEqual([0]);
});
