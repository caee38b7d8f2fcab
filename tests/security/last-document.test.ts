import { beforeAll, describe, expect, it } from "vitest";
import type { Guard } from "../reliability/support/mutate";
import { isFull } from "../reliability/support/scale";
import { runScenario } from "./support/equality-scenario";
import type { LastDocumentReport } from "./support/last-document-scenario";

const LIMIT_MS = 300_000;

function run(guard?: Guard): Promise<LastDocumentReport> {
  return runScenario<LastDocumentReport>("last-document", {}, { without: guard ? [guard] : [], limitMs: LIMIT_MS });
}

describe("a document with scripts that was printed", () => {
  let report: LastDocumentReport;
  beforeAll(async () => {
    report = await run();
  }, LIMIT_MS);

  it("runs on only for a moment when no other comes", () => {
    expect(report.requests.all).toBeGreaterThan(0);
    expect(report.requests.later).toBe(0);
  });

  it("gets nothing that the next one has", () => {
    expect(report.stolen).toEqual([]);
  });

  it("costs the next one no attempt and no time of its deadline, whatever it does", () => {
    expect(report.failures).toEqual([]);
    expect(report.printed).toHaveLength(13);
    expect(report.crashes).toBe(0);
    expect(report.recycled).toBeGreaterThan(0);
  });
});

const GUARDS: readonly (Guard & { shows: (report: LastDocumentReport) => boolean })[] = [
  {
    name: "is left",
    file: "main/render/lane-window.ts",
    find: "setTimeout(() => void this.#leaveNow(), LEAVE_AFTER_MS)",
    replace: "setTimeout(() => undefined, LEAVE_AFTER_MS)",
    shows: ({ requests }) => requests.later > 0,
  },
  {
    name: "has only files of its own host",
    file: "main/render/seal.ts",
    find: "\"img-src 'self' data:\"",
    replace: '"img-src pdfprompt-lane: data:"',
    shows: ({ stolen }) => stolen.length > 0,
  },
  {
    name: "has no file of the next one on its host",
    file: "main/render/lane-server.ts",
    find: "const asset = isItsOwn ?",
    replace: "const asset = true ?",
    shows: ({ stolen }) => stolen.length > 0,
  },
  {
    name: "has not the text of the next one on its host",
    file: "main/render/lane-server.ts",
    find: "if (isItsOwn && path",
    replace: "if (path",
    shows: ({ stolen }) => stolen.length > 0,
  },
  {
    name: "is to blame for a window that closes",
    file: "main/render/lane-window.ts",
    find: "if (this.#documents > 0) return new LastDocumentStayed();",
    replace: "",
    shows: ({ failures }) => failures.some((failure) => failure.includes("closes")),
  },
  {
    name: "takes no time of the next one",
    file: "main/render/lane-pool.ts",
    find: "        beginAnew();\n",
    replace: "",
    shows: ({ failures }) => failures.some((failure) => failure.includes("busy")),
  },
  {
    name: "is not taken for left where its address changed",
    file: "main/render/lane-window.ts",
    find: "if (!(await hasCome)) throw new LastDocumentStayed();",
    replace: "await hasCome;",
    shows: ({ failures }) => failures.some((failure) => failure.includes("address")),
  },
  {
    name: "is to blame for what happens until the next one has come",
    file: "main/render/lane-window.ts",
    find: 'this.#hasDocument && this.#isLastThere && error.code !== "cancelled"',
    replace: "this.#hasDocument && error.code === undefined",
    shows: ({ failures }) => failures.length > 0,
  },
];

describe("what keeps it from the next one", () => {
  it.each(isFull ? GUARDS : GUARDS.slice(0, 1))(
    "is missed: it $name",
    { timeout: LIMIT_MS },
    async ({ shows, ...guard }) => {
      expect(shows(await run(guard))).toBe(true);
    },
  );
});
