import { describe, expect, test } from "vitest";
import { countsByFilter } from "../../renderer/state/filter";
import { summarizeOutcome } from "../../renderer/state/outcome";
import { phaseOf } from "../../renderer/state/phase";
import { nextProgress, type Progress, toPercent } from "../../renderer/state/progress";
import { createQueueStore, withSnapshot } from "../../renderer/state/queue-store";
import type { QueueStats } from "../../shared/job";
import { EMPTY_STATS } from "../support/stats";
import { FakeQueue } from "./fake-queue";

function stats(changes: Partial<QueueStats>): QueueStats {
  return { ...EMPTY_STATS, ...changes };
}

function progressAfter(...all: Partial<QueueStats>[]): Progress {
  return all.reduce<Progress | null>((progress, next) => nextProgress(progress, stats(next)), null) as Progress;
}

describe("progress", () => {
  test("leaves out what had ended before this stretch of work began", () => {
    const progress = progressAfter({ done: 9000 }, { done: 9000, queued: 10 }, { done: 9004, claimed: 1, queued: 5 });
    expect(progress).toMatchObject({ ended: 4, total: 10, isWorking: true });
  });

  test("counts what an earlier run had finished of the work found at the start", () => {
    expect(progressAfter({ done: 400, queued: 600 })).toMatchObject({ ended: 400, total: 1000 });
  });

  test("never falls below nothing when jobs of before are retried", () => {
    const progress = progressAfter({ done: 5, failed: 3 }, { done: 5, failed: 3, queued: 1 }, { done: 5, queued: 4 });
    expect(progress).toMatchObject({ ended: 0, total: 4 });
  });

  test("says 100 % only when nothing is left", () => {
    expect(toPercent(progressAfter({}, { queued: 1000 }, { done: 999, claimed: 1 }))).toBe(99);
    expect(toPercent(progressAfter({}, { queued: 1000 }, { done: 1000 }))).toBe(100);
    expect(toPercent(progressAfter({}))).toBe(0);
  });
});

describe("phase", () => {
  test.each([
    [{ paused: true, pause: { kind: "finish" }, claimed: 3, queued: 9 }, "pausing"],
    [{ paused: true, pause: { kind: "now" }, claimed: 3, queued: 9 }, "stopping"],
    [{ paused: true, pause: { kind: "finish" }, queued: 9 }, "paused"],
    [{ paused: true, pause: { kind: "now" }, queued: 9 }, "paused"],
    [{ paused: true, pause: { kind: "disk-full", folder: "/out", needBytes: 1 }, claimed: 3 }, "diskFull"],
    [{ claimed: 1 }, "rendering"],
    [{ queued: 1 }, "waiting"],
    [{}, "idle"],
    [{ done: 3 }, "allDone"],
    [{ done: 3, failed: 1 }, "doneWithFailures"],
  ] as const)("of %o is %s", (changes, phase) => {
    expect(phaseOf({ stats: stats(changes), isReading: false })).toBe(phase);
  });

  test("is reading only while nothing is rendered", () => {
    expect(phaseOf({ stats: stats({}), isReading: true })).toBe("reading");
    expect(phaseOf({ stats: stats({ claimed: 1 }), isReading: true })).toBe("rendering");
  });
});

test("counts running jobs among the queued ones, too", () => {
  const counts = countsByFilter(stats({ queued: 5, claimed: 2, done: 3, failed: 1, cancelled: 4 }));
  expect(counts).toEqual({ all: 15, queued: 7, running: 2, done: 3, failed: 1, cancelled: 4 });
});

test("keeps filter and notices when a snapshot comes", () => {
  const before = { ...createQueueStore().getState(), filter: "failed" as const, isRecoveryDismissed: true };
  const snapshot = new FakeQueue("running").snapshot();
  expect(withSnapshot(before, snapshot, 0)).toMatchObject({ filter: "failed", isRecoveryDismissed: true, snapshot });
});

describe("outcome of an addition", () => {
  const none = { count: 0, names: [] };

  test("names what was queued and what was unchanged", () => {
    const outcome = { queued: 1280, unchanged: 12, rejected: [], outdated: none };
    expect(summarizeOutcome(outcome)).toEqual({ title: "Added", message: "1,280 queued, 12 unchanged", isGood: true });
  });

  test("names PDFs that are out of date and stay, the first of many", () => {
    const outdated = { count: 1, names: ["p-2.pdf"] };
    expect(summarizeOutcome({ queued: 1, unchanged: 0, rejected: [], outdated }).message).toBe(
      "1 queued, 1 PDF of an earlier version stays: p-2.pdf",
    );
    const many = { count: 1200, names: ["p-1.pdf", "p-2.pdf"] };
    expect(summarizeOutcome({ queued: 1200, unchanged: 0, rejected: [], outdated: many }).message).toBe(
      "1,200 queued, 1,200 PDFs of earlier versions stay: p-1.pdf, p-2.pdf …",
    );
  });

  test("does not call it added when all was unchanged or nothing was found", () => {
    expect(summarizeOutcome({ queued: 0, unchanged: 3, rejected: [], outdated: none })).toMatchObject({
      title: "Nothing new",
    });
    expect(summarizeOutcome({ queued: 0, unchanged: 0, rejected: [], outdated: none })).toMatchObject({
      title: "Nothing to add",
    });
  });
});
