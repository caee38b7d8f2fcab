import { describe, expect, it } from "vitest";
import { formatProgress, formatSeconds } from "../../../main/cli/progress";

const figures = { finished: 314, done: 312, total: 1000, failed: 2, isTotalFinal: true, isPaused: false };

describe("formatProgress", () => {
  it("says how many are done, how fast, and how long it will take", () => {
    expect(formatProgress(figures, 98)).toBe("312 of 1,000 done, 2 failed · 98.0 PDFs/s · about 7 s left");
  });

  it("makes no promise while the input is still being read", () => {
    expect(formatProgress({ ...figures, isTotalFinal: false, failed: 0 }, 98)).toBe("312 of 1,000+ done · 98.0 PDFs/s");
  });

  it("says that the queue is paused instead of guessing", () => {
    expect(formatProgress({ ...figures, failed: 0, isPaused: true }, 98)).toBe(
      "312 of 1,000 done · paused (resume in the window)",
    );
  });

  it.each([
    [0.2, "1 s"],
    [89, "89 s"],
    [200, "3 min"],
    [7500, "2 h 5 min"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
