import type { JobFilter, JobSelection } from "../../shared/job-list";
import { jobAt, type Page } from "./page";

/** The jobs that are selected: some, or all that the list has but a few. */
export type Selection = { kind: "some"; ids: ReadonlySet<number> } | { kind: "all"; except: ReadonlySet<number> };

export const NOTHING_SELECTED: Selection = { kind: "some", ids: new Set() };
export const ALL_SELECTED: Selection = { kind: "all", except: new Set() };

export function isSelected(selection: Selection, id: number): boolean {
  return selection.kind === "some" ? selection.ids.has(id) : !selection.except.has(id);
}

/** @param total jobs of the list */
export function countSelection(selection: Selection, total: number): number {
  return selection.kind === "some" ? selection.ids.size : Math.max(0, total - selection.except.size);
}

export function selectionOf(ids: readonly number[]): Selection {
  return { kind: "some", ids: new Set(ids) };
}

/** With one more, or one less. */
export function toggled(selection: Selection, id: number): Selection {
  if (selection.kind === "some") return { kind: "some", ids: toggledIn(selection.ids, id) };
  return { kind: "all", except: toggledIn(selection.except, id) };
}

function toggledIn(ids: ReadonlySet<number>, id: number): Set<number> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** As it is asked of the main process; null where nothing is selected. */
export function selectionRequest(selection: Selection, filter: JobFilter): JobSelection | null {
  if (selection.kind === "all") return { filter, except: [...selection.except] };
  return selection.ids.size > 0 ? { ids: [...selection.ids] } : null;
}

/** Numbers of the jobs from one row to another, either way round; null where the page does not hold all of them. */
export function rangeHeld(page: Page, from: number, to: number): number[] | null {
  const [first, last] = from < to ? [from, to] : [to, from];
  const jobs = Array.from({ length: last - first + 1 }, (_, at) => jobAt(page, first + at));
  const ids = jobs.flatMap((job) => job?.id ?? []);
  return ids.length === jobs.length ? ids : null;
}
