import { useCallback, useRef, useState } from "react";
import type { JobFilter, JobSort } from "../../shared/job-list";
import { ask } from "../actions";
import { formatKeys } from "../format/keys";
import { t } from "../i18n";
import { notifyInfo } from "../notify";
import { jobAt, type Page, rowOf } from "../state/page";
import { NOTHING_SELECTED, rangeHeld, type Selection, selectionOf, toggled } from "../state/selection";

interface List {
  filter: JobFilter;
  sort: JobSort | null;
  page: Page;
}

export interface SelectionState {
  selection: Selection;
  /** In the place of what is selected, or of a part of that. */
  select(next: Selection | ((present: Selection) => Selection)): void;
  /** Only this row is meant from now on: ranges begin here. */
  begin(id: number | null): void;
  toggle(id: number): void;
  /** From where the range began to this row. @param start id of the job it begins at where none has begun */
  extendTo(index: number, start: number | null): Promise<void>;
}

/** Which jobs are selected, and where a range of them begins. */
export function useSelection(list: List): SelectionState {
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const anchor = useRef<number | null>(null);
  const latest = useRef(0);
  // The rows are drawn anew with each new function they are given: these stay the same whatever page comes.
  const present = useRef(list);
  present.current = list;

  const select = useCallback((next: Selection | ((present: Selection) => Selection)) => {
    // A range that is still asked for is not wanted any more.
    latest.current += 1;
    setSelection(next);
  }, []);

  const begin = useCallback(
    (id: number | null) => {
      anchor.current = id;
      select(NOTHING_SELECTED);
    },
    [select],
  );

  const toggle = useCallback(
    (id: number) => {
      const before = anchor.current;
      anchor.current = id;
      // The row that one was on belongs to it, as in every file manager.
      select((current) => {
        const isFirst = current.kind === "some" && current.ids.size === 0;
        return toggled(isFirst && before !== null && before !== id ? selectionOf([before]) : current, id);
      });
    },
    [select],
  );

  const extendTo = useCallback(async (index: number, start: number | null): Promise<void> => {
    const { filter, sort, page } = present.current;
    const to = jobAt(page, index)?.id;
    if (to === undefined) return;
    const from = anchor.current ?? start ?? to;
    anchor.current = from;
    latest.current += 1;
    const mine = latest.current;
    const first = rowOf(page, from);
    const held = first === null ? null : rangeHeld(page, first, index);
    if (held) {
      setSelection(selectionOf(held));
      return;
    }
    const answer = await ask("rangeOfJobs", { list: { ...filter, ...(sort ? { sort } : {}) }, from, to });
    if (!answer || mine !== latest.current) return;
    if (answer.value) setSelection(selectionOf(answer.value));
    else notifyInfo(t("jobList.rangeTooLong", { keys: formatKeys("Mod+A").join() }));
  }, []);

  return { selection, select, begin, toggle, extendTo };
}
