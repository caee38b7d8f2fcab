import { describe, expect, it } from "vitest";
import { whyNoFile } from "../../renderer/state/batch-files";
import { batchCommandOf } from "../../renderer/state/batch-keys";
import { partsOf, percentOf, sharesOf } from "../../renderer/state/batch-parts";
import { movedTo } from "../../renderer/state/list-keys";
import { railItemOf } from "../../renderer/state/place-store";
import type { BatchView } from "../../shared/batches";

function batch(counts: Partial<BatchView>): BatchView {
  const none = { queued: 0, claimed: 0, done: 0, failed: 0, cancelled: 0, unchanged: 0, rejected: 0 };
  const rest = { id: "b", label: "people.csv", outDir: "/out", createdAtMs: 0, isFinished: false, failuresFile: null };
  return { ...none, ...rest, ...counts };
}

describe("what becomes of a batch", () => {
  it("is told in parts, without those that are empty", () => {
    const parts = partsOf(batch({ queued: 7, done: 3, rejected: 1 }));
    expect(parts).toEqual([
      { part: "done", count: 3 },
      { part: "rejected", count: 1 },
      { part: "queued", count: 7 },
    ]);
  });

  it("fills its bar: what was made before counts as made, what was refused as failed", () => {
    const shares = sharesOf(batch({ done: 4, unchanged: 1, failed: 2, rejected: 1, cancelled: 1, queued: 1 }));
    expect(shares).toEqual({ made: 0.5, failed: 0.3, cancelled: 0.1 });
    expect(sharesOf(batch({}))).toEqual({ made: 0, failed: 0, cancelled: 0 });
  });

  it("is 100 % only when nothing waits or runs", () => {
    expect(percentOf(batch({ done: 999, claimed: 1 }))).toBe(99);
    expect(percentOf(batch({ done: 990, failed: 5, cancelled: 5 }))).toBe(100);
    expect(percentOf(batch({}))).toBe(0);
  });
});

it("one file can be made of a batch that has ended with PDFs, and of no other; the reason is said", () => {
  const why = (counts: Partial<BatchView>, making: readonly string[] = []) => whyNoFile(batch(counts), new Set(making));
  expect(why({ done: 1, isFinished: true })).toBeNull();
  expect(why({ unchanged: 1, isFinished: true }, ["other"])).toBeNull();
  expect(why({ done: 1 })).toBe("batches.files.unfinished");
  expect(why({ failed: 3, isFinished: true })).toBe("batches.files.nothingMade");
  expect(why({ done: 1, isFinished: true }, ["b"])).toBe("batches.files.beingMade");
});

describe("the keys of a list", () => {
  const place = { index: 5, total: 20, visible: 4 };

  it("move by one, by what is in view, and to either end, and never beyond", () => {
    const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"];
    expect(keys.map((key) => movedTo(key, place))).toEqual([6, 4, 8, 2, 0, 19]);
    expect(movedTo("ArrowUp", { ...place, index: 0 })).toBe(0);
    expect(movedTo("PageDown", { ...place, index: 18 })).toBe(19);
    expect(movedTo("End", { ...place, total: 0, index: 0 })).toBe(0);
    expect(movedTo("a", place)).toBeNull();
  });

  it("act on a batch, but not together with Ctrl, Alt or ⌘", () => {
    const press = (key: string, held: object = {}) =>
      batchCommandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, place);
    expect(press("Enter")).toEqual({ kind: "act", act: "showJobs" });
    expect(press("O")).toEqual({ kind: "act", act: "openFolder" });
    expect(press("r")).toEqual({ kind: "act", act: "retry" });
    expect(press("C")).toEqual({ kind: "act", act: "combine" });
    expect(press("ArrowRight")).toEqual({ kind: "enter-actions" });
    expect(press("ArrowDown")).toEqual({ kind: "move", to: 6 });
    for (const held of ["ctrlKey", "metaKey", "altKey"]) expect(press("o", { [held]: true })).toBeNull();
  });
});

it("the rail marks the view that is shown, and of the jobs the kind that is listed", () => {
  expect(railItemOf("batches", "failed")).toBe("batches");
  expect(railItemOf("templates", "all")).toBe("templates");
  const filters = ["all", "queued", "done", "failed"] as const;
  expect(filters.map((filter) => railItemOf("queue", filter))).toEqual(["queue", "queue", "done", "failed"]);
});
