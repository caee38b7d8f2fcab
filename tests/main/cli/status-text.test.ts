import { describe, expect, it } from "vitest";
import { blocks, formatStatus } from "../../../main/cli/status-text";
import { EMPTY_STATS } from "../../support/stats";

describe("formatStatus", () => {
  it("says little of a queue that has never done anything", () => {
    expect(formatStatus(EMPTY_STATS, "/q.db").split("\n")).toEqual([
      "0 in the queue: 0 queued, 0 running",
      "0 done, 0 failed, 0 cancelled",
      "",
      "0 PDFs in the last minute",
      "",
      "queue: /q.db",
    ]);
  });

  it("shows depth, the last hour, times by stage, errors and memory of one that works", () => {
    const stats = {
      ...EMPTY_STATS,
      queued: 1200,
      claimed: 3,
      done: 90_000,
      failed: 2,
      pdfsPerMinute: 640,
      donePerMinute: [...Array<number>(57).fill(0), 10, 320, 640],
      stages: {
        ...EMPTY_STATS.stages,
        wait: { p50Ms: 61_000, p95Ms: 3_600_000 },
        compose: { p50Ms: 1.2, p95Ms: 8.5 },
        total: { p50Ms: 132, p95Ms: 1417 },
      },
      errors: [
        { code: "load-timeout" as const, jobs: 12, share: 0.0125 },
        { code: "asset-missing" as const, jobs: 1, share: 0.001 },
      ],
      peakRssMb: 1184.6,
    };
    expect(formatStatus(stats, "/q.db").split("\n")).toEqual([
      "1,203 in the queue: 1,200 queued, 3 running",
      "90,000 done, 2 failed, 0 cancelled",
      "",
      "640 PDFs in the last minute",
      `${"·".repeat(57)}▁▄█  a minute, last hour, at most 640`,
      "",
      "last hour         p50       p95",
      "in the queue     61 s   3,600 s",
      "compose        1.2 ms    8.5 ms",
      "claim to done  132 ms  1,417 ms",
      "",
      "failed attempts",
      "load-timeout     12  1.3 %",
      "asset-missing     1  0.1 %",
      "",
      "peak memory 1,185 MB",
      "queue: /q.db",
    ]);
  });

  it.each([
    [{ kind: "finish" }, "nothing new is started"],
    [{ kind: "now" }, "what ran is back in the queue"],
    [{ kind: "disk-full", folder: "/out", needBytes: 5_010_000_000 }, "no room for 5.1 GB in /out"],
  ] as const)("says why it is paused: %o", (pause, text) => {
    expect(formatStatus({ ...EMPTY_STATS, paused: true, pause }, "/q.db")).toContain(text);
  });
});

describe("the lanes in the status", () => {
  const none = { crash: 0, memory: 0, deadline: 0, cancelled: 0, documents: 0, error: 0 };
  const well = { total: 3, busy: 2, fastLane: { on: true, reason: null }, recycled: none, crashes: 0, lastCrash: null };

  it("are one line where they are as they should be", () => {
    const text = formatStatus({ ...EMPTY_STATS, lanes: well }, "/q.db");
    expect(text).toContain("2 of 3 lanes busy\n\nqueue: /q.db");
  });

  it("say why the fast lane is off, which windows were replaced, and what crashed last", () => {
    const lanes = {
      ...well,
      fastLane: { on: false, reason: "It differs." },
      recycled: { ...none, crash: 2, deadline: 1 },
      crashes: 2,
      lastCrash: { atMs: 1, message: "The renderer process ended." },
    };
    const text = formatStatus({ ...EMPTY_STATS, lanes }, "/q.db");
    expect(text).toContain("the fast lane is off: It differs.");
    expect(text).toContain("windows replaced: 2 crash, 1 deadline");
    expect(text).toContain("crashes: 2, the last: The renderer process ended.");
  });
});

describe("blocks", () => {
  it("shows the least that was done as more than nothing", () => {
    expect(blocks([0, 1, 1_000_000])).toBe("·▁█");
  });

  it("shows nothing where nothing was done", () => {
    expect(blocks([0, 0])).toBe("··");
  });
});
