import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DoneResult, type Finish, Queue } from "../../../main/queue";
import { openDatabase } from "../../../main/queue/database";
import { JobListing } from "../../../main/queue/job-listing";
import { KnownBatches } from "../../../main/queue/known-batches";
import { prepareStatements } from "../../../main/queue/statements";
import type { JobColumn } from "../../../shared/choices";
import type { Problem } from "../../../shared/errors";
import type { JobFilter, JobSort } from "../../../shared/job-list";
import { found, newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const RESULT: DoneResult = {
  output: "",
  pages: 1,
  bytes: 100,
  sha256: "abc",
  dependencies: {},
  warnings: [],
  times: { composeMs: 0, loadMs: 0, signalMs: 0, fontsMs: 0, imagesMs: 0, printMs: 0, publishMs: 0 },
};

let file: string;
let queue: Queue;

beforeEach(() => {
  file = join(tempFolder(), "queue.db");
  queue = new Queue(file);
});
afterEach(() => queue.close());

function batch(label: string, names: readonly string[], template?: string): string {
  const settings = JSON.stringify(template ? { template } : {});
  const { id } = queue.openBatch({ callKey: label, label, outDir: `/out/${label}`, settings });
  queue.addJobs(
    id,
    names.map((name) => newJob(name)),
  );
  return id;
}

type End = { pages: number; elapsedMs: number; warnings?: Problem[] } | { message: string };

/** Works on what waits; `ends` says how each ends. The rest goes back to the queue. */
function work(ends: Record<string, End>): void {
  const workerId = queue.addWorker();
  const { claimed } = queue.tick({ workerId, slots: 100, held: 0, finished: [] });
  const finished = claimed.map((job): Finish => {
    const end = ends[job.output.replace(".pdf", "")];
    if (!end) return { job, outcome: { kind: "release" }, elapsedMs: 0 };
    if ("message" in end) {
      return { job, outcome: { kind: "fail", problem: { code: "print-failed", message: end.message } }, elapsedMs: 7 };
    }
    const result = { ...RESULT, output: job.output, pages: end.pages, warnings: end.warnings ?? [] };
    return { job, outcome: { kind: "complete", result }, elapsedMs: end.elapsedMs };
  });
  queue.tick({ workerId, slots: 0, held: 0, finished });
  queue.removeWorker(workerId);
}

function names(filter: JobFilter, by?: JobColumn, isDescending = false): string[] {
  const sort = by ? { by, isDescending } : undefined;
  const { jobs } = queue.listJobs({ ...filter, offset: 0, limit: 100, ...(sort ? { sort } : {}) });
  return jobs.map(({ name }) => name.replace(".pdf", ""));
}

describe("the order", () => {
  beforeEach(() => {
    batch("people.csv", ["b", "a", "C"]);
    batch("Letters", ["e", "d"], "letter");
  });

  it("is the queue's where none is asked for: the newest batch first, in the order of its input", () => {
    expect(names({})).toEqual(["e", "d", "b", "a", "C"]);
  });

  it("is by name whatever the capitals, either way", () => {
    expect(names({}, "name")).toEqual(["a", "b", "C", "d", "e"]);
    expect(names({}, "name", true)).toEqual(["e", "d", "C", "b", "a"]);
  });

  it("is by pages and by time, smallest first, and jobs without are last either way, in the queue's order", () => {
    work({ a: { pages: 12, elapsedMs: 30 }, b: { pages: 2, elapsedMs: 50 }, d: { pages: 2, elapsedMs: 40 } });
    expect(names({}, "pages")).toEqual(["d", "b", "a", "e", "C"]);
    expect(names({}, "pages", true)).toEqual(["a", "d", "b", "e", "C"]);
    expect(names({}, "time")).toEqual(["a", "d", "b", "e", "C"]);
  });

  it("is by state along a job's way, and by error with those that have none last", () => {
    work({ a: { message: "no room" }, d: { message: "a crash" }, e: { pages: 1, elapsedMs: 1 } });
    expect(names({}, "status")).toEqual(["b", "C", "e", "d", "a"]);
    expect(names({}, "error")).toEqual(["d", "a", "e", "b", "C"]);
  });

  it("is by batch and by the template that is used, the prompt's own before the batch's", () => {
    queue.addJobs(batch("zoo", []), [
      newJob("f", { found: found("f", { prompt: { prompt: "f", template: "certificate" } }) }),
    ]);
    expect(names({}, "batch")).toEqual(["e", "d", "b", "a", "C", "f"]);
    expect(names({}, "template")).toEqual(["f", "e", "d", "b", "a", "C"]);
    const [first, second, last] = queue.listJobs({
      offset: 0,
      limit: 3,
      sort: { by: "template", isDescending: false },
    }).jobs;
    expect([first?.template, second?.template]).toEqual(["certificate", "letter"]);
    expect(last?.batchLabel).toBe("Letters");
  });

  it("is by the folder and the name of the output", () => {
    expect(names({}, "output")).toEqual(["d", "e", "a", "b", "C"]);
    expect(queue.listJobs({ offset: 0, limit: 1 }).jobs[0]?.outDir).toBe("/out/Letters");
  });

  it("goes through every page of a sorted list, each job once", () => {
    const sort: JobSort = { by: "name", isDescending: false };
    const pages = [0, 2, 4].map((offset) => queue.listJobs({ offset, limit: 2, sort }));
    expect(pages.flatMap(({ jobs }) => jobs.map(({ name }) => name[0]))).toEqual(["a", "b", "C", "d", "e"]);
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
  });
});

it("tells the first warning of what is done", () => {
  const warnings = ["first", "second"].map((message): Problem => ({ code: "asset-missing", message }));
  batch("a", ["a", "b", "c"]);
  work({ a: { pages: 1, elapsedMs: 1, warnings }, b: { pages: 1, elapsedMs: 1 } });
  const told = () => queue.listJobs({ offset: 0, limit: 3 }).jobs.map(({ warning }) => warning?.message ?? null);
  expect(told()).toEqual(["first", null, null]);
});

it("tells of jobs that are named, too, where they are not on the page, and which of them are gone", () => {
  batch("a", ["a", "b", "c"]);
  work({ a: { pages: 2, elapsedMs: 1 } });
  const [a = 0, b = 0, c = 0] = queue.listJobs({ offset: 0, limit: 3 }).jobs.map(({ id }) => id);
  queue.byHand.remove([c]);
  const { jobs, held } = queue.listing.page({ offset: 0, limit: 9, states: ["queued"], held: [a, b, c] });
  expect(jobs.map(({ id }) => id)).toEqual([b]);
  expect(held?.jobs).toMatchObject([{ id: a, state: "done", pages: 2 }]);
  expect(held?.gone).toEqual([c]);
});

describe("a search", () => {
  it("finds names, sources, titles and errors, whatever their capitals", () => {
    const id = batch("a", ["Invoice 7", "other"]);
    queue.addJobs(id, [
      newJob("x", { found: found("x", { source: "/home/ada/Letters.csv" }) }),
      newJob("y", { found: found("y", { prompt: { prompt: "no", title: "Menu in Ürzig" } }) }),
    ]);
    work({ other: { message: "The page took too long" } });
    expect(names({ search: "INVOICE" })).toEqual(["Invoice 7"]);
    expect(names({ search: "letters.CSV" })).toEqual(["x"]);
    expect(names({ search: "ürzig" })).toEqual(["y"]);
    expect(names({ search: "TOO LONG" })).toEqual(["other"]);
    expect(names({ search: "nothing" })).toEqual([]);
  });

  it("takes % and _ as they are written", () => {
    batch("a", ["100%", "1000", "a_b", "acb"]);
    expect(names({ search: "0%" })).toEqual(["100%"]);
    expect(names({ search: "a_b" })).toEqual(["a_b"]);
  });

  it("does not find the error of an attempt before the one that succeeded", () => {
    batch("a", ["a"]);
    work({ a: { message: "too long" } });
    queue.requeue("all");
    work({ a: { pages: 1, elapsedMs: 1 } });
    expect(names({ search: "too long" })).toEqual([]);
  });

  it("goes together with states and with a batch", () => {
    const one = batch("one", ["q1", "q2", "b"]);
    batch("two", ["q3"]);
    work({ q1: { message: "no" } });
    expect(names({ search: "q", batch: one })).toEqual(["q1", "q2"]);
    expect(names({ search: "q", batch: one, states: ["failed"] })).toEqual(["q1"]);
    expect(() => names({ search: "q", batch: "nosuch" })).toThrow(/no batch nosuch/);
  });
});

describe("what is selected", () => {
  it("is all that match, with how many are in which state", () => {
    batch("a", ["a", "b", "c"]);
    work({ a: { message: "no" }, b: { pages: 1, elapsedMs: 1 } });
    const { ids, counts } = queue.listing.matching({});
    expect(ids).toHaveLength(3);
    expect(counts).toEqual({ queued: 1, claimed: 0, done: 1, failed: 1, cancelled: 0 });
    expect(queue.listing.countsOf([...ids.slice(0, 2), 999])).toEqual({ ...counts, queued: 0 });
  });

  it("is a range as the jobs stand in the list, whichever end is named first, up to a number", () => {
    batch("a", ["d", "b", "a", "c"]);
    const sort: JobSort = { by: "name", isDescending: false };
    const { jobs } = queue.listJobs({ offset: 0, limit: 9, sort });
    const ids = jobs.map(({ id }) => id);
    const [first = 0, , third = 0] = ids;
    expect(queue.listing.range({ sort }, first, third, 3)).toEqual(ids.slice(0, 3));
    expect(queue.listing.range({ sort }, third, first, 3)).toEqual(ids.slice(0, 3));
    expect(queue.listing.range({ sort }, first, third, 2)).toBeNull();
    expect(queue.listing.range({ sort }, first, 999, 9)).toBeNull();
  });
});

describe("an order that is dear", () => {
  const sort: JobSort = { by: "name", isDescending: false };
  let nowMs: number;
  let listing: JobListing;
  let connection: ReturnType<typeof openDatabase>;

  beforeEach(() => {
    nowMs = 0;
    batch("a", ["b", "c"]);
    connection = openDatabase(file);
    const reads = prepareStatements(connection);
    const batches = new KnownBatches(reads, file);
    // Each order takes two milliseconds of this clock.
    listing = new JobListing(connection, { batches, reads, nowMs: () => ++nowMs });
  });
  afterEach(() => connection.close());

  const page = () => {
    const { jobs, settlesInMs, total } = listing.page({ offset: 0, limit: 9, sort });
    return { names: jobs.map(({ name }) => name[0]).join(""), settlesInMs, total };
  };

  it("is kept for a while though jobs changed, and says when it can be had anew", () => {
    expect(page()).toEqual({ names: "bc", settlesInMs: 0, total: 2 });
    batch("more", ["a"]);
    const kept = page();
    expect(kept.names).toBe("bc");
    expect(kept.settlesInMs).toBeGreaterThan(0);
    nowMs += kept.settlesInMs;
    expect(page()).toEqual({ names: "abc", settlesInMs: 0, total: 3 });
  });

  it("shows each job as it is now", () => {
    page();
    queue.cancel("all");
    const { jobs } = listing.page({ offset: 0, limit: 9, sort });
    expect(jobs.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  });

  it("is made anew at once where one of its jobs is gone", () => {
    page();
    const [first] = queue.listJobs({ offset: 0, limit: 1, sort }).jobs;
    queue.byHand.remove([first?.id ?? 0]);
    expect(page()).toMatchObject({ names: "c", total: 1 });
  });
});

it("lists what lies deep in the queue's own order as what lies at its top", () => {
  const many = Array.from({ length: 5300 }, (_, at) => `n${at}`);
  batch("many", many);
  const deep = queue.listJobs({ offset: 5100, limit: 3 });
  expect(deep.jobs.map(({ name }) => name)).toEqual(["n5100.pdf", "n5101.pdf", "n5102.pdf"]);
  expect(deep.total).toBe(5300);
});
