/** The thread that lists jobs. It has a connection of its own that only reads: nobody waits for it who writes. */
import { workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { type Problem, toProblem } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import type { JobFilter, JobListPage } from "../../shared/job-list";
import { BUSY_TIMEOUT_MS } from "./database";
import { type JobList, JobListing, type JobQuery, type Matching } from "./job-listing";
import { KnownBatches } from "./known-batches";
import { Overview } from "./overview";
import { prepareStatements } from "./statements";

/** Errors cross as data: an exception would lose its code. */
export type Listed<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export interface RangeTask {
  list: JobList;
  from: number;
  to: number;
  most: number;
}

export interface NamedTask {
  text: string;
  limit: number;
}

export interface CountTask {
  filter: JobFilter;
  except: readonly number[];
}

/** Absolute path of the queue. */
const file: string = workerData;
let opened: ReturnType<typeof open> | undefined;

/** Opened by the first question, which is told where that fails; the next one tries again. */
function reads(): ReturnType<typeof open> {
  opened ??= open(file);
  return opened;
}

export const page = (query: JobQuery): Listed<JobListPage> => answer(() => reads().listing.page(query));
export const range = ({ list, from, to, most }: RangeTask): Listed<number[] | null> =>
  answer(() => reads().listing.range(list, from, to, most));
export const matching = (filter: JobFilter): Listed<Matching> => answer(() => reads().listing.matching(filter));
export const countsOf = (ids: readonly number[]): Listed<Matching["counts"]> =>
  answer(() => reads().listing.countsOf(ids));
export const countMatching = ({ filter, except }: CountTask): Listed<Matching["counts"]> =>
  answer(() => reads().listing.countMatching(filter, except));
export const named = ({ text, limit }: NamedTask): Listed<JobView[]> =>
  answer(() => reads().overview.jobsNamed(text, limit));
export const rowOf = (id: number): Listed<number | undefined> => answer(() => reads().overview.rowOf(id));

function open(path: string): { listing: JobListing; overview: Overview } {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma("temp_store = MEMORY");
  const reads = prepareStatements(db);
  const batches = new KnownBatches(reads, path);
  return { listing: new JobListing(db, { batches, reads }), overview: new Overview(db, batches) };
}

function answer<T>(list: () => T): Listed<T> {
  try {
    return { ok: true, value: list() };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}
