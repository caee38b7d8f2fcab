import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BulkChanges } from "../../../main/desktop/bulk-changes";
import { Removals } from "../../../main/desktop/removals";
import { Queue } from "../../../main/queue";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const JOBS = 1100;

let queue: Queue;
let removals: Removals;
let bulk: BulkChanges;
let batchId: string;
let woken: number;

beforeEach(() => {
  queue = new Queue(join(tempFolder(), "queue.db"));
  batchId = queue.openBatch({ callKey: "a", label: "a", outDir: "/out", settings: "{}" }).id;
  queue.addJobs(
    batchId,
    Array.from({ length: JOBS }, (_, at) => newJob(`n${at}`)),
  );
  woken = 0;
  removals = new Removals(queue.byHand);
  const listing = {
    matching: async (filter: object) => queue.listing.matching(filter),
    countMatching: async (filter: object, except: readonly number[]) => queue.listing.countMatching(filter, except),
    countsOf: async (ids: readonly number[]) => queue.listing.countsOf(ids),
  };
  bulk = new BulkChanges({
    queue,
    listing,
    removals,
    wake: () => {
      woken += 1;
    },
  });
});
afterEach(() => queue.close());

const ids = (search: string) => queue.listing.matching({ search }).ids;
const nextNames = (count: number) => {
  const workerId = queue.addWorker();
  return queue.tick({ workerId, slots: count, held: 0, finished: [] }).claimed.map(({ output }) => output);
};

it("changes all that match but those left out, whatever slices that takes", async () => {
  const [one = 0] = ids("n7.pdf");
  const outcome = await bulk.change({ filter: {}, except: [one] }, { kind: "cancel" });
  expect(outcome).toEqual({ selected: JOBS - 1, changed: JOBS - 1, removal: null });
  expect(queue.stats()).toMatchObject({ queued: 1, cancelled: JOBS - 1 });
  expect(woken).toBe(1);
});

it("says how many there were and how many it could change", async () => {
  const some = ids("n100");
  await bulk.change({ ids: some.slice(0, 3) }, { kind: "cancel" });
  const outcome = await bulk.change({ ids: [...some, ...some] }, { kind: "cancel" });
  expect(outcome).toMatchObject({ selected: some.length, changed: some.length - 3 });
  expect(await bulk.change({ ids: some }, { kind: "retry" })).toMatchObject({ changed: some.length });
  expect(await bulk.change({ ids: some }, { kind: "retry" })).toMatchObject({ changed: 0 });
});

it("moves hundreds to the top, and they keep their order", async () => {
  const last = queue.listing.matching({}).ids.slice(-600);
  expect(await bulk.change({ ids: last.toReversed() }, { kind: "top" })).toMatchObject({ changed: 600 });
  expect(nextNames(601).slice(0, 600)).toEqual(Array.from({ length: 600 }, (_, at) => `n${JOBS - 600 + at}.pdf`));
});

it("moves hundreds to the bottom, and they keep their order", async () => {
  const first = queue.listing.matching({}).ids.slice(0, 600);
  await bulk.change({ ids: first }, { kind: "bottom" });
  const order = nextNames(JOBS);
  expect(order[0]).toBe("n600.pdf");
  expect(order.slice(-600)).toEqual(Array.from({ length: 600 }, (_, at) => `n${at}.pdf`));
});

it("gives a priority to all that match", async () => {
  await bulk.change({ filter: { search: "n55" }, except: [] }, { kind: "priority", priority: -7 });
  expect(nextNames(3)).toEqual(["n55.pdf", "n550.pdf", "n551.pdf"]);
});

it("removes hundreds, and puts all of them back", async () => {
  const { removal, ...outcome } = await bulk.change({ filter: {}, except: [] }, { kind: "remove" });
  expect(outcome).toEqual({ selected: JOBS, changed: JOBS });
  expect(queue.stats().queued).toBe(0);
  expect(await removals.undo(removal ?? 0)).toBe(JOBS);
  expect(queue.stats().queued).toBe(JOBS);
});

it("counts what is selected by state", async () => {
  await bulk.change({ ids: ids("n100") }, { kind: "cancel" });
  const cancelled = ids("n100").length;
  expect(await bulk.count({ filter: {}, except: ids("n1000") })).toMatchObject({
    queued: JOBS - cancelled,
    cancelled: cancelled - 1,
  });
  expect(await bulk.count({ ids: ids("n10") })).toMatchObject({ cancelled });
});

it("leaves the queue to others between slices", async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await bulk.change({ filter: {}, except: [] }, { kind: "cancel" });
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(4);
});

it("counts those of a selection that is left of a list, also when some that were left out are not in the list any more", async () => {
  const [one = 0, other = 0] = queue.listing.matching({}).ids;
  const filter = { states: ["queued" as const] };
  await bulk.change({ ids: [one] }, { kind: "cancel" });
  expect(await bulk.count({ filter, except: [one, other] })).toMatchObject({ queued: JOBS - 2, cancelled: 0 });
});
