import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Queue } from "../../../main/queue";
import { type Submission, submit, Worker } from "../../../main/worker";
import { untilAborted } from "../../../main/worker/submit";
import { batchSettingsSchema } from "../../../shared/batch";
import type { FoundPrompt, IntakeItem } from "../../../shared/stages";
import { fakeStages } from "../../support/fake-stages";
import { found } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

let queue: Queue;
let outDir: string;

beforeEach(() => {
  outDir = join(tempFolder(), "out");
  mkdirSync(outDir);
  queue = new Queue(join(outDir, "..", "queue.db"));
});
afterEach(() => queue.close());

async function* items(prompts: readonly (FoundPrompt | IntakeItem)[]): AsyncGenerator<IntakeItem> {
  for (const item of prompts) yield "kind" in item ? item : { kind: "prompt", found: item };
}

function put(prompts: readonly (FoundPrompt | IntakeItem)[], settings: object = {}, more: Partial<Submission> = {}) {
  return submit(queue, {
    items: items(prompts),
    itemsAgain: () => items(prompts),
    inputs: ["in"],
    label: "in",
    outDir,
    settings: batchSettingsSchema.parse(settings),
    ...more,
  });
}

/** Submits as a call that is interrupted after these prompts. */
function interrupted(prompts: readonly FoundPrompt[], more: Partial<Submission> = {}) {
  const stop = new AbortController();
  async function* some(): AsyncGenerator<IntakeItem> {
    yield* items(prompts);
    stop.abort();
  }
  return put(prompts, {}, { items: some(), signal: stop.signal, ...more });
}

async function work(): Promise<void> {
  const { stages } = fakeStages(2);
  await new Worker({ ...stages, queue, settings: { pollMs: 20 }, concurrency: () => 2 }).drain();
}

/** The outputs of all jobs, in the order they were queued. */
const outputs = () =>
  queue
    .listJobs({ offset: 0, limit: 100 })
    .jobs.sort((one, other) => one.id - other.id)
    .map(({ name }) => name);

describe("submit", () => {
  it("queues every prompt and keeps every rejection with its reason", async () => {
    const problem = { code: "input-invalid" as const, message: "ragged", source: "/in/a.csv", line: 3 };
    const submitted = await put([found("a"), { kind: "rejected", problem }, found("b")]);
    expect(submitted).toMatchObject({ queued: 2, rejected: 1, unchanged: 0 });
    expect(queue.batchFailures(submitted.batchId)).toMatchObject([problem]);
  });

  it("names by the day the batch began, also when it is taken up the day after", async () => {
    queue.close();
    let now = new Date(2026, 10, 26, 23, 59).getTime();
    queue = new Queue(join(outDir, "..", "dated.db"), { now: () => now });
    const settings = { name: "{date}-{stem}" };
    const stop = new AbortController();
    async function* interrupted(): AsyncGenerator<IntakeItem> {
      yield { kind: "prompt", found: found("a") };
      stop.abort();
      yield { kind: "prompt", found: found("b", { line: 2 }) };
    }
    await put([], settings, { items: interrupted(), signal: stop.signal });
    now += 3_600_000;
    expect(await put([found("a"), found("b", { line: 2 })], settings)).toMatchObject({ isResumed: true });
    expect(outputs()).toEqual(["2026-11-26-a.pdf", "2026-11-26-b.pdf"]);
    expect(await put([found("c")], settings, { inputs: ["other"] })).toMatchObject({ isResumed: false });
    expect(outputs()).toContain("2026-11-27-c.pdf");
  });

  it("gives equal names numbers, also those that differ by case only", async () => {
    await put([found("a"), found("a", { line: 2 }), found("A", { line: 3 })]);
    expect(outputs()).toEqual(["a.pdf", "a-2.pdf", "A-3.pdf"]);
  });

  it("keeps away from names that other unfinished batches will take", async () => {
    await put([found("a")]);
    await put([found("a", { source: "/elsewhere/a.md" })], {}, { inputs: ["elsewhere"] });
    expect(outputs()).toEqual(["a.pdf", "a-2.pdf"]);
  });

  it("gives no name twice, however long ago it was given", async () => {
    const rows = Array.from({ length: 60 }, (_, index) => found(`p${index}`, { line: index + 1 }));
    const { batchId } = await put([...rows, found("p3", { line: 61 })]);
    expect(outputs().slice(-2)).toEqual(["p59.pdf", "p3-2.pdf"]);
    // Neither where another batch has it.
    expect(await put([found("p4")], {}, { inputs: ["other"] })).not.toMatchObject({ batchId });
    expect(outputs().at(-1)).toBe("p4-2.pdf");
  });

  it("rejects a prompt whose name pattern asks for what it has not, and queues the others", async () => {
    const named = found("b", { prompt: { prompt: "b", data: { name: "Bea" } } });
    const submitted = await put([found("a"), named], { name: "{field:name}" });
    expect(submitted).toMatchObject({ queued: 1, rejected: 1 });
    expect(outputs()).toEqual(["Bea.pdf"]);
  });

  it("takes up an unfinished batch: what is queued already is not queued again", async () => {
    const first = await put([found("a"), found("b", { line: 2 })]);
    const again = await put([found("a"), found("b", { line: 2 }), found("c", { line: 3 })]);
    expect(again).toMatchObject({ batchId: first.batchId, isResumed: true, queued: 3 });
  });

  it("renders a prompt that was edited after an interruption once, in its new wording", async () => {
    await put([found("a"), found("b", { source: "/in/b.md" })]);
    const edited = found("a", { prompt: { prompt: "edited" } });
    await put([edited, found("b", { source: "/in/b.md" })]);
    await work();
    expect(queue.stats()).toMatchObject({ done: 2, cancelled: 0 });
    const done = queue.listJobs({ offset: 0, limit: 9, states: ["done"] }).jobs.map(({ name }) => name);
    expect(done.sort()).toEqual(["a.pdf", "b.pdf"]);
    expect(readFileSync(join(outDir, "a.pdf"), "utf8")).toContain("edited");
  });

  it("tells records on one line apart by their rows, when one of them was edited after an interruption", async () => {
    const rows = (...texts: string[]) =>
      texts.map((prompt, index) => found(`r${index + 1}`, { prompt: { prompt }, row: index + 1 }));
    await put(rows("one", "two", "three"));
    await put(rows("one, edited", "two", "three"));
    await work();
    expect(queue.stats()).toMatchObject({ done: 3, cancelled: 0 });
    const texts = ["r1-1.pdf", "r2-2.pdf", "r3-3.pdf"].map((name) => readFileSync(join(outDir, name), "utf8"));
    expect(texts[0]).toContain("one, edited");
    expect(texts.slice(1).join(" ")).toMatch(/two.*three/s);
  });

  it("has one result for a prompt that was edited after an interruption, also where it was done or had failed", async () => {
    const rows = (...texts: string[]) =>
      texts.map((prompt, index) => found("a", { prompt: { prompt }, line: index + 1, row: index + 1 }));
    const { batchId } = await interrupted(rows("one", "two", "bad template"));
    await work();
    expect(queue.batchCounts(batchId)).toMatchObject({ done: 2, failed: 1 });
    const again = await put(rows("one", "two, edited", "good", "four"));
    expect(again).toMatchObject({ batchId, isResumed: true, queued: 4, outdated: ["a-2.pdf"] });
    await work();
    expect(queue.batchCounts(batchId)).toMatchObject({ done: 4, failed: 0 });
    const results = [...queue.results.pages(batchId)].flat();
    expect(results.map(({ row, state, output }) => [row, state, output])).toEqual([
      [1, "done", "a-1.pdf"],
      [2, "done", "a-2-2.pdf"],
      [3, "done", "a-3.pdf"],
      [4, "done", "a-4.pdf"],
    ]);
    // What was made of the old wording still stands.
    expect(await put(rows("one", "two", "good", "four"))).toMatchObject({ queued: 0, unchanged: 4 });
  });

  it("keeps a prompt with an id that was moved after an interruption, and another stands in its place", async () => {
    const row = (id: string, line: number) => found(id, { prompt: { prompt: id, id }, line });
    await put([row("a", 1), row("b", 2)]);
    await put([row("b", 1), row("new", 2)]);
    await work();
    expect(readFileSync(join(outDir, "b.pdf"), "utf8")).toContain("b");
    expect(readFileSync(join(outDir, "new.pdf"), "utf8")).toContain("new");
  });

  it("finds a prompt with an id that was moved and edited after an interruption, whatever had become of it", async () => {
    const row = (id: string, text: string, line: number) => found(id, { prompt: { prompt: text, id }, line });
    const { batchId } = await interrupted([row("done", "one", 1), row("failed", "bad template", 2)]);
    await work();
    await interrupted([row("done", "one", 1), row("failed", "bad template", 2), row("waits", "three", 3)]);
    const again = await put([
      row("waits", "three, edited", 1),
      row("failed", "good", 3),
      row("done", "one, edited", 4),
    ]);
    expect(again).toMatchObject({ batchId, queued: 3, rejected: 0 });
    await work();
    const results = [...queue.results.pages(batchId)].flat();
    expect(results.map(({ line, state, output }) => [line, state, output])).toEqual([
      [1, "done", "waits.pdf"],
      [3, "done", "failed.pdf"],
      [4, "done", "done-2.pdf"],
    ]);
    expect(readFileSync(join(outDir, "waits.pdf"), "utf8")).toContain("three, edited");
  });

  it("refuses a second owner of an id also after an interruption, before and behind the first", async () => {
    const row = (text: string, line: number) => found("a", { prompt: { prompt: text, id: "x" }, line });
    await interrupted([row("one", 1)]);
    expect(await interrupted([row("one", 1), row("two", 2)])).toMatchObject({ queued: 1, rejected: 1 });
    expect(await interrupted([row("two", 1), row("one", 2)])).toMatchObject({ queued: 1, rejected: 1 });
    await work();
    expect(readFileSync(join(outDir, "a.pdf"), "utf8")).toContain("two");
  });

  it.each([
    ["with ids", (text: string) => ({ prompt: text, id: text })],
    ["without ids", (text: string) => ({ prompt: text })],
  ])("renders prompts %s that were moved after an interruption no second time", async (_which, prompt) => {
    const rows = (...texts: string[]) =>
      texts.map((text, index) => found(text, { prompt: prompt(text), line: index + 1 }));
    const { batchId } = await interrupted(rows("one", "two"));
    await work();
    const again = await put(rows("new", "one", "two", "three"));
    expect(again).toMatchObject({ batchId, queued: 2, unchanged: 2, outdated: [] });
    await work();
    const results = [...queue.results.pages(batchId)].flat();
    expect(results.map(({ line, output }) => [line, output])).toEqual([
      [1, "new.pdf"],
      [2, "one.pdf"],
      [3, "two.pdf"],
      [4, "three.pdf"],
    ]);
  });

  it("forgets what was taken out of the input after an interruption, whatever had become of it, and nothing else", async () => {
    const rows = (...texts: string[]) => texts.map((text, index) => found(text, { line: index + 1 }));
    const { batchId } = await interrupted(rows("done", "gone", "bad template"));
    await work();
    await interrupted(rows("done", "gone", "bad template", "stays", "goes"));
    const less = [found("done"), found("stays", { line: 4 })];
    expect(await put(less)).toMatchObject({ batchId, queued: 2, outdated: ["gone.pdf"] });
    expect(outputs()).toEqual(["done.pdf", "stays.pdf"]);
    await work();
    expect(queue.batchCounts(batchId)).toMatchObject({ done: 2, failed: 0 });
  });

  it("has its results in the order of the input, also where that grew after an interruption", async () => {
    const row = (text: string, line: number) => found(text, { line, source: "/in/a.csv" });
    const last = found("last", { source: "/in/b.md" });
    const { batchId } = await interrupted([row("one", 1), last]);
    await put([row("one", 1), row("two", 2), row("three", 3), last]);
    await work();
    const results = [...queue.results.pages(batchId)].flat();
    expect(results.map(({ output }) => output)).toEqual(["one.pdf", "two.pdf", "three.pdf", "last.pdf"]);
  });

  it("forgets nothing that was edited in an input that it cannot read", async () => {
    const a = found("a", { source: "/in/a.md" });
    const b = found("b", { source: "/in/b.md" });
    const unreadable: IntakeItem = {
      kind: "rejected",
      problem: { code: "input-unreadable", message: "no permission", source: "/in/b.md" },
    };
    const flaw: IntakeItem = {
      ...unreadable,
      raw: { origin: { baseDir: "/in", relativeDir: "", stem: "b" }, value: { kind: "text", text: "" } },
    };
    await put([a, b]);
    expect(await put([a], {}, { itemsAgain: undefined })).toMatchObject({ queued: 2 });
    expect(await put([a, unreadable])).toMatchObject({ queued: 2 });
    // Of what can be read, only what is there.
    const edited = found("a", { source: "/in/a.md", prompt: { prompt: "edited" } });
    expect(await put([edited, unreadable])).toMatchObject({ queued: 2 });
    expect(outputs()).toEqual(["b.pdf", "a.pdf"]);
    // What can be shown hides no other, and its old wording is not wanted any more.
    expect(await put([edited, flaw])).toMatchObject({ queued: 1, rejected: 1 });
    expect(outputs()).toEqual(["a.pdf"]);
  });

  it("forgets all of an input that was read and has no prompt any more, and what is gone beside it", async () => {
    const wrong: IntakeItem = {
      kind: "rejected",
      problem: { code: "input-invalid", message: "it is empty", source: "/in/b.md" },
    };
    const a = found("a", { source: "/in/a.md" });
    await put([a, found("b", { source: "/in/b.md" }), found("c", { source: "/in/c.md" })]);
    expect(await put([a, wrong])).toMatchObject({ queued: 1, rejected: 1 });
    expect(outputs()).toEqual(["a.pdf"]);
  });

  it("forgets nothing that came on standard input", async () => {
    const piped = (text: string) => found(text, { source: "-" });
    await put([found("a"), piped("one")], {}, { itemsAgain: () => items([found("a")]) });
    const second = [found("a"), piped("two")];
    expect(await put(second, {}, { itemsAgain: () => items([found("a")]) })).toMatchObject({ queued: 3 });
  });

  it("forgets nothing where it is stopped while it looks", async () => {
    const stop = new AbortController();
    await put([found("a"), found("b", { line: 2 })]);
    async function* stopped(): AsyncGenerator<IntakeItem> {
      yield { kind: "prompt", found: found("a") };
      stop.abort();
      yield { kind: "prompt", found: found("c", { line: 3 }) };
    }
    expect(await put([], {}, { itemsAgain: stopped, signal: stop.signal })).toMatchObject({ queued: 2 });
  });

  it("lets a prompt with an id be edited after it failed", async () => {
    const row = (prompt: string) => found("a", { prompt: { prompt, id: "x" } });
    const { batchId } = await interrupted([row("bad template")]);
    await work();
    expect(await put([row("good")])).toMatchObject({ batchId, queued: 1, rejected: 0 });
    await work();
    expect(queue.batchCounts(batchId)).toMatchObject({ done: 1, failed: 0 });
    // One that stands elsewhere is another prompt's.
    expect(await put([row("good"), found("b", { line: 2, prompt: { prompt: "b", id: "x" } })])).toMatchObject({
      rejected: 1,
    });
  });

  it("stops reading when it is interrupted, also while it waits for input", async () => {
    async function* quiet(): AsyncGenerator<IntakeItem> {
      yield { kind: "prompt", found: found("a") };
      await new Promise(() => undefined);
    }
    const controller = new AbortController();
    const submitted = put([], {}, { items: quiet(), signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    expect(await submitted).toMatchObject({ queued: 1 });
  });

  it("queues a prompt with the same id once", async () => {
    const one = found("a", { prompt: { prompt: "a", id: "42" } });
    expect(await put([one, { ...one, line: 9 }])).toMatchObject({ queued: 1, rejected: 0 });
  });

  it.each([
    ["next to each other", 0],
    ["in different transactions", 600],
  ])("rejects another prompt with the same id, %s, and names the first", async (_how, between) => {
    const others = Array.from({ length: between }, (_, index) => found(`other${index}`, { line: 10 + index }));
    const one = found("a", { prompt: { prompt: "a", id: "42" } });
    const other = found("b", { prompt: { prompt: "b", id: "42" }, line: 9 });
    const submitted = await put([one, ...others, other]);
    expect(submitted).toMatchObject({ queued: 1 + between, rejected: 1 });
    expect(queue.batchFailures(submitted.batchId)).toMatchObject([
      { code: "input-invalid", line: 9, message: expect.stringContaining('"42" belongs to another prompt') },
    ]);
    expect(queue.batchFailures(submitted.batchId)[0]?.message).toContain("/in/a.md:1");
  });

  it("renders a prompt with an id that was edited after an interruption in its new wording", async () => {
    await put([found("a", { prompt: { prompt: "a", id: "42" } })]);
    expect(await put([found("a", { prompt: { prompt: "edited", id: "42" } })])).toMatchObject({
      queued: 1,
      rejected: 0,
    });
    await work();
    expect(readFileSync(join(outDir, "a.pdf"), "utf8")).toContain("edited");
  });

  it("queues jobs that are not to run before a time", async () => {
    await put([found("a")], {}, { runAtMs: Date.now() + 60_000 });
    expect(queue.nextDelayMs()).toBeGreaterThan(50_000);
    expect(queue.tick({ workerId: queue.addWorker(), finished: [], slots: 1, held: 0 }).claimed).toEqual([]);
  });
});

describe("what was rendered before", () => {
  it("is not rendered again while it still stands", async () => {
    await put([found("a"), found("b", { line: 2 })]);
    await work();
    expect(await put([found("a"), found("b", { line: 2 })])).toMatchObject({ queued: 0, unchanged: 2 });
  });

  it("is rendered again when its PDF is gone or changed", async () => {
    await put([found("a"), found("b", { line: 2 })]);
    await work();
    unlinkSync(join(outDir, "a.pdf"));
    writeFileSync(join(outDir, "b.pdf"), "edited by hand");
    expect(await put([found("a"), found("b", { line: 2 })])).toMatchObject({ queued: 2, unchanged: 0 });
    expect(outputs().slice(-2)).toEqual(["a.pdf", "b-2.pdf"]);
  });

  it("is rendered again when the prompt, the template or the page changed", async () => {
    await put([found("a")]);
    await work();
    const edited = found("a", { prompt: { prompt: "edited" } });
    expect(await put([edited])).toMatchObject({ queued: 1 });
    expect(await put([found("a")], { template: "report" })).toMatchObject({ queued: 1 });
    expect(await put([found("a")], { options: { landscape: true } })).toMatchObject({ queued: 1 });
    expect(await put([found("a")])).toMatchObject({ unchanged: 1 });
  });

  it("stands where warnings are allowed if it was made where they are refused, and not the other way round", async () => {
    await put([found("a")], { strict: true });
    await work();
    expect(await put([found("a")])).toMatchObject({ unchanged: 1 });
    await put([found("b")]);
    await work();
    expect(await put([found("b")], { strict: true })).toMatchObject({ queued: 1, unchanged: 0 });
  });

  it("counts once for each equal prompt", async () => {
    const twins = [found("a", { row: 1 }), found("a", { row: 2, line: 2 })];
    const settings = { name: "same" };
    await put(twins, settings);
    await work();
    expect(outputs()).toEqual(["same.pdf", "same-2.pdf"]);
    expect(await put(twins, settings)).toMatchObject({ unchanged: 2, queued: 0 });
    expect(await put([...twins, found("a", { row: 3, line: 3 })], settings)).toMatchObject({ unchanged: 2, queued: 1 });
  });
});

describe("what was rendered before a prompt was edited", () => {
  const rows = (...texts: string[]) =>
    texts.map((prompt, index) => found("a", { prompt: { prompt }, line: index + 1, row: index + 1 }));

  it("stays under the policy unique, and is told until it is gone", async () => {
    await put(rows("one", "two", "three"));
    await work();
    const again = await put(rows("one", "changed", "three"));
    expect(again).toMatchObject({ queued: 1, unchanged: 2, outdated: ["a-2.pdf"] });
    expect(outputs().at(-1)).toBe("a-2-2.pdf");
    await work();
    expect(await put(rows("one", "changed", "three"))).toMatchObject({ unchanged: 3, outdated: ["a-2.pdf"] });
    unlinkSync(join(outDir, "a-2.pdf"));
    expect(await put(rows("one", "changed", "three"))).toMatchObject({ unchanged: 3, outdated: [] });
  });

  it("is told for each version", async () => {
    for (const text of ["one", "two", "three"]) {
      await put(rows(text));
      await work();
    }
    expect(await put(rows("four"))).toMatchObject({ outdated: ["a-1.pdf", "a-1-2.pdf", "a-1-3.pdf"] });
    await work();
    unlinkSync(join(outDir, "a-1.pdf"));
    expect(await put(rows("four"))).toMatchObject({ unchanged: 1, outdated: ["a-1-2.pdf", "a-1-3.pdf"] });
  });

  it("is told in a batch that was interrupted, too", async () => {
    await interrupted(rows("one"));
    await work();
    expect(await put(rows("changed"))).toMatchObject({ isResumed: true, outdated: ["a-1.pdf"] });
  });

  it("is replaced under the policy replace", async () => {
    await put(rows("one", "two"));
    await work();
    expect(await put(rows("one", "changed"), { onConflict: "replace" })).toMatchObject({ queued: 1, outdated: [] });
    expect(outputs().at(-1)).toBe("a-2.pdf");
  });

  it("is none where somebody changed it, where another prompt made it, or where that still stands", async () => {
    const settings = { name: "{title}" };
    const titled = (prompt: string, line: number) => found("a", { prompt: { prompt, title: "Ann" }, line });
    await put([titled("Ann Miller", 1)], settings);
    await put([found("b", { line: 1 })]);
    await work();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    expect(await put([found("b", { line: 1, prompt: { prompt: "changed" } })])).toMatchObject({ outdated: [] });
    expect(await put([titled("Another", 7)], settings)).toMatchObject({ outdated: [] });
    const moved = [titled("Ann Smith", 1), titled("Ann Miller", 2)];
    expect(await put(moved, settings)).toMatchObject({ unchanged: 1, outdated: [] });
  });
});

describe("what is skipped", () => {
  const rows = (...texts: string[]) =>
    texts.map((prompt, index) => found(`p${index}`, { prompt: { prompt }, line: index + 1 }));
  const skip = { onConflict: "skip" };

  it("is told where it was made before the prompt was edited", async () => {
    await put(rows("one", "two"));
    await work();
    writeFileSync(join(outDir, "p2.pdf"), "the user's own");
    const edited = rows("one", "changed", "three", "four");
    expect(await put(edited, skip)).toMatchObject({ unchanged: 3, queued: 1, outdated: ["p1.pdf"] });
  });

  it("is told in a batch that was interrupted, too", async () => {
    await interrupted(rows("one", "two"), { settings: batchSettingsSchema.parse(skip) });
    await work();
    expect(await put(rows("one", "changed"), skip)).toMatchObject({ unchanged: 1, queued: 1, outdated: ["p1.pdf"] });
  });
});

describe("conflict policies", () => {
  beforeEach(() => writeFileSync(join(outDir, "a.pdf"), "the user's own"));

  it("unique takes another name", async () => {
    await put([found("a")]);
    expect(outputs()).toEqual(["a-2.pdf"]);
  });

  it("skip leaves the file and the prompt alone", async () => {
    expect(await put([found("a")], { onConflict: "skip" })).toMatchObject({ queued: 0, unchanged: 1 });
  });

  it("fail rejects the prompt before anything is rendered", async () => {
    const submitted = await put([found("a"), found("b", { line: 2 })], { onConflict: "fail" });
    expect(submitted).toMatchObject({ queued: 1, rejected: 1 });
    expect(queue.batchFailures(submitted.batchId)).toMatchObject([{ code: "output-unwritable" }]);
  });

  it.each([0, 600])("fail says who has the name, with %d prompts between", async (between) => {
    const others = Array.from({ length: between }, (_, index) => found(`other${index}`, { line: 10 + index }));
    const rows = [found("a"), found("b", { line: 2 }), ...others, found("B", { line: 900 })];
    const { batchId } = await put(rows, { onConflict: "fail" });
    const [file, prompt] = queue.batchFailures(batchId).map(({ message }) => message);
    expect(file).toContain("a.pdf is taken in");
    expect(file).toContain("by the file a.pdf.");
    expect(prompt).toContain("by the prompt at /in/a.md:2.");
    await work();
    const again = await put(rows, { onConflict: "fail" });
    expect(again).toMatchObject({ unchanged: 1 + between });
    expect(queue.batchFailures(again.batchId)[1]?.message).toContain("by the prompt at /in/a.md:2.");
  });

  it("replace takes the name, but never for two prompts of one batch", async () => {
    await put([found("a"), found("a", { line: 2 })], { onConflict: "replace" });
    expect(outputs()).toEqual(["a.pdf", "a-2.pdf"]);
  });
});

describe("untilAborted", () => {
  it("keeps no item that was handed on", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const handedOn: WeakRef<object>[] = [];
    async function* many(): AsyncGenerator<object> {
      for (let number = 0; number < 1000; number++) yield { number };
    }
    const reading = untilAborted(many(), new AbortController().signal);
    for (let number = 0; number < 900; number++) handedOn.push(new WeakRef((await reading.next()).value as object));
    // What a weak reference was asked for is kept until the turn ends.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(handedOn.filter((item) => item.deref() !== undefined).length).toBeLessThan(10);
    await reading.return(undefined);
  });

  it("tells that nothing comes, waits for what is done then, and passes its failure on", async () => {
    let isDone = false;
    let isFailing = false;
    async function* slow(): AsyncGenerator<number> {
      yield 1;
      while (!isDone) await new Promise((resolve) => setTimeout(resolve, 5));
      yield 2;
      isFailing = true;
      await new Promise(() => undefined);
    }
    const reading = untilAborted(slow(), undefined, async () => {
      if (isFailing) throw new Error("the disk is gone");
      isDone = true;
    });
    expect(await reading.next()).toEqual({ value: 1, done: false });
    expect(isDone).toBe(false);
    expect(await reading.next()).toEqual({ value: 2, done: false });
    await expect(reading.next()).rejects.toThrow("the disk is gone");
  });

  it("ends while it waits for an item that never comes", async () => {
    const stop = new AbortController();
    async function* one(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    const reading = untilAborted(one(), stop.signal);
    expect(await reading.next()).toEqual({ value: 1, done: false });
    setTimeout(() => stop.abort(), 10);
    expect(await reading.next()).toEqual({ value: undefined, done: true });
  });
});
