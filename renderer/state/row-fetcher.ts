import type { Problem } from "../../shared/errors";
import type { RequestPayload, Result } from "../../shared/ipc";
import type { JobListPage } from "../../shared/job-list";
import type { Page } from "./page";

type Query = RequestPayload<"listJobs">;
type Answer = Result<JobListPage>;

/** What the window shows, and so which rows it wants. */
export interface Wanted extends Query {
  /** Revision of the queue; another one means the same rows may have changed. */
  revision: number;
}

export interface RowFetcherOptions {
  listJobs(query: Query): Promise<Answer>;
  onPage(page: Page): void;
  onProblem(problem: Problem): void;
  /** Least time between two fetches of the same rows, in milliseconds. */
  minIntervalMs: number;
  nowMs?: () => number;
}

export interface RowFetcher {
  want(wanted: Wanted): void;
  /** Ends it: nothing is called back any more. */
  stop(): void;
}

/**
 * Keeps the visible rows true at a bearable price. Other rows are asked for at once, since somebody waits for them;
 * the same rows after a change at most every `minIntervalMs`, with one last time after the changes end. One request is
 * under way at a time, and of several wishes only the latest counts.
 */
export function createRowFetcher(options: RowFetcherOptions): RowFetcher {
  const { listJobs, onPage, onProblem, minIntervalMs, nowMs = () => performance.now() } = options;
  let wanted: Wanted | null = null;
  let fetched: Wanted | null = null;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let isFetching = false;
  let isStopped = false;
  /** When the order of the rows last fetched can be had anew; null where it is as of then. */
  let settlesAtMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    clearTimeout(timer);
    if (isStopped || isFetching || !wanted) return;
    if (fetched && isSameQuery(wanted, fetched)) {
      const isSettled = wanted.revision === fetched.revision;
      if (isSettled && settlesAtMs === null) return;
      const waitMs = Math.max(fetchedAtMs + minIntervalMs, isSettled ? (settlesAtMs ?? 0) : 0) - nowMs();
      if (waitMs > 0) {
        timer = setTimeout(next, waitMs);
        return;
      }
    }
    void fetchRows(wanted);
  }

  async function fetchRows(asked: Wanted): Promise<void> {
    isFetching = true;
    fetched = asked;
    fetchedAtMs = nowMs();
    const { revision: _, ...query } = asked;
    const answer = await listJobs(query);
    isFetching = false;
    if (isStopped) return;
    settlesAtMs = answer.ok && answer.value.settlesInMs > 0 ? nowMs() + answer.value.settlesInMs : null;
    if (!answer.ok) onProblem(answer.problem);
    else if (wanted && isSameList(wanted, asked)) {
      // Rows of another list would be wrong; rows of another stretch are merely not the ones in view.
      const { total, jobs, held } = answer.value;
      onPage({ total, jobs, offset: asked.offset, ...(held ? { held } : {}) });
    }
    next();
  }

  return {
    want(latest) {
      wanted = latest;
      next();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** The same jobs in the same order. */
function isSameList(a: Query, b: Query): boolean {
  const isSameSort = a.sort?.by === b.sort?.by && a.sort?.isDescending === b.sort?.isDescending;
  return isSameSort && a.states?.join() === b.states?.join() && a.batch === b.batch && a.search === b.search;
}

function isSameQuery(a: Query, b: Query): boolean {
  return a.offset === b.offset && a.limit === b.limit && isSameList(a, b);
}
