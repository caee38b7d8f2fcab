import { describe, expect, it } from "vitest";
import { recordResult } from "../reliability/record";
import type { Guard } from "../reliability/support/mutate";
import { SEED } from "../reliability/support/random";
import { scaled } from "../reliability/support/scale";
import { runScenario } from "./support/equality-scenario";
import { strayMarks } from "./support/nonce-check";
import type { NonceReport } from "./support/nonce-scenario";

const MINUTE_MS = 60_000;
const LIMIT_MS = scaled(20, 5) * MINUTE_MS;
const LANES = 3;

async function print(documents: number, guard?: Guard): Promise<NonceReport & { strays: string[] }> {
  const options = { documents, lanes: LANES, seed: SEED };
  const report = await runScenario<NonceReport>("nonce", options, { without: guard ? [guard] : [], limitMs: LIMIT_MS });
  return { ...report, strays: report.marked.flatMap((marked) => strayMarks(marked.file, marked)) };
}

/** Every picture at the same address: what a lane has of one document would be shown in the next. */
const ADDRESSES: Guard = {
  name: "gives each file an address of its own",
  file: "main/compose/assets.ts",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
  find: ".update(`${path}|${mtimeMs}|${ctimeMs}|${ino}|${size}`)",
  replace: '.update("same")',
};

/** Now and then a document is not put into its lane: what was there before is printed. */
const INJECTION: Guard = {
  name: "puts each document into its lane",
  file: "main/render/lane-window.ts",
  find: 'await this.#send("Page.setDocumentContent", { frameId: this.#frameId, html });',
  replace:
    'if (this.#documents % 5 !== 4) await this.#send("Page.setDocumentContent", { frameId: this.#frameId, html });',
};

describe("documents that share their lanes", () => {
  it(`hold nothing of each other: no text, no picture, no style, no template (seed ${SEED})`, {
    timeout: LIMIT_MS,
  }, async () => {
    const documents = scaled(1000, 48);
    const report = await print(documents);
    expect(report.failures).toEqual([]);
    expect(report.marked).toHaveLength(documents);
    expect(report.strays).toEqual([]);
    for (const kind of ["fast", "full", "scripted"] as const) expect(report[kind]).toBeGreaterThan(documents / 10);

    const shared = await print(24, ADDRESSES);
    expect(shared.strays.some((stray) => stray.startsWith("picture of"))).toBe(true);
    const left = await print(36, INJECTION);
    expect(left.strays.some((stray) => stray.startsWith("text of"))).toBe(true);
    recordResult({
      test: "Documents with a text, a picture, a style and a template of their own, all kinds mixed",
      scale: `${documents} documents (${report.fast} injected, ${report.full} navigated to, ${report.scripted} with scripts), ${LANES} lanes`,
      result: "each PDF holds its own, on each page, and nothing of another one",
      control: `where all pictures have one address, ${shared.strays.length} strays in 24 PDFs; where every fifth document is not put in, ${left.strays.length} in 36`,
    });
  });
});
