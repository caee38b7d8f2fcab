import type { RequestPayload, Result } from "../shared/ipc";
import type { JobListPage } from "../shared/job-list";
import { request } from "./api";
import { pageAround } from "./state/page";

/** Rows asked for before the height of the view is known. */
export const FIRST_ROWS = 30;

type Query = RequestPayload<"listJobs">;

/** Older ones are of no use: the list is drawn at once, or something else is there first. */
const FRESH_MS = 1000;

let first: { query: string; askedAtMs: number; answer: Promise<Result<JobListPage>> } | undefined;

/** Asks for the top of the whole list before anything is there that shows it. */
export function askForFirstRows(): void {
  const query = pageAround(0, FIRST_ROWS);
  first = { query: textOf(query), askedAtMs: performance.now(), answer: request("listJobs", query) };
}

/**
 * Rows of the list: those asked for before, the first time that they are the ones. Jobs may have come since, so they are
 * to be asked for again soon.
 */
export async function listJobs(query: Query): Promise<Result<JobListPage>> {
  const before = first;
  first = undefined;
  const isOfUse = before?.query === textOf(query) && performance.now() - before.askedAtMs < FRESH_MS;
  if (!isOfUse) return request("listJobs", query);
  const answer = await before.answer;
  return answer.ok ? { ...answer, value: { ...answer.value, settlesInMs: FRESH_MS } } : answer;
}

/** The same for the same rows. */
function textOf(query: Query): string {
  return JSON.stringify(Object.entries(query).sort());
}
