import { useCallback, useRef, useState } from "react";
import type { JobFilter, JobSort } from "../../shared/job-list";
import { ask } from "../actions";
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
  select(selection: Selection): void;
  /** Only this row is meant from now on: ranges begin here. */
  begin(id: number | null): void;
  toggle(id: number): void;
  /** From where the range began to this row. */
  extendTo(index: number): Promise<void>;
}

/** Which jobs are selected, and where a range of them begins. */
export function useSelection(list: List): SelectionState {
  const [selection, select] = useState<Selection>(NOTHING_SELECTED);
  const anchor = useRef<number | null>(null);
  const latest = useRef(0);
  // The rows are drawn anew with each new function they are given: these stay the same whatever page comes.
  const present = useRef(list);
  present.current = list;

  const begin = useCallback((id: number | null) => {
    anchor.current = id;
    latest.current += 1;
    select(NOTHING_SELECTED);
  }, []);

  const toggle = useCallback((id: number) => {
    const before = anchor.current;
    anchor.current = id;
    // The row that one was on belongs to it, as in every file manager.
    select((current) => {
      const isFirst = current.kind === "some" && current.ids.size === 0;
      return toggled(isFirst && before !== null && before !== id ? selectionOf([before]) : current, id);
    });
  }, []);

  const extendTo = useCallback(async (index: number): Promise<void> => {
    const { filter, sort, page } = present.current;
    const to = jobAt(page, index)?.id;
    if (to === undefined) return;
    const from = anchor.current ?? to;
    anchor.current = from;
    latest.current += 1;
    const mine = latest.current;
    const first = rowOf(page, from);
    const held = first === null ? null : rangeHeld(page, first, index);
    if (held) {
      select(selectionOf(held));
      return;
    }
    const answer = await ask("rangeOfJobs", { list: { ...filter, ...(sort ? { sort } : {}) }, from, to });
    if (!answer || mine !== latest.current) return;
    if (answer.value) select(selectionOf(answer.value));
    else notifyInfo(t("jobList.rangeTooLong"));
  }, []);

  return { selection, select, begin, toggle, extendTo };
}
