import type { HeldJobs, ListedJob } from "../../shared/job-list";

/** The rows the window holds: one stretch of the whole list. Everything else stays in the main process. */
export interface Page {
  /** Rows of the whole list. */
  total: number;
  /** Index of the first row held. */
  offset: number;
  jobs: readonly ListedJob[];
  /** What became of rows that kept their places, where they are no longer in this stretch. */
  held?: HeldJobs;
}

export const EMPTY_PAGE: Page = { total: 0, offset: 0, jobs: [] };

/** Rows fetched beyond the visible ones on either side, so that scrolling a little needs no new page. */
const MARGIN_ROWS = 40;
/** Pages begin at multiples of this, so that scrolling by one row does not ask for another page. */
const STEP_ROWS = 20;
/** The contract's limit of one page. */
const MAX_ROWS = 500;

/** Which stretch to ask for so that rows `first`…`last` are in it. */
export function pageAround(first: number, last: number): { offset: number; limit: number } {
  const offset = Math.floor(Math.max(0, first - MARGIN_ROWS) / STEP_ROWS) * STEP_ROWS;
  const end = Math.ceil((last + 1 + MARGIN_ROWS) / STEP_ROWS) * STEP_ROWS;
  return { offset, limit: Math.min(MAX_ROWS, Math.max(STEP_ROWS, end - offset)) };
}

/** The job in row `index` of the whole list, if the page holds it. */
export function jobAt(page: Page, index: number): ListedJob | undefined {
  return index < page.offset ? undefined : page.jobs[index - page.offset];
}

/**
 * The page shown, with newer states of the same jobs but the same rows in the same places: for while the pointer is on
 * rows, which must not become another job's under it. Rows of jobs that are gone go; where no row moves, all is as it is.
 */
export function refreshInPlace(shown: Page, fresh: Page): Page {
  if (shown.jobs.every(({ id }, at) => id === fresh.jobs[at]?.id)) return fresh;
  const byId = new Map([...fresh.jobs, ...(fresh.held?.jobs ?? [])].map((job) => [job.id, job]));
  const held = new Set(shown.jobs.map(({ id }) => id));
  const gone = new Set(fresh.held?.gone);
  // The stretch that is asked for may have become longer.
  const more = fresh.jobs.slice(shown.jobs.length).filter(({ id }) => !held.has(id));
  const kept = shown.jobs.filter(({ id }) => !gone.has(id));
  const total = shown.total - (shown.jobs.length - kept.length);
  const jobs = [...kept.map((job) => byId.get(job.id) ?? job), ...more];
  return { offset: shown.offset, total, jobs: jobs.slice(0, total - shown.offset) };
}

/** Which row of the whole list a job is in, if the page holds it. */
export function rowOf(page: Page, id: number): number | null {
  const at = page.jobs.findIndex((job) => job.id === id);
  return at < 0 ? null : page.offset + at;
}

/** The page that has come, with the very objects that are shown where nothing changed: their rows are not drawn anew. */
export function withSameJobs(shown: Page, fresh: Page): Page {
  const byId = new Map(shown.jobs.map((job) => [job.id, job]));
  const same = (job: ListedJob) => {
    const before = byId.get(job.id);
    return before && JSON.stringify(before) === JSON.stringify(job) ? before : job;
  };
  const { held } = fresh;
  return { ...fresh, jobs: fresh.jobs.map(same), ...(held ? { held: { ...held, jobs: held.jobs.map(same) } } : {}) };
}
