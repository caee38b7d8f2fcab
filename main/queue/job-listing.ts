import type { Problem } from "../../shared/errors";
import { JOB_STATES, type JobState } from "../../shared/job";
import type { HeldJobs, JobFilter, JobListPage, JobSort, ListedJob } from "../../shared/job-list";
import type { Connection } from "./database";
import type { KnownBatches } from "./known-batches";
import { COUNTS_SQL, idsSql, ROWS_SQL, STATE_SLOTS } from "./list-sql";
import { type Row, toCounts, toView } from "./rows";
import type { Statements } from "./statements";

/** An order that took a second to make is made anew every ten seconds while jobs change: that is a tenth of a core. */
const REST_FACTOR = 10;
/** Orders that are kept: of the list that is shown, and of the one before it. */
const MOST_ORDERS = 2;
/** Rows that are cheaper passed over than put into an order of their own. */
const CHEAP_OFFSET = 5000;

/** All jobs that match a filter, in order, at one moment. */
interface Order {
  /** See {@link idsSql}. */
  packed: Float64Array;
  mark: string;
  takenAtMs: number;
  tookMs: number;
}

/** Which jobs, in which order. */
export interface JobList extends JobFilter {
  sort?: JobSort | undefined;
}

export interface JobQuery extends JobList {
  offset: number;
  limit: number;
  /** Jobs that are told of whether they are on the page or not. */
  held?: readonly number[] | undefined;
}

export interface Matching {
  ids: number[];
  counts: Record<JobState, number>;
}

type Reads = Pick<Statements, "totals" | "tallyOfBatch" | "batchSizes" | "listOfBatch" | "totalChanges">;

/**
 * The list of jobs in any order. What is asked for as it stands in the queue is read where it stands; any other order, and
 * what lies deep, is made once and kept as numbers, of which each page takes its own. Nothing of it needs an index that
 * each write would pay for.
 */
export class JobListing {
  readonly #db: Connection;
  readonly #batches: Pick<KnownBatches, "numberOf">;
  readonly #reads: Reads;
  readonly #nowMs: () => number;
  readonly #rows;
  readonly #counts;
  readonly #orders = new Map<string, Order>();

  constructor(db: Connection, parts: { batches: Pick<KnownBatches, "numberOf">; reads: Reads; nowMs?: () => number }) {
    this.#db = db;
    this.#batches = parts.batches;
    this.#reads = parts.reads;
    this.#nowMs = parts.nowMs ?? (() => performance.now());
    this.#rows = db.prepare(ROWS_SQL);
    this.#counts = db.prepare(COUNTS_SQL);
  }

  /**
   * A page of jobs.
   * @throws PdfPromptError `input-invalid` where there is no such batch
   */
  page({ held, ...query }: JobQuery): JobListPage {
    const page = this.#page(query);
    return held ? { ...page, held: this.#held(held, page.jobs) } : page;
  }

  #page({ offset, limit, sort, ...filter }: Omit<JobQuery, "held">): JobListPage {
    if (!sort && filter.search === undefined && offset <= CHEAP_OFFSET) {
      return { ...this.#asQueued(filter, offset, limit), settlesInMs: 0 };
    }
    const order = this.#order(filter, sort);
    const jobs = this.#read(idsOf(order.packed.subarray(offset, offset + limit)));
    // One that is gone would leave a hole: then the order is made anew, whatever it costs.
    if (jobs.length < Math.min(limit, Math.max(0, order.packed.length - offset))) {
      this.#orders.clear();
      return this.#page({ offset, limit, ...filter, ...(sort ? { sort } : {}) });
    }
    return { total: order.packed.length, jobs, settlesInMs: this.#settlesInMs(order) };
  }

  /** The numbers of all jobs that match now, and how many are in which state. */
  matching(filter: JobFilter): Matching {
    const { packed } = this.#take(filter, undefined);
    return { ids: idsOf(packed), counts: countsOf(packed) };
  }

  /** How many of the jobs that match, but for these, are in which state. No older than the order of a list may be. */
  countMatching(filter: JobFilter, except: readonly number[]): Record<JobState, number> {
    const { packed } = this.#order(filter, undefined);
    const isLeftOut = new Set(except);
    return countsOf(
      except.length === 0 ? packed : packed.filter((value) => !isLeftOut.has(Math.floor(value / STATE_SLOTS))),
    );
  }

  /** How many of these jobs are in which state; those that are gone are in none. */
  countsOf(ids: readonly number[]): Record<JobState, number> {
    return toCounts(this.#counts.all(JSON.stringify(ids)) as Row[]);
  }

  /**
   * The numbers from one job to another as they stand in the list.
   * @returns null where they are more than `most`, or one of them is not in the list
   */
  range(list: JobList, from: number, to: number, most: number): number[] | null {
    const { sort, ...filter } = list;
    const { packed } = this.#order(filter, sort);
    const isOne = (id: number) => (value: number) => Math.floor(value / STATE_SLOTS) === id;
    const ends = [packed.findIndex(isOne(from)), packed.findIndex(isOne(to))].sort((a, b) => a - b);
    const [first = -1, last = -1] = ends;
    return first < 0 || last - first >= most ? null : idsOf(packed.subarray(first, last + 1));
  }

  #held(ids: readonly number[], page: readonly ListedJob[]): HeldJobs {
    const isOnPage = new Set(page.map(({ id }) => id));
    const others = ids.filter((id) => !isOnPage.has(id));
    const jobs = this.#read(others);
    const isThere = new Set(jobs.map(({ id }) => id));
    return { jobs, gone: others.filter((id) => !isThere.has(id)) };
  }

  /** Jobs by their numbers, in that order; those that are gone are left out. */
  #read(ids: readonly number[]): ListedJob[] {
    const byId = new Map((this.#rows.all(JSON.stringify(ids)) as Row[]).map((row) => [Number(row.id), row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row ? [toListed(row)] : [];
    });
  }

  #order(filter: JobFilter, sort: JobSort | undefined): Order {
    const key = JSON.stringify([filter.states, filter.batch, filter.search, sort?.by, sort?.isDescending]);
    const known = this.#orders.get(key);
    if (known && (known.mark === this.#mark() || this.#settlesInMs(known) > 0)) return known;
    const order = this.#take(filter, sort);
    this.#orders.delete(key);
    this.#orders.set(key, order);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > MOST_ORDERS && oldest !== undefined) this.#orders.delete(oldest);
    return order;
  }

  #take(filter: JobFilter, sort: JobSort | undefined): Order {
    const batch = filter.batch === undefined ? undefined : this.#batches.numberOf(filter.batch);
    const { sql, values } = idsSql(filter, batch, sort);
    const mark = this.#mark();
    const startedAtMs = this.#nowMs();
    const packed = Float64Array.from(this.#db.prepare(sql).pluck().all(values) as number[]);
    const takenAtMs = this.#nowMs();
    return { packed, mark, takenAtMs, tookMs: takenAtMs - startedAtMs };
  }

  /** 0 where nothing changed since, or it is time. */
  #settlesInMs({ mark, takenAtMs, tookMs }: Order): number {
    if (mark === this.#mark()) return 0;
    return Math.max(0, Math.ceil(takenAtMs + REST_FACTOR * tookMs - this.#nowMs()));
  }

  /** Another value than before whenever anything in the file changed, by this connection or another. */
  #mark(): string {
    return `${this.#db.pragma("data_version", { simple: true })}:${this.#reads.totalChanges.get()}`;
  }

  #asQueued(
    { states = JOB_STATES, batch }: JobFilter,
    offset: number,
    limit: number,
  ): Omit<JobListPage, "settlesInMs"> {
    const wanted = JSON.stringify(states);
    const counts = toCounts(
      (batch === undefined
        ? this.#reads.totals.all()
        : this.#reads.tallyOfBatch.all(this.#batches.numberOf(batch))) as Row[],
    );
    const total = [...new Set(states)].reduce((sum, state) => sum + counts[state], 0);
    const pages =
      batch === undefined
        ? this.#pagesOf(wanted, offset, limit)
        : [{ number: this.#batches.numberOf(batch), offset, limit }];
    const ids = pages.flatMap(
      ({ number, ...page }) => this.#reads.listOfBatch.all({ batch: number, wanted, ...page }) as number[],
    );
    return { total, jobs: this.#read(ids) };
  }

  /** Which of the jobs in the wanted states, newest batch first, are of which batch. Batches behind them are not read. */
  #pagesOf(wanted: string, offset: number, limit: number): { number: number; offset: number; limit: number }[] {
    const pages = [];
    let skip = offset;
    let left = limit;
    const batches = this.#reads.batchSizes.iterate(wanted) as Iterable<{ number: number; count: number }>;
    for (const { number, count } of batches) {
      if (left === 0) break;
      if (skip < count) {
        const size = Math.min(count - skip, left);
        pages.push({ number, offset: skip, limit: size });
        left -= size;
      }
      skip = Math.max(0, skip - count);
    }
    return pages;
  }
}

function idsOf(packed: Float64Array): number[] {
  return Array.from(packed, (value) => Math.floor(value / STATE_SLOTS));
}

function countsOf(packed: Float64Array): Record<JobState, number> {
  const jobs = JOB_STATES.map(() => 0);
  for (const value of packed) jobs[value % STATE_SLOTS] = (jobs[value % STATE_SLOTS] ?? 0) + 1;
  return toCounts(JOB_STATES.map((state, at) => ({ state, jobs: jobs[at] ?? 0 })));
}

function toListed(row: Row): ListedJob {
  return {
    ...toView(row),
    batchLabel: String(row.batch_label),
    outDir: String(row.out_dir),
    title: row.title === null ? null : String(row.title),
    template: row.template === null ? null : String(row.template),
    warning: row.warning === null ? null : (JSON.parse(String(row.warning)) as Problem),
  };
}
