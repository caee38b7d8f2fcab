import { describe, expect, it } from "vitest";
import { recordResult } from "../reliability/record";
import { mutation } from "../reliability/support/mutate";
import { SEED } from "../reliability/support/random";
import { isFull, scaled } from "../reliability/support/scale";
import { EQUALITY_GUARDS, type EqualityGuard } from "./support/equality-guards";
import { type EqualityReport, type EqualityScenario, runScenario } from "./support/equality-scenario";

const MINUTE_MS = 60_000;
const LIMIT_MS = scaled(90, 5) * MINUTE_MS;
const ALL = Number.MAX_SAFE_INTEGER;

function print(options: Partial<EqualityScenario>, guard?: EqualityGuard): Promise<EqualityReport> {
  const without = guard ? [guard, ...(guard.also ?? [])] : [];
  const defaults = { sample: ALL, perDocument: ALL, predecessors: [], documents: [], raw: false, seed: SEED };
  return runScenario<EqualityReport>("equality", { ...defaults, ...options }, { without, limitMs: LIMIT_MS });
}

/** Documents that need a style, a font, a picture or the colours of the system. */
const SENSITIVE = ["forms", "pictures", "system colours", "stylesheet of a file", "font-face of an asset"];

describe("a document behind any other", () => {
  it(`is printed byte for byte as in a window of its own (seed ${SEED})`, { timeout: LIMIT_MS }, async () => {
    const report = await print({ sample: scaled(ALL, 30), perDocument: scaled(ALL, 2) });
    expect(report).toMatchObject({ differences: [], unstable: [], failures: [] });
    expect(report.fast).toBeGreaterThan(report.documents / 2);
    expect(report.pairs).toBe(report.documents * Math.min(report.predecessors, scaled(ALL, 2)));

    const raw = await print({ raw: true, documents: SENSITIVE });
    // Behind this one alone: what a CSP leaves behind stays for all that follow.
    const behind = (name: string) =>
      raw.differences.filter(({ predecessor, alone }) => alone && predecessor === `raw: ${name}`).length;
    expect(behind("meta CSP")).toBeGreaterThan(0);
    expect(behind("meta color-scheme")).toBeGreaterThan(0);
    recordResult({
      test: "Each document of a corpus behind each hostile one, in lanes that stay open, against a window of its own",
      scale: `${report.documents} documents (${report.fast} in the fast lane) × ${report.predecessors} predecessors`,
      result: `${report.pairs} pairs, differences 0`,
      control: `injected past compose: ${behind("meta CSP")} of ${raw.documents} differ behind a meta CSP, ${behind("meta color-scheme")} behind a meta color-scheme`,
    });
  });
});

// The full size has them all in the corpus.
it.skipIf(isFull)(
  "a document with scripts is printed the same behind others whose scripts are still there",
  {
    timeout: LIMIT_MS,
  },
  async () => {
    const report = await print({ documents: ["scripted"], predecessors: ["scripted"] });
    expect(report.pairs).toBeGreaterThan(10);
    expect(report).toMatchObject({ differences: [], unstable: [], failures: [] });
  },
);

const guards = Object.values(EQUALITY_GUARDS).map((guard): [string, EqualityGuard] => [guard.name, guard]);

describe("what keeps documents apart", () => {
  it.each(guards)("is written in the source: a lane %s", (_name, guard) => {
    for (const one of [guard, ...(guard.also ?? [])]) {
      const { before, after } = mutation(one);
      expect(after).not.toBe(before);
    }
  });

  // A build and a run each: all of them in the full size only.
  it.each(isFull ? guards : guards.slice(0, 2))("is missed: a lane %s", { timeout: LIMIT_MS }, async (name, guard) => {
    const { documents, predecessors } = guard;
    const report = await print({ documents, predecessors }, guard);
    expect(report.differences.length + report.unstable.length).toBeGreaterThan(0);
    recordResult({
      test: `A lane ${name}`,
      scale: `${report.documents} documents × ${report.predecessors} predecessors`,
      result: "differences 0 (above)",
      control: `${report.differences.length} of ${report.pairs} differ; ${report.unstable.length} differ even alone`,
    });
  });
});
