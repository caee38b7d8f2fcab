import { jobAt, type Page } from "./page";

/** The row that the keyboard acts on. */
export interface ActiveRow {
  index: number;
  /** Job in that row; null until its page is here. */
  id: number | null;
  /** When another job took the row by itself, in milliseconds: see {@link mayAct}. */
  replacedAtMs: number;
}

export const FIRST_ROW: ActiveRow = { index: 0, id: null, replacedAtMs: Number.NEGATIVE_INFINITY };

/** Time in which people cannot have noticed that another job took the row. */
const UNNOTICED_MS = 400;

/** Follows the active job when rows move; where it has left the list, its neighbour takes its place. */
export function followActive(active: ActiveRow, page: Page, nowMs: number): ActiveRow {
  const found = active.id === null ? -1 : page.jobs.findIndex((job) => job.id === active.id);
  if (found >= 0) {
    const index = page.offset + found;
    return index === active.index ? active : { ...active, index };
  }
  const index = Math.max(0, Math.min(active.index, page.total - 1));
  const job = jobAt(page, index);
  // Scrolled out of the page held: the job is most likely still there.
  if (!job && page.total > 0) return index === active.index ? active : { ...active, index };
  const id = job?.id ?? null;
  if (id === active.id && index === active.index) return active;
  return { index, id, replacedAtMs: active.id === null ? active.replacedAtMs : nowMs };
}

/** The row somebody moved to. */
export function moveTo(index: number, id: number | null): ActiveRow {
  return { index, id, replacedAtMs: Number.NEGATIVE_INFINITY };
}

/** False for the moment after another job took the row by itself: a key pressed then was meant for the one before. */
export function mayAct(active: ActiveRow, nowMs: number): boolean {
  return nowMs - active.replacedAtMs >= UNNOTICED_MS;
}
