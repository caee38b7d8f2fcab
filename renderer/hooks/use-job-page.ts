import { useCallback, useEffect, useRef, useState } from "react";
import { request } from "../api";
import { notifyProblem } from "../notify";
import { type Page, refreshInPlace } from "../state/page";
import { createRowFetcher, type RowFetcher, type Wanted } from "../state/row-fetcher";

/** Four times a second is as often as rows can be read, and cheap for the queue. */
const MIN_INTERVAL_MS = 250;

export interface JobPage {
  /** Null until the first rows are here. */
  page: Page | null;
  want(wanted: Wanted): void;
  /** While held, rows keep their places: the pointer is on the buttons of one. */
  hold(isHeld: boolean): void;
}

/** The stretch of the job list that is in view, kept true while jobs change. */
export function useJobPage(): JobPage {
  const [page, setPage] = useState<Page | null>(null);
  const fetcher = useRef<RowFetcher | null>(null);
  const lastWanted = useRef<Wanted | null>(null);
  const isHeld = useRef(false);
  const heldBack = useRef<Page | null>(null);

  useEffect(() => {
    const current = createRowFetcher({
      listJobs: (query) => request("listJobs", query),
      onProblem: (problem) => notifyProblem(problem, "listJobs"),
      minIntervalMs: MIN_INTERVAL_MS,
      onPage: (fresh) => {
        heldBack.current = isHeld.current ? fresh : null;
        setPage((shown) => (isHeld.current && shown?.offset === fresh.offset ? refreshInPlace(shown, fresh) : fresh));
      },
    });
    fetcher.current = current;
    if (lastWanted.current) current.want(lastWanted.current);
    return () => current.stop();
  }, []);

  const want = useCallback((wanted: Wanted) => {
    lastWanted.current = wanted;
    fetcher.current?.want(wanted);
  }, []);

  const hold = useCallback((held: boolean) => {
    isHeld.current = held;
    if (!held && heldBack.current) setPage(heldBack.current);
    if (!held) heldBack.current = null;
  }, []);

  return { page, want, hold };
}
