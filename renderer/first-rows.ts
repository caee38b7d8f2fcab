import type { RequestPayload, Result } from "../shared/ipc";
import type { JobListPage } from "../shared/job-list";
import { request } from "./api";
import { pageAround } from "./state/page";

/** Rows asked for before the height of the view is known. */
export const FIRST_ROWS = 30;

type Query = RequestPayload<"listJobs">;

let first: { query: string; answer: Promise<Result<JobListPage>> } | undefined;

/** Asks for the top of the whole list before anything is there that shows it. */
export function askForFirstRows(): void {
  const query = pageAround(0, FIRST_ROWS);
  first = { query: textOf(query), answer: request("listJobs", query) };
}

/** Rows of the list: those asked for before, the first time that they are the ones. */
export function listJobs(query: Query): Promise<Result<JobListPage>> {
  const before = first;
  first = undefined;
  return before?.query === textOf(query) ? before.answer : request("listJobs", query);
}

/** The same for the same rows. */
function textOf(query: Query): string {
  return JSON.stringify(Object.entries(query).sort());
}
