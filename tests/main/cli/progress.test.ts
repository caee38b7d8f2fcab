import { describe, expect, it } from "vitest";
import { formatProgress, formatSeconds } from "../../../main/cli/progress";

const figures = { finished: 314, done: 312, total: 1000, failed: 2, isTotalFinal: true, pause: undefined };

describe("formatProgress", () => {
  it("says how many are done, how fast, and how long it will take", () => {
    expect(formatProgress(figures, 98)).toBe("312 of 1,000 done, 2 failed · 98.0 PDFs/s · about 7 s left");
  });

  it("makes no promise while the input is still being read", () => {
    expect(formatProgress({ ...figures, isTotalFinal: false, failed: 0 }, 98)).toBe("312 of 1,000+ done · 98.0 PDFs/s");
  });

  it.each([
    [{ kind: "finish" }, "paused: nothing new is started (go on with: pdfprompt resume)"],
    [{ kind: "now" }, "paused: what ran is back in the queue (go on with: pdfprompt resume)"],
    [
      { kind: "disk-full", folder: "/out", needBytes: 1_500_000 },
      "paused: no room for 1.5 MB in /out (goes on by itself when there is)",
    ],
  ] as const)("says why the queue stands still instead of guessing: %o", (pause, text) => {
    expect(formatProgress({ ...figures, failed: 0, pause }, 98)).toBe(`312 of 1,000 done · ${text}`);
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
