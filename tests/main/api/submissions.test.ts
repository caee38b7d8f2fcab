import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Admission } from "../../../main/api/admission";
import { ApiError } from "../../../main/api/errors";
import { type Asked, idKey, Submissions } from "../../../main/api/submissions";
import { Queue } from "../../../main/queue";
import { batchSettingsSchema } from "../../../shared/batch";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let folder: string;
let queue: Queue;
let submissions: Submissions;

beforeEach(() => {
  folder = tempFolder();
  open();
});
afterEach(() => queue.close());

/** The queue and the server of a process of its own. */
function open(outDir = join(folder, "out")): void {
  queue = new Queue(join(folder, "queue.db"));
  const admission = new Admission(queue, { waiting: 1000, waitingOfUser: 1000 });
  submissions = new Submissions({ queue, outDir: () => outDir, admission, onQueued: () => undefined });
}

const settings = batchSettingsSchema.parse({});

function many(count: number, keys: readonly string[]): Asked {
  const prompts = Array.from({ length: count }, (_, index) => ({ prompt: `prompt ${index}` }));
  return { prompts, isBatch: true, settings, keys, body: { prompts } };
}

describe("a request that is asked again", () => {
  it("goes on where the app ended while it was queued", async () => {
    const asked = many(700, ["header k"]);
    queue.sealBatch = () => {
      throw new Error("the process ends here");
    };
    await expect(submissions.accept(asked)).rejects.toThrow("the process ends here");
    const kept = queue.requests.find("header k");
    queue.close();

    open();
    const { batchId, isRepeated } = await submissions.accept(asked);
    expect([batchId, isRepeated]).toEqual([kept?.batchId, false]);
    expect(queue.batchCounts(batchId).queued).toBe(700);
    expect(queue.requests.placesOf(batchId).size).toBe(700);
    expect(queue.isBatchSealed(batchId)).toBe(true);
    expect(await submissions.accept(asked)).toEqual({ batchId, isRepeated: true });
  });

  it("goes on so although folder and settings of the server are others now", async () => {
    const asked = many(700, ["header k"]);
    queue.sealBatch = () => {
      throw new Error("the process ends here");
    };
    await expect(submissions.accept(asked)).rejects.toThrow("the process ends here");
    const kept = queue.requests.find("header k");
    queue.close();

    open(join(folder, "elsewhere"));
    const { batchId } = await submissions.accept({ ...asked, settings: { ...settings, strict: true } });
    expect(batchId).toBe(kept?.batchId);
    expect(queue.batchCounts(batchId).queued).toBe(700);
    expect(await submissions.accept(asked)).toEqual({ batchId, isRepeated: true });
    const [job] = queue.listJobs({ offset: 0, limit: 1 }).jobs;
    expect(queue.job(job?.id ?? 0)?.outDir).toBe(join(folder, "out"));
  });

  it("at the same time is queued once", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => submissions.accept(many(700, ["header k"]))));
    expect(new Set(answers.map(({ batchId }) => batchId)).size).toBe(1);
    expect(answers.map(({ isRepeated }) => isRepeated)).toEqual([false, true, true]);
    expect(queue.requests.waiting()).toBe(700);
  });

  it("is told from another one with the same key, also before any of it was sealed", async () => {
    queue.sealBatch = () => {
      throw new Error("the process ends here");
    };
    await expect(submissions.accept(many(2, ["header k"]))).rejects.toThrow();
    await expect(submissions.accept(many(3, ["header k"]))).rejects.toMatchObject({ status: 422, code: "key-reused" });
  });

  it("is the same where settings of the server have changed meanwhile", async () => {
    const { batchId } = await submissions.accept(many(1, ["header k"]));
    const strict = { ...many(1, ["header k"]), settings: { ...settings, strict: true } };
    expect(await submissions.accept(strict)).toEqual({ batchId, isRepeated: true });
  });

  it("is not remembered where it was refused", async () => {
    await expect(submissions.accept(many(1001, ["header k"]))).rejects.toBeInstanceOf(ApiError);
    expect((await submissions.accept(many(1, ["header k"]))).isRepeated).toBe(false);
  });
});

describe("a large batch of the window", () => {
  it("keeps no program out", async () => {
    const { id } = queue.openBatch({ callKey: "window", label: "w", outDir: "/out", settings: "{}" });
    queue.addJobs(
      id,
      Array.from({ length: 1500 }, (_, index) => newJob(`w${index}`)),
    );
    const { batchId } = await submissions.accept(many(900, []));
    expect(queue.batchCounts(batchId).queued).toBe(900);
    await expect(submissions.accept(many(200, []))).rejects.toMatchObject({ status: 429 });
    expect((await submissions.accept(many(100, []))).isRepeated).toBe(false);
  });
});

describe("the key of an id", () => {
  it("is that of its user, and no two pairs make one", () => {
    const keys = [{ id: "a" }, { id: "a", userId: "b" }, { id: "b", userId: "a" }, { id: "null" }, { id: '","' }].map(
      idKey,
    );
    expect(new Set(keys).size).toBe(5);
    expect(idKey({ id: "a", userId: "b" })).toBe(keys[1]);
  });
});

describe("what is left beside PDFs that were asked for alone", () => {
  it("is nothing, also when a job is tried again", async () => {
    const { batchId } = await submissions.accept({ ...many(1, []), isBatch: false });
    const worker = queue.addWorker();
    const problem = { code: "internal" as const, message: "" };
    const [job] = queue.tick({ workerId: worker, slots: 1, held: 0, finished: [] }).claimed;
    if (!job) throw new Error("nothing was claimed");
    queue.tick({
      workerId: worker,
      slots: 0,
      held: 0,
      finished: [{ job, outcome: { kind: "fail", problem }, elapsedMs: 1 }],
    });
    expect(queue.results.claim(worker)).toBeUndefined();
    expect(queue.requeue({ batchId })).toBe(1);
    queue.cancel({ batchId });
    expect(queue.results.claim(worker)).toBeUndefined();
    // Of a batch it is due.
    const batch = await submissions.accept(many(1, []));
    queue.cancel(batch);
    expect(queue.results.claim(worker)).toMatchObject({ id: batch.batchId });
  });
});

it("is never half begun: its batch, its key and that it leaves nothing else are written together", async () => {
  const one: Asked = { ...many(1, ["id k"]), isBatch: false };
  const { keep } = queue.requests;
  queue.requests.keep = () => {
    throw new Error("the process ends here");
  };
  await expect(submissions.accept(one)).rejects.toThrow("the process ends here");
  expect(queue.activeBatches(9)).toEqual([]);
  expect(queue.transfer.find("")).toEqual([]);
  queue.requests.keep = keep.bind(queue.requests);
  const { batchId } = await submissions.accept(one);
  expect(queue.requests.find("id k")?.batchId).toBe(batchId);
});
