import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readInputs } from "../../../main/intake";
import { type ManifestLine, verifyManifest } from "../../../main/publish";
import { Queue } from "../../../main/queue";
import { openOrigin, submit, Worker } from "../../../main/worker";
import { writeResults } from "../../../main/worker/results";
import { batchSettingsSchema } from "../../../shared/batch";
import { PdfPromptError } from "../../../shared/errors";
import { type FakeRender, fakeStages } from "../../support/fake-stages";
import { tempFolder } from "../../support/temp";

let home: string;
let outDir: string;
let queue: Queue;
let notices: string[];
let written: number;

beforeEach(() => {
  home = tempFolder();
  outDir = join(home, "out");
  mkdirSync(join(home, "in"));
  queue = new Queue(join(home, "queue.db"));
  notices = [];
  written = 0;
});
afterEach(() => queue.close());

const input = (name: string, text: string) => {
  const file = join(home, "in", name);
  writeFileSync(file, text);
  return file;
};

/** Queues these files as `submit` does. */
function put(inputs: string[], settings: object = {}) {
  return submit(queue, {
    items: readInputs(inputs, { cwd: home, openOrigin: (folder, sealed) => openOrigin(queue, folder, sealed) }),
    inputs,
    label: "in",
    outDir,
    settings: batchSettingsSchema.parse({ retries: 0, ...settings }),
  });
}

/** Fails the prompts whose text has the word "fails". */
const failing: FakeRender = (text) => {
  if (text.includes("fails")) throw new PdfPromptError("template-failed", "it fails, as was wished");
};

function worker(render: FakeRender = failing, before: () => void = () => undefined) {
  const { stages } = fakeStages(2, render);
  return new Worker({
    ...stages,
    queue,
    settings: { pollMs: 20 },
    concurrency: () => 2,
    notice: (line) => notices.push(line),
    writeResults: async (batch, signal) => {
      before();
      written += 1;
      return writeResults(queue, batch, signal);
    },
  });
}

const work = (render?: FakeRender) => worker(render).drain();
const linesOf = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");
const manifest = () => linesOf(join(outDir, "manifest.jsonl")).map((line) => JSON.parse(line) as ManifestLine);
const brief = () => manifest().map(({ state, output }) => `${state} ${output}`);
const others = () => (existsSync(outDir) ? readdirSync(outDir) : []).filter((name) => !name.endsWith(".pdf")).sort();

describe("the manifest", () => {
  it("has a line for every prompt, in the order of the input, with all that is known of its PDF", async () => {
    const csv = input("p.csv", "prompt,title\none,A\nragged\nit fails,C\nfour,D\n");
    const { batchId } = await put([csv]);
    await work();
    expect(manifest()).toEqual([
      {
        batch: batchId,
        source: csv,
        line: 2,
        row: 1,
        state: "done",
        output: "p-1.pdf",
        sha256: createHash("sha256")
          .update(readFileSync(join(outDir, "p-1.pdf")))
          .digest("hex"),
        pages: 1,
        bytes: readFileSync(join(outDir, "p-1.pdf")).length,
        times: expect.objectContaining({ composeMs: expect.any(Number), totalMs: expect.any(Number) }),
        warnings: [],
      },
      expect.objectContaining({ line: 3, row: 2, state: "failed", output: null, code: "input-invalid" }),
      expect.objectContaining({ line: 4, row: 3, state: "failed", sha256: null, code: "template-failed" }),
      expect.objectContaining({ line: 5, row: 4, state: "done", output: "p-4.pdf" }),
    ]);
    expect(manifest()[2]?.message).toBe("it fails, as was wished");
  });

  it("tells of unchanged prompts with what is known of their PDFs", async () => {
    const csv = input("p.csv", "prompt\none\ntwo\n");
    await put([csv]);
    await work();
    const before = manifest();
    await put([csv]);
    await work();
    expect(brief()).toEqual(["unchanged p-1.pdf", "unchanged p-2.pdf"]);
    expect(manifest().map(({ sha256, pages, bytes }) => [sha256, pages, bytes])).toEqual(
      before.map(({ sha256, pages, bytes }) => [sha256, pages, bytes]),
    );
  });

  it("keeps what an earlier batch said of PDFs that still stand and were not replaced", async () => {
    await put([input("a.md", "one"), input("b.md", "two"), input("c.md", "three")]);
    await work();
    const before = manifest();
    unlinkSync(join(outDir, "a.pdf"));
    await put([input("b.md", "two, edited"), input("d.md", "four")], { onConflict: "replace" });
    await work();
    expect(brief()).toEqual(["done b.pdf", "done d.pdf", "done c.pdf"]);
    expect(manifest()[2]).toEqual(before[2]);
    expect(manifest()[0]?.sha256).not.toBe(before[1]?.sha256);
  });

  it("keeps what was known of a PDF that a later batch skips", async () => {
    await put([input("a.md", "one")]);
    await work();
    const [before] = manifest();
    await put([input("a.md", "one, edited")], { onConflict: "skip" });
    await work();
    expect(manifest()).toEqual([expect.objectContaining({ state: "unchanged", sha256: null }), before]);
    await put([input("a.md", "one, edited again")], { onConflict: "skip" });
    await work();
    expect(manifest()).toHaveLength(2);
  });

  it("is not written where all of the input was wrong", async () => {
    await put([join(home, "nothing.md")]);
    await work();
    expect(others()).toEqual([]);
    expect(queue.results.claim(queue.addWorker())).toBeUndefined();
  });

  it("is written once, though several workers are there when the batch ends", async () => {
    await put([input("p.csv", `prompt\n${"x\n".repeat(40)}`)]);
    await Promise.all([work(), work(), work()]);
    await work();
    expect(written).toBe(1);
    expect(manifest()).toHaveLength(40);
  });

  it("is written while the jobs of another batch still run", async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    await put([input("slow.md", "slow")]);
    await put([input("quick.md", "quick")], { timeoutMs: 9000 });
    const { stages } = fakeStages(2, (text) => (text === "slow" ? slow : undefined));
    const settings = { pollMs: 20 };
    await new Worker({
      ...stages,
      queue,
      settings,
      concurrency: () => 2,
      // The slow job ends only after the results of the quick one: if they waited for it, this would never end.
      writeResults: (batch, signal) => writeResults(queue, batch, signal).finally(release),
    }).drain();
    expect(brief()).toEqual(["done slow.pdf", "done quick.pdf"]);
  });

  it("is written anew when what failed is tried again", async () => {
    const { batchId } = await put([input("a.md", "it fails"), input("b.md", "good")]);
    await work();
    expect(brief()).toEqual(["failed null", "done b.pdf"]);
    expect(others()).toEqual(["failures.jsonl", "manifest.jsonl"]);
    queue.requeue({ batchId });
    expect(queue.results.stateOf(batchId).state).toBe("due");
    await work(() => undefined);
    expect(brief()).toEqual(["done a.pdf", "done b.pdf"]);
    expect(others()).toEqual(["manifest.jsonl"]);
  });
});

describe("a crash between the last job and the manifest", () => {
  it("leaves the writing to the next worker, which leaves nothing of the first one's", async () => {
    const { batchId } = await put([input("a.md", "one"), input("b.md", "it fails")]);
    // A process that dies while it writes: it has claimed the writing, and its temporary file is there.
    const { stages } = fakeStages(2, failing);
    await new Worker({ ...stages, queue, settings: { pollMs: 20 }, concurrency: () => 2 }).drain();
    const gone = queue.addWorker();
    expect(queue.results.claim(gone)).toEqual({ id: batchId, outDir });
    writeFileSync(join(outDir, `.manifest.jsonl.${batchId.slice(0, 8)}.part`), "half a li");
    await work();
    expect(written).toBe(0);
    queue.removeWorker(gone);
    await work();
    expect(written).toBe(1);
    expect(brief()).toEqual(["done a.pdf", "failed null"]);
    expect(others()).toEqual(["failures.jsonl", "manifest.jsonl"]);
  });

  it("or after the failures were written has them written once", async () => {
    await put([input("b.md", "it fails"), input("a.md", "one")]);
    let isFirst = true;
    const { stages } = fakeStages(2, failing);
    const crashing = new Worker({
      ...stages,
      queue,
      settings: { pollMs: 20 },
      concurrency: () => 2,
      writeResults: async (batch, signal) => {
        if (isFirst) {
          isFirst = false;
          await writeResults(queue, batch, signal);
          // As if the file had been given its name, and nothing after that had been written down.
          queue.results.forgetFailureFile(join(outDir, "failures.jsonl"));
        }
        throw new Error("gone");
      },
    });
    await crashing.drain();
    expect(notices).toEqual([]);
    await work();
    expect(others()).toEqual(["failures.jsonl", "manifest.jsonl"]);
    expect(linesOf(join(outDir, "failures.jsonl"))).toHaveLength(1);
  });
});

describe("a manifest that cannot be written", () => {
  it("is told, loses no PDF, and is written by the next call", async () => {
    const { batchId } = await put([input("a.md", "one")]);
    const full = () => {
      throw new PdfPromptError("disk-full", "There is no room left for the output.");
    };
    await worker(failing, full).drain();
    expect(notices).toEqual([expect.stringMatching(/manifest of .*out was not written: There is no room left/)]);
    expect(queue.results.stateOf(batchId).state).toBe("due");
    expect(readdirSync(outDir)).toEqual(["a.pdf"]);
    await work();
    expect(brief()).toEqual(["done a.pdf"]);
  });
});

describe("what failed", () => {
  const failures = (name: string) => join(outDir, name);
  const back = (name: string, settings: object = {}) => put([failures(name)], settings);

  it("of a table is a table with the same columns, and gives the very same prompts when it is given back", async () => {
    const rows = [
      'prompt,title,note,data,"=head"',
      '"it fails\nin two lines; =1","=1+1","\'=x"," {""deep"": [1]}",@a',
      'it fails too,  -2 ,+3,,"a ""quoted"" b"',
      "good,x,y,,z",
      'it fails thrice,"\'\'-",＝1,,"\t=tab"',
    ];
    await put([input("p.csv", `${rows.join("\n")}\n`)]);
    await work();
    const text = readFileSync(failures("failures.csv"), "utf8");
    expect(text).toMatch(/^\ufeffprompt,title,note,data,'=head,error_code,error_message,error_origin\r\n/);
    expect(text).not.toMatch(/(^|[,"\n])\s*[=+@-]/);
    const before = queue.listJobs({ offset: 0, limit: 9 }).jobs.map(({ name }) => name);

    const { batchId } = await back("failures.csv");
    const numbers: unknown[] = [];
    const prompts = async (file: string) => {
      const items = [];
      const openOriginHere = (folder: string, sealed: string) => openOrigin(queue, folder, sealed);
      for await (const item of readInputs([file], { cwd: home, openOrigin: openOriginHere })) {
        if (item.kind === "prompt") {
          const { source: _source, line: _line, index, ...rest } = item.found;
          numbers.push(index);
          items.push(rest);
        }
      }
      return items;
    };
    const original = (await prompts(join(home, "in", "p.csv"))).filter(({ prompt }) => prompt.prompt !== "good");
    numbers.length = 0;
    expect(await prompts(failures("failures.csv"))).toEqual(original);
    expect(numbers, "those that they had in the batch").toEqual([1, 2, 4]);
    await work(() => undefined);
    expect(queue.batchCounts(batchId)).toMatchObject({ done: 3, failed: 0, rejected: 0 });
    // The names they would have had the first time.
    expect(
      manifest()
        .map(({ output }) => output)
        .sort(),
    ).toEqual([...before].sort());
    expect(others()).toEqual(["manifest.jsonl"]);
    // And the first call, made again, knows them.
    expect(await put([join(home, "in", "p.csv")])).toMatchObject({ unchanged: 4, queued: 0 });
  });

  it("of a table keeps rows that were none as they were, and they are rejected again until they are mended", async () => {
    await put([input("p.csv", 'prompt,x\ngood,1\na,b,c\nonly\n"never closed,2\nlast,3\n')]);
    await work();
    const [, ...rows] = linesOf(failures("failures.csv"));
    expect(rows.map((row) => row.split(",input-invalid")[0])).toEqual(["a,b,c", "only", '"""never closed,2"']);
    expect(await back("failures.csv")).toMatchObject({ queued: 0, rejected: 3 });
    writeFileSync(
      failures("failures.csv"),
      readFileSync(failures("failures.csv"), "utf8").replace("only,", "only,mended,"),
    );
    expect(await back("failures.csv")).toMatchObject({ queued: 1, rejected: 2 });
    await work();
    expect(existsSync(join(outDir, "p-3.pdf"))).toBe(true);
  });

  it.each(["csv", "md"])("of a table with one column does not make prompts of what was none (%s)", async (kind) => {
    const file =
      kind === "csv" ? input("p.csv", 'prompt\ngood\n"never closed\n') : input("p.md", "---\na: b\n---\nx\n");
    await put([file, ...(kind === "md" ? [input("good.md", "good")] : [])]);
    await work();
    const name = kind === "csv" ? "failures.csv" : "failures.jsonl";
    for (const settings of [{}, { template: "letter" }]) {
      expect(await back(name, settings)).toMatchObject({ queued: 0, rejected: 1 });
    }
  });

  it("of anything else is JSON lines: prompts as they were, and the original of what was none", async () => {
    const jsonl = input(
      "p.jsonl",
      '{"prompt":"it fails","id":"7","data":{"a":1}}\n{"prompt":"x","colour":"red"}\n{"prompt":\n{"prompt":"good"}\n',
    );
    await put([jsonl, input("q.csv", "prompt\nfails as well\n")]);
    await work();
    const records = linesOf(failures("failures.jsonl")).map((line) => JSON.parse(line));
    const error = { code: "input-invalid", message: expect.any(String), source: jsonl, origin: expect.any(String) };
    expect(records).toEqual([
      { prompt: "x", colour: "red", error: { ...error, line: 2, column: 15, row: 2 } },
      { raw: '{"prompt":', error: { ...error, line: 3, column: 11, row: 3 } },
      {
        prompt: "it fails",
        id: "7",
        data: { a: 1 },
        error: { ...error, code: "template-failed", line: 1, column: null, row: 1 },
      },
      {
        prompt: "fails as well",
        error: { ...error, code: "template-failed", source: join(home, "in", "q.csv"), line: 2, column: null, row: 1 },
      },
    ]);
    const again = await back("failures.jsonl");
    expect(again).toMatchObject({ queued: 2, rejected: 2 });
    await work(() => undefined);
    expect(readdirSync(outDir)).toEqual(expect.arrayContaining(["p-1.pdf", "q-1.pdf", "p-4.pdf"]));
    // What is left of it: the two that are no prompts.
    const left = linesOf(failures("failures.jsonl"));
    expect(left).toHaveLength(2);
    expect(JSON.parse(left[1] ?? "")).toMatchObject({
      raw: '{"prompt":',
      error: {
        source: failures("failures.jsonl"),
        line: 2,
        column: 2,
        message: expect.stringMatching(/could not be read as a prompt when it came: .*not valid JSON.* Mend it:/),
      },
    });
    // The reason stays the same however often it is given back, and it still knows where it came from.
    await put([failures("failures.jsonl"), input("good.md", "good")]);
    await work();
    const [, again2 = ""] = linesOf(failures("failures.jsonl"));
    expect(JSON.parse(again2).error.message).toBe(JSON.parse(left[1] ?? "").error.message);
    writeFileSync(failures("failures.jsonl"), again2.replace(/"raw":".*?",/, '"prompt":"mended",'));
    await back("failures.jsonl");
    await work();
    expect(existsSync(join(outDir, "p-3.pdf"))).toBe(true);
  });

  it("keeps the text of lines that are no objects", async () => {
    await put([input("p.jsonl", '[1, 2]\nnull\n{"prompt":"good"}\n'), input("q.json", '{"prompt":')]);
    await work();
    const records = linesOf(failures("failures.jsonl")).map((line) => JSON.parse(line).raw);
    expect(records).toEqual(["[1, 2]", "null", '{"prompt":']);
  });

  it("has the folder of its first input, and no file may name one of its own choice", async () => {
    await put([input("a.md", "it fails")]);
    await work();
    const [line = ""] = linesOf(failures("failures.jsonl"));
    const read = async (file: string) => {
      const items = [];
      const options = { cwd: home, openOrigin: (folder: string, text: string) => openOrigin(queue, folder, text) };
      for await (const item of readInputs([file], options)) items.push(item);
      return items;
    };
    expect(await read(failures("failures.jsonl"))).toMatchObject([{ found: { baseDir: join(home, "in"), stem: "a" } }]);

    const refused = [
      { kind: "rejected", problem: { code: "input-invalid", message: expect.stringContaining("origin") } },
    ];
    // Elsewhere it counts as little as one that was made up.
    mkdirSync(join(home, "elsewhere"));
    writeFileSync(join(home, "elsewhere", "f.jsonl"), line);
    expect(await read(join(home, "elsewhere", "f.jsonl"))).toMatchObject(refused);
    const record = JSON.parse(line);
    const [, seal] = record.error.origin.split(".");
    const forged = Buffer.from(JSON.stringify({ baseDir: "/etc", relativeDir: "", stem: "a" })).toString("base64url");
    for (const origin of [`${forged}.${seal}`, forged, "", "."]) {
      writeFileSync(failures("forged.jsonl"), JSON.stringify({ ...record, error: { ...record.error, origin } }));
      expect(await read(failures("forged.jsonl"))).toMatchObject(refused);
    }
    // Without it, it is a prompt like any other.
    const { origin: _origin, ...error } = record.error;
    writeFileSync(failures("plain.jsonl"), JSON.stringify({ ...record, error }));
    expect(await read(failures("plain.jsonl"))).toMatchObject([{ found: { baseDir: outDir, stem: "plain" } }]);
  });

  it("of other batches, and what was edited since, is never overwritten or removed", async () => {
    const [a, b] = [input("a.md", "it fails"), input("b.md", "this fails")];
    const good = input("good.md", "good");
    await put([a, good]);
    await work();
    await put([b, good]);
    await work();
    expect(others()).toEqual(["failures-2.jsonl", "failures.jsonl", "manifest.jsonl"]);
    // The same call again: its own file is replaced, or removed when nothing fails any more.
    await put([a, good]);
    await work();
    expect(others()).toEqual(["failures-2.jsonl", "failures.jsonl", "manifest.jsonl"]);
    const edited = `${readFileSync(failures("failures-2.jsonl"), "utf8")}\n`;
    writeFileSync(failures("failures-2.jsonl"), edited);
    await put([a, good]);
    await work(() => undefined);
    await put([b, good]);
    await work(() => undefined);
    expect(others()).toEqual(["failures-2.jsonl", "manifest.jsonl"]);
    expect(readFileSync(failures("failures-2.jsonl"), "utf8")).toBe(edited);
  });
});

describe("verify", () => {
  it("names what is missing, changed, no PDF or of other length, and what no line tells of", async () => {
    const names = ["whole", "missing", "changed", "shorter", "pages"];
    await put(names.map((name) => input(`${name}.md`, name)));
    await work((text) => Buffer.from(`%PDF-1.4\n1 0 obj\n<</Type /Pages\n/Count 1>>\nendobj\n${text}\n%%EOF\n`));
    const file = join(outDir, "manifest.jsonl");
    unlinkSync(join(outDir, "missing.pdf"));
    const flip = readFileSync(join(outDir, "changed.pdf"));
    flip[20] = (flip[20] ?? 0) ^ 1;
    writeFileSync(join(outDir, "changed.pdf"), flip);
    writeFileSync(join(outDir, "shorter.pdf"), "%PDF-1.4");
    writeFileSync(join(outDir, "extra.pdf"), "x");
    const torn = readFileSync(join(outDir, "whole.pdf")).subarray(0, 20);
    writeFileSync(join(outDir, "torn.pdf"), torn);
    const lines = manifest().map((line) => (line.output === "pages.pdf" ? { ...line, pages: 2 } : line));
    const [line] = lines;
    const more = [
      { ...line, output: "torn.pdf", bytes: 20, sha256: createHash("sha256").update(torn).digest("hex") },
      { ...line, output: "../in/whole.md" },
      "cut off",
    ];
    writeFileSync(file, [...lines, ...more].map((text) => JSON.stringify(text)).join("\n"));
    const counts = { outputs: 0, whole: 0, badLines: 0, bytes: 0 };
    const found: string[] = [];
    for await (const { kind, output } of verifyManifest(file, counts, new AbortController().signal)) {
      found.push(`${kind} ${output}`);
    }
    expect(found).toEqual([
      "missing missing.pdf",
      "changed changed.pdf",
      "changed shorter.pdf",
      "invalid pages.pdf",
      "invalid torn.pdf",
      "invalid ../in/whole.md",
      "extra extra.pdf",
    ]);
    expect(counts).toMatchObject({ outputs: 7, whole: 1, badLines: 1 });
  });
});
