import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesOnDisk } from "../../../main/publish";
import { Queue } from "../../../main/queue";
import { submit, Worker } from "../../../main/worker";
import { batchSettingsSchema } from "../../../shared/batch";
import { CONFLICT_POLICIES } from "../../../shared/choices";
import type { IntakeItem } from "../../../shared/stages";
import { fakeStages } from "../../support/fake-stages";
import { found } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

/** `AAA/x`: a prompt and the name it wants. */
type Row = string;

/** A folder and a queue, for one batch after the other. */
class Folder {
  readonly outDir = join(tempFolder(), "out");
  readonly queue: Queue;

  constructor() {
    mkdirSync(this.outDir);
    this.queue = new Queue(join(this.outDir, "..", "queue.db"));
  }

  /** Renders a batch, and tells what became of each of its rows, in their order. */
  async render(rows: readonly Row[], onConflict: string) {
    async function* items(): AsyncGenerator<IntakeItem> {
      for (const [index, row] of rows.entries()) {
        const [prompt = "", title = ""] = row.split("/");
        yield { kind: "prompt", found: found("f", { line: index + 1, row: index + 1, prompt: { prompt, title } }) };
      }
    }
    const settings = batchSettingsSchema.parse({ name: "{title}", onConflict });
    const { outDir, queue } = this;
    const { batchId } = await submit(queue, { items: items(), inputs: ["in"], label: "in", outDir, settings });
    const { stages } = fakeStages(2);
    await new Worker({ ...stages, queue, settings: { pollMs: 5 }, concurrency: () => 2 }).drain();
    return [...queue.results.pages(batchId)].flat().map(({ line, state, output, sha256 }) => ({
      row: rows[(line ?? 0) - 1] ?? "",
      state,
      output,
      // Nothing is known of a file that a row was skipped for.
      text: output && sha256 ? readFileSync(join(outDir, output), "utf8").slice(-3) : undefined,
    }));
  }

  async brief(rows: readonly Row[], onConflict: string): Promise<string[]> {
    return (await this.render(rows, onConflict)).map(({ row, state, output }) => `${row} ${state} ${output}`);
  }
}

const filler = (count: number) => Array.from({ length: count }, (_, index) => `FFF/filler-${index}`);

describe("names in one batch after the other", () => {
  it.each([0, 40])("never replaces a PDF that stands for another row, with %d rows between", async (between) => {
    const folder = new Folder();
    const rows = filler(between);
    await folder.render(["AAA/x", "BBB/x"], "replace");
    const moved = await folder.render(["CCC/x", ...rows, "AAA/x"], "replace");
    expect([moved[0], moved.at(-1)]).toEqual([
      { row: "CCC/x", state: "done", output: "x.pdf", text: "CCC" },
      { row: "AAA/x", state: "done", output: "x-3.pdf", text: "AAA" },
    ]);
    const kept = await folder.render(["CCC/x", ...rows, "DDD/x"], "replace");
    expect([kept[0], kept.at(-1)]).toEqual([
      { row: "CCC/x", state: "unchanged", output: "x.pdf", text: "CCC" },
      { row: "DDD/x", state: "done", output: "x-2.pdf", text: "DDD" },
    ]);
    folder.queue.close();
  });

  it("skips each file for one row only, and leaves none out for it", async () => {
    const folder = new Folder();
    await folder.render(["AAA/x", "BBB/x"], "unique");
    expect(await folder.brief(["CCC/x", "AAA/x", "BBB/x", "DDD/x"], "skip")).toEqual([
      "CCC/x unchanged x.pdf",
      "AAA/x done x-3.pdf",
      "BBB/x unchanged x-2.pdf",
      "DDD/x done x-4.pdf",
    ]);
    folder.queue.close();
  });

  it("sees files whose names differ by case only, also those in folders", async () => {
    const folder = new Folder();
    await folder.render(["AAA/x", "BBB/X", "AAA/y"], "unique");
    expect(await folder.brief(["CCC/x", "BBB/X", "CCC/Y"], "unique")).toEqual([
      "CCC/x done x-3.pdf",
      "BBB/X unchanged X-2.pdf",
      "CCC/Y done Y-2.pdf",
    ]);
    expect(readdirSync(folder.outDir).filter((name) => name.endsWith(".pdf"))).toHaveLength(5);
    expect(await folder.brief(["DDD/Y"], "skip")).toEqual(["DDD/Y unchanged y.pdf"]);
    expect(await folder.brief(["DDD/Y"], "fail")).toEqual(["DDD/Y failed null"]);
    mkdirSync(join(folder.outDir, "North"));
    writeFileSync(join(folder.outDir, "North", "Ä.pdf"), "");
    const there = new NamesOnDisk(folder.outDir);
    expect(await there.find("north/a\u0308.pdf")).toBe("North/Ä.pdf");
    expect(await there.find("north/b.pdf")).toBeUndefined();
    folder.queue.close();
  });

  it("has a PDF of its own for every row of the last batch", async () => {
    const row = fc
      .tuple(fc.constantFrom("AAA", "BBB", "CCC"), fc.constantFrom("x", "X", "y"))
      .map((one) => one.join("/"));
    const batch = fc.array(row, { minLength: 2, maxLength: 4 });
    const batches = fc.array(batch, { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(...CONFLICT_POLICIES), async (inputs, policy) => {
        const folder = new Folder();
        try {
          let last: Awaited<ReturnType<Folder["render"]>> = [];
          for (const rows of inputs) last = await folder.render(rows, policy);
          const named = last.filter(({ output }) => output !== null);
          expect(last).toHaveLength(inputs.at(-1)?.length ?? 0);
          expect(new Set(named.map(({ output }) => output?.toLowerCase())).size).toBe(named.length);
          if (policy === "unique") {
            const pdfs = readdirSync(folder.outDir).map((name) => name.toLowerCase());
            expect(new Set(pdfs).size).toBe(pdfs.length);
          }
          for (const { row, text } of named) expect([row.slice(0, 3), undefined]).toContain(text);
          const unknown = named.filter(({ text }) => text === undefined);
          if (policy !== "skip") expect(unknown).toEqual([]);
        } finally {
          folder.queue.close();
        }
      }),
      { numRuns: 30 },
    );
  });
});
