import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchFiles } from "../../../main/desktop/batch-files";
import { readInputs } from "../../../main/intake";
import { Queue } from "../../../main/queue";
import { submit, Worker } from "../../../main/worker";
import { writeResults } from "../../../main/worker/results";
import { batchSettingsSchema } from "../../../shared/batch";
import type { BatchFileProgress } from "../../../shared/batch-files";
import { PdfPromptError } from "../../../shared/errors";
import { fakeStages } from "../../support/fake-stages";
import { tempFolder } from "../../support/temp";

/** More than the queue reads of a batch at a time. */
const MANY = 620;

let home: string;
let outDir: string;
let queue: Queue;
let files: BatchFiles;
let told: BatchFileProgress[];

beforeEach(() => {
  home = tempFolder();
  outDir = join(home, "out");
  mkdirSync(join(home, "in"));
  queue = new Queue(join(home, "queue.db"));
  files = new BatchFiles({ queue, mainFolder: home });
  told = [];
  files.watch((progress) => told.push(progress));
});
afterEach(async () => {
  await files.close();
  queue.close();
});

/** Queues a prompt of each text. @returns the batch's id */
async function put(label: string, texts: readonly string[]): Promise<string> {
  const input = join(home, "in", "p.jsonl");
  writeFileSync(input, texts.map((prompt) => JSON.stringify({ prompt })).join("\n"));
  const items = readInputs([input], { cwd: home });
  const settings = batchSettingsSchema.parse({ retries: 0 });
  return (await submit(queue, { items, inputs: [input], label, outDir, settings })).batchId;
}

async function work(): Promise<void> {
  const { stages } = fakeStages(4, (text) => {
    if (text === "fails") throw new PdfPromptError("template-failed", "as was wished");
  });
  const worker = new Worker({
    ...stages,
    queue,
    settings: { pollMs: 20 },
    concurrency: () => 4,
    writeResults: (batch, signal) => writeResults(queue, batch, signal),
  });
  await worker.drain();
}

/** What was refused at once is a rejection here, too. */
const make = async (...request: Parameters<BatchFiles["make"]>) => files.make(...request);
const names = (folder: string) => readdirSync(folder).filter((name) => !/\.pdf$|^manifest|^failures/.test(name));

describe("a ZIP file of a batch", () => {
  it("has all of its PDFs, and says how many there are, how far it is and what is missing", async () => {
    const id = await put("letters", ["one", "fails", "two"]);
    await work();
    const made = await make(id, "zip", join(home, "all.zip"));
    expect(made).toMatchObject({ name: "all.zip", pdfs: 2, pages: null, missing: 1 });
    const content = readFileSync(join(home, "all.zip"));
    expect(made.bytes).toBe(content.byteLength);
    for (const name of ["p-1.pdf", "p-3.pdf", "manifest.jsonl"]) expect(content.includes(name)).toBe(true);
    expect(told[0]).toEqual({ id, label: "letters", kind: "zip", done: 0, all: 2, outcome: null });
    expect(told.at(-1)).toMatchObject({ id, outcome: { made } });
    expect(files.pathOf(made.file)).toBe(join(home, "all.zip"));
  });

  it("gets its ending where none was typed, but replaces nothing that way", async () => {
    const id = await put("letters", ["one"]);
    await work();
    expect(await make(id, "zip", join(home, "all"))).toMatchObject({ name: "all.zip" });
    await expect(make(id, "zip", join(home, "all"))).rejects.toThrow("is there already");
    expect(await make(id, "zip", join(home, "all.zip"))).toMatchObject({ name: "all.zip" });
  });

  it("is not written where a PDF of many is gone, and the reason names it", async () => {
    const id = await put(
      "letters",
      Array.from({ length: MANY }, (_, at) => `text ${at}`),
    );
    await work();
    writeFileSync(join(outDir, "p-1.pdf"), "somebody else's");
    await expect(make(id, "zip", join(home, "all.zip"))).rejects.toThrow("p-1.pdf was changed since");
    rmSync(join(outDir, `p-${MANY}.pdf`));
    await expect(make(id, "zip", join(home, "all.zip"))).rejects.toThrow(`p-${MANY}.pdf is not there any more`);
    expect(existsSync(join(home, "all.zip"))).toBe(false);
  });

  it("that is given up leaves nothing, and another can be made then", async () => {
    const id = await put(
      "letters",
      Array.from({ length: MANY }, (_, at) => `text ${at}`),
    );
    await work();
    const making = make(id, "zip", join(outDir, "all.zip"));
    expect(() => files.proposal(id, "combined"), "one at a time").toThrow("is being made");
    files.stop(id);
    await expect(making).rejects.toMatchObject({ code: "cancelled" });
    expect(told.at(-1)?.outcome).toMatchObject({ problem: { code: "cancelled" } });
    expect(names(outDir)).toEqual([]);
    const again = make(id, "zip", join(outDir, "all.zip"));
    await files.close();
    await expect(again).rejects.toMatchObject({ code: "cancelled" });
    expect(names(outDir)).toEqual([]);
  });
});

describe("a file of a batch", () => {
  it("is called after the batch, and takes the name of nothing but its like", async () => {
    const id = await put("letters.csv, more.md", ["one"]);
    await work();
    const at = (name: string) => join(outDir, name);
    expect(files.proposal(id, "combined")).toBe(at("letters.pdf"));
    writeFileSync(at("letters.pdf"), "%PDF-1.4 of the batch itself");
    expect(files.proposal(id, "combined")).toBe(at("letters-2.pdf"));
    await make(id, "zip", files.proposal(id, "zip"));
    expect(files.proposal(id, "zip"), "it may be made anew").toBe(at("letters.zip"));
    await expect(make(id, "combined", at("letters.pdf"))).rejects.toMatchObject({ code: "output-unwritable" });
    expect(readFileSync(at("letters.pdf"), "utf8")).toBe("%PDF-1.4 of the batch itself");
  });

  it("has a name that every system takes, whatever the batch is called", async () => {
    const id = await put("inbox: a/../b?.md", ["one"]);
    await work();
    expect(files.proposal(id, "zip")).toBe(join(outDir, "inbox- a-..-b-.zip"));
  });

  it.each([
    ["as long as names may be", "n".repeat(200)],
    ["long and without a space", "名".repeat(120)],
  ])("has a name that can be written, with a number, too, where the batch's is %s", async (_what, label) => {
    const id = await put(label, ["one"]);
    await work();
    for (const kind of ["combined", "zip"] as const) {
      const first = files.proposal(id, kind);
      expect(Buffer.byteLength(basename(first))).toBeLessThanOrEqual(196);
      expect(basename(first)).not.toContain("\ufffd");
      writeFileSync(first, "somebody else's");
      const second = files.proposal(id, kind);
      expect(second).toBe(first.replace(/\.(pdf|zip)$/, "-2.$1"));
      writeFileSync(second, "%PDF-1.7 or PK");
    }
    expect(await make(id, "zip", files.proposal(id, "zip"))).toMatchObject({ pdfs: 1 });
  });

  it("is proposed also where what is there cannot be looked at, or where no name is free", async () => {
    const id = await put("letters", ["one"]);
    await work();
    symlinkSync("letters.zip", join(outDir, "letters.zip"));
    expect(files.proposal(id, "zip")).toBe(join(outDir, "letters-2.zip"));
    await expect(make(id, "zip", join(outDir, "letters.zip"))).rejects.toMatchObject({
      code: "output-unwritable",
    });
    for (let number = 2; number <= 999; number += 1) mkdirSync(join(outDir, `letters-${number}.zip`));
    expect(files.proposal(id, "zip"), "who is asked chooses another").toBe(join(outDir, "letters.zip"));
  });

  it("is not proposed, nor made, under a name that another one just takes, however that is written", async () => {
    const first = await put("letters", ["one"]);
    await work();
    const second = await put("LETTERS", ["one"]);
    await work();
    const making = make(first, "zip", files.proposal(first, "zip"));
    expect(files.proposal(second, "zip")).toBe(join(outDir, "LETTERS-2.zip"));
    await expect(make(second, "zip", join(outDir, "Letters.zip"))).rejects.toThrow("is just being made");
    await making;
    expect(files.proposal(second, "zip")).toBe(join(outDir, "LETTERS.zip"));
  });

  it("of one PDF that is given up while its parts are gathered ends there", async () => {
    const id = await put("letters", ["one"]);
    await work();
    const making = make(id, "combined", join(home, "all.pdf"));
    files.stop(id);
    await expect(making).rejects.toMatchObject({ code: "cancelled" });
  });

  it("is refused, with the reason, while the batch is worked on, where it has no PDF, and where it is unknown", async () => {
    const id = await put("letters", ["fails"]);
    expect(() => files.proposal(id, "combined")).toThrow("still worked on");
    await expect(make(id, "zip", join(home, "all.zip"))).rejects.toThrow("still worked on");
    await work();
    expect(() => files.proposal(id, "combined")).toThrow("None of the prompts");
    expect(() => files.proposal("other", "zip")).toThrow("There is no batch other");
    expect(() => files.pathOf(0)).toThrow("There is no such file");
  });
});
