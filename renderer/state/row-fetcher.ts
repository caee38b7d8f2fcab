import type { Problem } from "../../shared/errors";
import type { RequestPayload, Result } from "../../shared/ipc";
import type { JobView } from "../../shared/job";
import type { Page } from "./page";

type Query = RequestPayload<"listJobs">;
type Answer = Result<{ total: number; jobs: JobView[] }>;

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
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    clearTimeout(timer);
    if (isStopped || isFetching || !wanted) return;
    if (fetched && isSameQuery(wanted, fetched)) {
      if (wanted.revision === fetched.revision) return;
      const waitMs = fetchedAtMs + minIntervalMs - nowMs();
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
    if (!answer.ok) onProblem(answer.problem);
    // Rows of another filter would be wrong; rows of another stretch are merely not the ones in view.
    else if (wanted && isSameFilter(wanted, asked)) onPage({ ...answer.value, offset: asked.offset });
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

function isSameFilter(a: Query, b: Query): boolean {
  return a.states?.join() === b.states?.join() && a.batch === b.batch;
}

function isSameQuery(a: Query, b: Query): boolean {
  return a.offset === b.offset && a.limit === b.limit && isSameFilter(a, b);
}
