import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readBatchFile, readInputs } from "../../../main/intake";
import { Queue } from "../../../main/queue";
import { type BatchRecord, exportBatch, importBatch, submit, Worker } from "../../../main/worker";
import { type BatchSettings, batchSettingsSchema } from "../../../shared/batch";
import type { BatchFileHead } from "../../../shared/batch-file";
import type { Problem } from "../../../shared/errors";
import { fakeStages } from "../../support/fake-stages";
import { tempFolder } from "../../support/temp";

let home: string;
let elsewhere: string;
let file: string;
const queues: Queue[] = [];

beforeEach(() => {
  home = tempFolder();
  elsewhere = tempFolder();
  file = join(elsewhere, "batch.jsonl");
});
afterEach(() => {
  for (const queue of queues.splice(0)) queue.close();
});

function queueIn(folder: string): Queue {
  const queue = new Queue(join(folder, "queue.db"));
  queues.push(queue);
  return queue;
}

async function work(queue: Queue): Promise<string[]> {
  const { stages, seen } = fakeStages(2);
  await new Worker({ ...stages, queue, settings: { pollMs: 20 }, concurrency: () => 2 }).drain({});
  return seen.rendered;
}

/** A batch with jobs in every state, and what became none. */
async function mixedBatch(settings: Partial<BatchSettings> = {}): Promise<{ queue: Queue; id: string }> {
  mkdirSync(join(home, "in", "sub"), { recursive: true });
  writeFileSync(join(home, "in", "sub", "a.md"), "---\ntitle: A\npriority: 5\n---\nfirst text");
  writeFileSync(join(home, "in", "people.csv"), "prompt,city\nbad template,Rome\nhello,Oslo\n");
  writeFileSync(join(home, "in", "bad.json"), '{\n"promt": "x"}');
  const queue = queueIn(home);
  const outDir = join(home, "out");
  const inputs = [join(home, "in")];
  const parsed = batchSettingsSchema.parse({ retries: 0, ...settings });
  const { batchId: id } = await submit(queue, {
    items: readInputs(inputs, { cwd: home }),
    inputs,
    label: "in",
    outDir,
    settings: parsed,
  });
  await work(queue);
  return { queue, id };
}

interface Read {
  head: BatchFileHead;
  problems: Problem[];
}
async function read(): Promise<Read> {
  const read: Read = { head: undefined as unknown as BatchFileHead, problems: [] };
  for await (const item of readBatchFile(file)) {
    if (item.kind === "head") read.head = item.head;
    if (item.kind === "problem") read.problems.push(item.problem);
  }
  return read;
}

async function* records(): AsyncGenerator<BatchRecord> {
  for await (const item of readBatchFile(file)) if (item.kind !== "head" && item.kind !== "problem") yield item;
}

async function importTo(queue: Queue, more: { outDir?: string; assetsDir?: string; id?: string } = {}) {
  const { head, problems } = await read();
  expect(problems).toEqual([]);
  return importBatch(queue, {
    head,
    records: records(),
    id: head.id,
    contentId: "content",
    settings: head.settings,
    assetsDir: elsewhere,
    outDir: join(elsewhere, "out"),
    ...more,
  });
}

const lines = () => readFileSync(file, "utf8").trimEnd().split("\n");
const change = (line: number, from: string | RegExp, to: string) => {
  const all = lines();
  const before = all[line - 1] ?? "";
  all[line - 1] = before.replace(from, to);
  expect(all[line - 1]).not.toBe(before);
  writeFileSync(file, `${all.join("\n")}\n`);
};

describe("a batch in a file", () => {
  it("says nothing of where things lay", async () => {
    const { queue, id } = await mixedBatch();
    expect(await exportBatch(queue, id, { file })).toEqual({ jobs: 3, rejected: 1, unchanged: 0 });
    const text = readFileSync(file, "utf8");
    expect(text.replaceAll("\\/", "/")).not.toContain(home);
    const jobs = lines().flatMap((line) => JSON.parse(line).job ?? []);
    expect(jobs.map(({ source, folder, state }) => [source, folder, state])).toEqual([
      ["people.csv", "", "failed"],
      ["people.csv", "", "done"],
      ["sub/a.md", "sub", "done"],
    ]);
  });

  it("is the same batch elsewhere: done jobs stay done where their PDFs are, all others wait", async () => {
    const { queue, id } = await mixedBatch();
    await exportBatch(queue, id, { file });
    mkdirSync(join(elsewhere, "out", "sub"), { recursive: true });
    writeFileSync(join(elsewhere, "out", "sub", "a.pdf"), readFileSync(join(home, "out", "sub", "a.pdf")));
    // Of the other one, something of the same size that is not what was made.
    const made = readFileSync(join(home, "out", "people-2.pdf"));
    writeFileSync(join(elsewhere, "out", "people-2.pdf"), Buffer.alloc(made.length, 1));

    const there = queueIn(elsewhere);
    expect(await importTo(there)).toEqual({
      jobs: 3,
      done: 1,
      queued: 1,
      failed: 1,
      cancelled: 0,
      rejected: 1,
      unchanged: 0,
      missing: 1,
    });
    expect(there.batchCounts(id)).toMatchObject({ done: 1, queued: 1, failed: 1, rejected: 1 });
    expect(there.batchFailures(id).map(({ code, source, line }) => [code, source, line])).toEqual([
      ["input-invalid", join(elsewhere, "bad.json"), 1],
      ["template-failed", join(elsewhere, "people.csv"), 2],
    ]);
    const before = queue.listJobs({ offset: 0, limit: 9 }).jobs.find(({ name }) => name === "sub/a.pdf");
    const after = there.listJobs({ offset: 0, limit: 9 }).jobs.find(({ name }) => name === "sub/a.pdf");
    expect(after).toMatchObject({
      pages: before?.pages,
      bytes: before?.bytes,
      attempt: 1,
      finishedAtMs: before?.finishedAtMs,
    });
    expect(await work(there)).toEqual(["hello"]);
    expect(there.batchCounts(id)).toMatchObject({ done: 2, failed: 1, queued: 0 });
    // What failed can be tried again, with the images of its new folder.
    expect(there.requeue("all")).toBe(1);
    const workerId = there.addWorker();
    const [claimed] = there.tick({ workerId, finished: [], slots: 1, held: 0 }).claimed;
    expect(claimed?.found).toMatchObject({ baseDir: elsewhere, prompt: { data: { city: "Rome" } } });
    there.removeWorker(workerId);
    expect(there.results.columnsOfFailures(id)).toBeUndefined();
  });

  it("keeps the numbers of prompts that had failed in another batch before", async () => {
    mkdirSync(join(home, "in"));
    const inputs = [join(home, "in", "p.csv")];
    writeFileSync(inputs[0] ?? "", "prompt,priority\ngood,1\nbad,high\n");
    const queue = queueIn(home);
    async function* items() {
      for await (const item of readInputs(inputs, { cwd: home })) {
        if (item.kind === "prompt") yield { ...item, found: { ...item.found, index: 7 } };
        else yield { ...item, ...(item.raw && { raw: { ...item.raw, origin: { ...item.raw.origin, index: 9 } } }) };
      }
    }
    const settings = batchSettingsSchema.parse({});
    const submission = { items: items(), inputs, label: "in", outDir: join(home, "out"), settings };
    const { batchId } = await submit(queue, submission);
    await exportBatch(queue, batchId, { file });
    const other = queueIn(elsewhere);
    await importTo(other, { id: batchId });
    const again = join(elsewhere, "again.jsonl");
    await exportBatch(other, batchId, { file: again });
    const all = readFileSync(again, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(all.flatMap(({ job, rejected }) => job?.index ?? rejected?.raw.origin.index ?? [])).toEqual([7, 9]);
  });

  it("keeps what is queued, with its priority, and what was held is queued", async () => {
    const queue = queueIn(home);
    mkdirSync(join(home, "in"));
    writeFileSync(
      join(home, "in", "a.jsonl"),
      '{"prompt":"late","priority":9}\n{"prompt":"early","priority":-9}\n{"prompt":"third"}\n',
    );
    const inputs = [join(home, "in", "a.jsonl")];
    const items = readInputs(inputs, { cwd: home });
    const settings = batchSettingsSchema.parse({});
    const { batchId } = await submit(queue, { items, inputs, label: "in", outDir: join(home, "out"), settings });
    const workerId = queue.addWorker();
    expect(queue.tick({ workerId, finished: [], slots: 1, held: 0 }).claimed).toHaveLength(1);
    await exportBatch(queue, batchId, { file });
    const there = queueIn(elsewhere);
    expect(await importTo(there)).toMatchObject({ jobs: 3, queued: 3 });
    expect(await work(there)).toEqual(["early", "third", "late"]);
  });

  it("is imported once, and once more only as another batch", async () => {
    const { queue, id } = await mixedBatch();
    await exportBatch(queue, id, { file });
    await expect(importTo(queue)).rejects.toMatchObject({
      code: "input-invalid",
      message: expect.stringContaining("--again"),
    });
    const there = queueIn(elsewhere);
    await importTo(there);
    await expect(importTo(there)).rejects.toMatchObject({ code: "input-invalid" });
    const again = "00000000-0000-4000-8000-000000000001";
    expect(await importTo(there, { id: again })).toMatchObject({ jobs: 3 });
    expect(there.batchCounts(again)).toMatchObject({ queued: 2, failed: 1 });
    // No two unfinished jobs write one file.
    const waiting = there.listJobs({ offset: 0, limit: 9, states: ["queued"] }).jobs.map(({ name }) => name);
    expect(waiting.sort()).toEqual(["people-2-2.pdf", "people-2.pdf", "sub/a-2.pdf", "sub/a.pdf"]);
  });

  it("takes no name that some file system takes for that of a file", async () => {
    const { queue, id } = await mixedBatch();
    await exportBatch(queue, id, { file });
    const there = queueIn(elsewhere);
    const names = () => there.listJobs({ offset: 0, limit: 9, states: ["queued"] }).jobs.map(({ name }) => name);
    mkdirSync(join(elsewhere, "out", "SUB"), { recursive: true });
    writeFileSync(join(elsewhere, "out", "SUB", "A.pdf"), "the user's own");
    await importTo(there);
    expect(names().sort()).toEqual(["people-2.pdf", "sub/a-2.pdf"]);
    writeFileSync(join(elsewhere, "out", "People-2-2.PDF"), "the user's own");
    await importTo(there, { id: "00000000-0000-4000-8000-000000000001" });
    expect(names().sort()).toEqual(["people-2-3.pdf", "people-2.pdf", "sub/a-2.pdf", "sub/a-3.pdf"]);
  });

  it("is gone on with where an import was interrupted", async () => {
    const { queue, id } = await mixedBatch();
    await exportBatch(queue, id, { file });
    const there = queueIn(elsewhere);
    const { head } = await read();
    const options = {
      head,
      id,
      contentId: "content",
      settings: head.settings,
      assetsDir: elsewhere,
      outDir: join(elsewhere, "out"),
    };
    async function* cut(): AsyncGenerator<BatchRecord> {
      yield* records();
      throw new Error("the process ends");
    }
    await expect(importBatch(there, { ...options, records: cut() })).rejects.toThrow("the process ends");
    expect(there.isBatchSealed(id)).toBe(false);
    expect(await importTo(there)).toMatchObject({ jobs: 3, rejected: 1 });
    expect(there.batchCounts(id)).toMatchObject({ queued: 2, failed: 1, rejected: 1 });
    expect(there.isBatchSealed(id)).toBe(true);
    // The counts are those of the rows.
    expect(there.stats()).toMatchObject({ queued: 2, failed: 1 });
  });

  it("counts what was unchanged once, wherever an import was interrupted", async () => {
    const { queue } = await mixedBatch();
    const inputs = [join(home, "in")];
    const settings = batchSettingsSchema.parse({ retries: 0 });
    const items = readInputs(inputs, { cwd: home });
    const { batchId } = await submit(queue, { items, inputs, label: "in", outDir: join(home, "out"), settings });
    expect(queue.batchCounts(batchId)).toMatchObject({ unchanged: 2, queued: 1 });
    await exportBatch(queue, batchId, { file });
    const there = queueIn(elsewhere);
    const seal = vi.spyOn(there, "sealBatch").mockImplementationOnce(() => {
      throw new Error("the process ends");
    });
    await expect(importTo(there)).rejects.toThrow("the process ends");
    seal.mockRestore();
    expect(await importTo(there)).toMatchObject({ jobs: 1, unchanged: 2 });
    expect(there.batchCounts(batchId)).toMatchObject({ unchanged: 2, queued: 1, rejected: 1 });
  });

  it("is written whole or not at all, and replaces nothing", async () => {
    const { queue, id } = await mixedBatch();
    writeFileSync(file, "mine");
    await expect(exportBatch(queue, id, { file })).rejects.toMatchObject({ code: "output-unwritable" });
    expect(readFileSync(file, "utf8")).toBe("mine");
    rmSync(file);
    const stop = new AbortController();
    stop.abort();
    await expect(exportBatch(queue, id, { file, signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(existsSync(file)).toBe(false);
    // The queue is not held any more.
    expect(queue.cancel("all")).toBe(0);
  });

  it("names its template file without its path", async () => {
    const template = join(home, "mine.liquid");
    writeFileSync(template, "{{ prompt }}");
    const { queue, id } = await mixedBatch({ template });
    await exportBatch(queue, id, { file });
    expect((await read()).head).toMatchObject({ templateFile: "mine.liquid", settings: { retries: 0 } });
    expect((await read()).head.settings.template).toBeUndefined();
  });
});

describe("a file with a batch that is wrong", () => {
  beforeEach(async () => {
    const { queue, id } = await mixedBatch();
    await exportBatch(queue, id, { file });
  });

  it.each([
    ["another kind of file", () => writeFileSync(file, '{"prompt":"x"}\n'), 1, /no file with a batch/],
    ["no text at all", () => writeFileSync(file, ""), 1, /no file with a batch/],
    ["a newer one", () => change(1, '"version":1', '"version":2'), 1, /newer version/],
    ["a line that is no JSON", () => change(3, '{"job":', '{"job"'), 3, /not valid JSON/],
    ["a line of no kind", () => change(3, '{"job":', '{"jib":'), 3, /must be a job/],
    ["an unknown key", () => change(3, '"stem":', '"colour":1,"stem":'), 3, /Unknown key "colour"/],
    ["a wrong prompt", () => change(3, '"prompt":{"prompt":', '"prompt":{"prompt":7,"x":'), 3, /must be text/],
    ["a state that is none", () => change(2, '"state":"failed"', '"state":"lost"'), 2, /must be one of queued/],
    [
      "a name that leaves the folder",
      () => change(3, /"output":"[^"]*"/, '"output":"../x.pdf"'),
      3,
      /stays below the batch's folder/,
    ],
    [
      "a name that is absolute",
      () => change(3, /"output":"[^"]*"/, '"output":"/etc/x.pdf"'),
      3,
      /stays below the batch's folder/,
    ],
    [
      "a name with a drive",
      () => change(3, /"output":"[^"]*"/, '"output":"C:x.pdf"'),
      3,
      /stays below the batch's folder/,
    ],
    [
      "a folder above",
      () => change(4, '"folder":"sub"', '"folder":"sub/../../.."'),
      4,
      /stays below the batch's folder/,
    ],
    [
      "a table above",
      () => change(1, '"source":"people.csv"', '"source":"../people.csv"'),
      1,
      /stays below the batch's folder/,
    ],
    [
      "a place of a failure above",
      () => change(2, '"code":"template-failed",', '"code":"template-failed","source":"../../x",'),
      2,
      /stays below the batch's folder/,
    ],
    [
      "a template file of this machine",
      () => change(1, '"settings":{', '"settings":{"template":"/etc/secret.liquid",'),
      1,
      /"settings.template" must be one of plain, letter/,
    ],
    ["an output that is no PDF", () => change(3, /"output":"[^"]*"/, '"output":"x.sh"'), 3, /name of a PDF/],
    [
      "a line too few",
      () =>
        writeFileSync(
          file,
          `${lines()
            .filter((_, at) => at !== 2)
            .join("\n")}\n`,
        ),
      5,
      /Lines are missing/,
    ],
    ["a file cut off", () => writeFileSync(file, `${lines().slice(0, 3).join("\n")}\n`), 3, /cut off/],
    ["something behind the end", () => appendFileSync(file, '{"job":{}}\n'), 7, /behind the end/],
  ])("is told with its line: %s", async (_what, spoil, line, message) => {
    spoil();
    const { problems } = await read();
    expect(problems[0]).toMatchObject({ code: "input-invalid", source: file, line });
    expect(problems.map((problem) => problem.message).join(" ")).toMatch(message);
  });

  it("is told where it cannot be read", async () => {
    rmSync(file);
    expect((await read()).problems).toEqual([expect.objectContaining({ code: "input-unreadable", source: file })]);
  });

  it("gives its PDFs names that every system takes", async () => {
    change(3, /"output":"[^"]*"/, '"output":"con.pdf/.hidden\u202e.pdf"');
    const there = queueIn(elsewhere);
    await importTo(there);
    expect(there.listJobs({ offset: 0, limit: 9 }).jobs.map(({ name }) => name)).toContain("_con.pdf_/hidden.pdf");
  });
});
