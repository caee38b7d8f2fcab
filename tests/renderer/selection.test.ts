import { describe, expect, test } from "vitest";
import { bulkActionOf, fitting } from "../../renderer/state/bulk-actions";
import { commandOf } from "../../renderer/state/grid-keys";
import { queueStore, sortBy } from "../../renderer/state/queue-store";
import {
  ALL_SELECTED,
  countSelection,
  isSelected,
  NOTHING_SELECTED,
  rangeHeld,
  selectionOf,
  selectionRequest,
  toggled,
} from "../../renderer/state/selection";
import { FakeQueue } from "./fake-queue";

describe("a selection", () => {
  test("of all but a few is asked for by what they have in common", () => {
    const selection = toggled(ALL_SELECTED, 7);
    expect([isSelected(selection, 7), isSelected(selection, 8)]).toEqual([false, true]);
    expect(countSelection(selection, 100_000)).toBe(99_999);
    expect(selectionRequest(selection, { search: "a" })).toEqual({ filter: { search: "a" }, except: [7] });
  });

  test("of some is asked for by their numbers, and of none not at all", () => {
    expect(selectionRequest(toggled(selectionOf([1, 2]), 1), {})).toEqual({ ids: [2] });
    expect(selectionRequest(NOTHING_SELECTED, {})).toBeNull();
  });

  test("takes a range either way round, where the page has all of it", () => {
    const { jobs, total } = new FakeQueue("finished").list({ offset: 10, limit: 5 });
    const page = { jobs, total, offset: 10 };
    const ids = jobs.map(({ id }) => id);
    expect(rangeHeld(page, 11, 13)).toEqual(ids.slice(1, 4));
    expect(rangeHeld(page, 13, 11)).toEqual(ids.slice(1, 4));
    expect(rangeHeld(page, 9, 11)).toBeNull();
  });
});

test("the keys of a selection are those of other lists", () => {
  const place = { index: 5, total: 20, visible: 8 };
  const press = (key: string, held: object = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, place);
  expect(press("ArrowDown", { shiftKey: true })).toEqual({ kind: "extend", to: 6 });
  expect(press("End", { shiftKey: true })).toEqual({ kind: "extend", to: 19 });
  expect(press("a", { ctrlKey: true })).toEqual({ kind: "select-all" });
  expect(press("a", { metaKey: true })).toEqual({ kind: "select-all" });
  expect(press(" ", { ctrlKey: true })).toEqual({ kind: "toggle" });
  expect(press("Escape")).toEqual({ kind: "clear" });
});

test("an action fits the jobs whose state allows it, and a key means the first that is for many", () => {
  const counts = { queued: 1, claimed: 2, done: 4, failed: 8, cancelled: 16 };
  expect(fitting("retry", counts)).toBe(24);
  expect(fitting("cancel", counts)).toBe(3);
  expect(fitting("remove", counts)).toBe(29);
  expect(bulkActionOf(["remove", "cancel"])).toBe("remove");
  expect(bulkActionOf(["open"])).toBeUndefined();
});

test("a column sorts up, down, and then no more; another begins anew", () => {
  const after = (column: "name" | "pages") => {
    sortBy(column);
    return queueStore.getState().sort;
  };
  expect(after("name")).toEqual({ by: "name", isDescending: false });
  expect(after("name")).toEqual({ by: "name", isDescending: true });
  expect(after("pages")).toEqual({ by: "pages", isDescending: false });
  expect([after("pages")?.isDescending, after("pages")]).toEqual([true, null]);
});
