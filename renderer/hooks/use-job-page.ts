import { useCallback, useEffect, useRef, useState } from "react";
import { listJobs } from "../first-rows";
import { notifyProblem } from "../notify";
import { type Page, refreshInPlace, withSameJobs } from "../state/page";
import { createRowFetcher, type RowFetcher, type Wanted } from "../state/row-fetcher";

/** As often as the window is told of changes: rows and figures are drawn together. */
const MIN_INTERVAL_MS = 400;

export interface JobPage {
  /** Null until the first rows are here. */
  page: Page | null;
  want(wanted: Wanted): void;
  /** While held for any reason, rows keep their places. */
  hold(reason: HoldReason, isHeld: boolean): void;
}

/** The pointer is on the buttons of a row, or anywhere on the rows; rows are selected. */
type HoldReason = "buttons" | "rows" | "selection";

/** The stretch of the job list that is in view, kept true while jobs change. */
export function useJobPage(): JobPage {
  const [page, setPage] = useState<Page | null>(null);
  const shownPage = useRef(page);
  shownPage.current = page;
  const fetcher = useRef<RowFetcher | null>(null);
  const lastWanted = useRef<Wanted | null>(null);
  const holds = useRef<Set<HoldReason>>(new Set());
  const heldBack = useRef<Page | null>(null);

  useEffect(() => {
    const current = createRowFetcher({
      // Rows that keep their places are told as they are now, whether or not they would stand there.
      listJobs: (query) => {
        const held = holds.current.size > 0 ? shownPage.current?.jobs.map(({ id }) => id) : undefined;
        return listJobs(held?.length ? { ...query, held } : query);
      },
      onProblem: (problem) => notifyProblem(problem, "listJobs"),
      minIntervalMs: MIN_INTERVAL_MS,
      onPage: (fresh) => {
        const isHeld = holds.current.size > 0;
        heldBack.current = isHeld ? fresh : null;
        setPage((shown) => {
          if (!shown) return fresh;
          const page = withSameJobs(shown, fresh);
          return isHeld && shown.offset === page.offset ? refreshInPlace(shown, page) : page;
        });
      },
    });
    fetcher.current = current;
    if (lastWanted.current) current.want(lastWanted.current);
    return () => current.stop();
  }, []);

  const release = useCallback(() => {
    const held = heldBack.current;
    heldBack.current = null;
    if (held) setPage((shown) => (shown ? withSameJobs(shown, held) : held));
  }, []);

  const want = useCallback((wanted: Wanted) => {
    const before = lastWanted.current;
    lastWanted.current = wanted;
    // Another order is not held back by rows that stand in the one before.
    if (before && before.sort !== wanted.sort) {
      holds.current.clear();
      heldBack.current = null;
    }
    fetcher.current?.want(wanted);
  }, []);

  const hold = useCallback(
    (reason: HoldReason, isHeld: boolean) => {
      if (isHeld) holds.current.add(reason);
      else holds.current.delete(reason);
      if (holds.current.size === 0) release();
    },
    [release],
  );

  return { page, want, hold };
}
