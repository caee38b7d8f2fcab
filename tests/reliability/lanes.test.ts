import { describe, expect, it } from "vitest";
import { GUARDS } from "./guards";
import { recordResult } from "./record";
import { middleAndMost, runLanes } from "./support/lane-scenario";
import { isFull, scaled } from "./support/scale";

const MINUTE_MS = 60_000;
/** Longer than any of them takes that comes to its end. */
const LIMIT_MS = 2 * MINUTE_MS;
/** How many lanes the scenario opens. */
const LANES = 3;
/** What is left of the lanes when they are closed. */
const CLOSED = { windowsAtEnd: 0, renderersAtEnd: 0 };
const TIMEOUT_MS = 20 * MINUTE_MS;

describe("renderers that crash", () => {
  it("cost an attempt each and nothing else", { timeout: TIMEOUT_MS }, async () => {
    const documents = scaled(1000, 60);
    const report = await runLanes({ kind: "crash", documents }, { limitMs: 10 * MINUTE_MS });
    expect(report).toMatchObject({ done: documents, failed: 0, files: documents, whole: documents, ...CLOSED });
    // A lane whose renderer crashed last opens a window when it is needed again.
    expect(report?.windowsAfter).toBeLessThanOrEqual(report?.windowsBefore ?? 0);
    expect(report?.navigated).toBeGreaterThan(0);
    expect(Object.keys(report?.errors ?? {})).toEqual(["render-crashed"]);
    expect(report?.laneBackMs.length).toBeGreaterThan(0);

    // Nobody notices that a renderer is gone: only the deadline frees its lane, or a print that Chromium gives up.
    const blind = await runLanes(
      { kind: "crash", documents: 60, timeoutMs: 1500 },
      { guard: GUARDS.noticeCrash, limitMs: LIMIT_MS },
    );
    const { "load-timeout": late = 0, "print-failed": unprinted = 0 } = blind?.errors ?? {};
    expect(late + unprinted).toBeGreaterThan(0);
    expect(blind?.errors["render-crashed"]).toBeUndefined();
    recordResult({
      test: "Renderers that crash (`forcefullyCrashRenderer`, about one for ten documents)",
      scale: `${documents} documents, ${report?.crashes} crashes, 3 lanes`,
      result: `all done, failed 0, no window too many; all PDFs whole; the same lane's next document is printed after ${middleAndMost(report?.laneBackMs ?? [])}`,
      control: `where nobody notices that a renderer is gone: ${late} documents wait for their deadline, ${unprinted} fail while they are printed`,
    });
  });
});

describe("renderers that crash while their windows open", () => {
  it("hold their lanes up no longer than any other crash", { timeout: TIMEOUT_MS }, async () => {
    const documents = 30;
    const report = await runLanes({ kind: "opening", documents }, { limitMs: LIMIT_MS });
    expect(report).toMatchObject({
      done: documents,
      failed: 0,
      files: documents,
      errors: { "render-crashed": 3 },
      ...CLOSED,
    });
    expect(report?.windowsAfter).toBeLessThanOrEqual(report?.windowsBefore ?? 0);
    // A lane that waits for a dead renderer does so for as long as a window may take to open, as long as the deadline.
    expect(report?.afterDeadlineMs).toEqual([]);

    const guard = GUARDS.noticeCrashWhileOpening;
    const waiting = await runLanes({ kind: "opening", documents }, { guard, limitMs: 6000 });
    expect(waiting).toBeUndefined();
    recordResult({
      test: "Renderers that crash while their windows open: at the begin of loading, at the answer, before the set-up",
      scale: `${documents} documents, 3 crashes`,
      result: "all done, failed 0, no window too many, no lane waits",
      control: "where it is not noticed, a lane waits for 20 s",
    });
  });
});

describe("the network process of Chromium", () => {
  it("costs what is being loaded an attempt each when it dies, and nothing waits for its deadline", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const options = { kind: "network" as const, documents: 150 };
    const report = await runLanes({ ...options, timeoutMs: 20_000 }, { limitMs: LIMIT_MS });
    expect(report).toMatchObject({ done: 150, failed: 0, files: 150, whole: 150, afterDeadlineMs: [], ...CLOSED });
    expect(Object.keys(report?.errors ?? {})).toEqual(["render-crashed"]);
    const lost = report?.errors["render-crashed"] ?? 0;
    expect(lost).toBeLessThanOrEqual(LANES * (report?.helpersKilled ?? 0));

    const guard = GUARDS.noticeNetwork;
    const blind = await runLanes({ ...options, timeoutMs: 1500 }, { guard, limitMs: LIMIT_MS });
    const late = blind?.errors["load-timeout"] ?? 0;
    expect(late).toBeGreaterThan(0);
    recordResult({
      test: "The death of Chromium's network process while documents are navigated to",
      scale: `150 documents, ${report?.helpersKilled} deaths`,
      result: `all done, attempts lost: ${lost}, none of them at its deadline`,
      control: `where it is not noticed, ${late} documents wait for their deadline`,
    });
  });
});

describe("documents that never come to an end", () => {
  it("end at their deadline, and cost the others nothing; so does the death of Chromium's helpers", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const options = { kind: "endless" as const, documents: 30, endless: scaled(12, 4), timeoutMs: 1000 };
    const report = await runLanes(options, { limitMs: 3 * MINUTE_MS });
    // What was loaded when the network process died fails at once, and is tried again; nothing waits for its deadline.
    expect(report?.errors["load-timeout"]).toBe(options.endless);
    const helpersCost = report?.errors["render-crashed"] ?? 0;
    expect(helpersCost).toBeLessThanOrEqual(LANES * (report?.helpersKilled ?? 0));
    expect(report).toMatchObject({ failed: options.endless, files: report?.done, whole: report?.done, ...CLOSED });
    // In company, after the death of each helper, and at the end.
    expect(report?.helpersKilled).toBeGreaterThan(0);
    expect(report?.done).toBe(options.documents * (2 + (report?.helpersKilled ?? 0)));
    expect(report?.windowsAfter).toBe(report?.windowsBefore);

    const endless = await runLanes({ ...options, endless: 1, documents: 3 }, { guard: GUARDS.deadline, limitMs: 8000 });
    expect(endless).toBeUndefined();
    recordResult({
      test: "Documents that never come to an end, and the death of Chromium's GPU and network processes",
      scale: `${options.endless} endless documents (scripts, and nested SVG) among ${options.documents} documents, deadline 1 s; ${report?.helpersKilled} helpers killed`,
      result: `each failed with load-timeout, all others done; attempts lost with the helpers: ${helpersCost}; lane back after the deadline: ${middleAndMost(report?.afterDeadlineMs ?? [])}; windows as before`,
      control: "without the deadline the run does not end",
    });
  });

  it("end at once when they are cancelled, and leave nothing", async () => {
    const report = await runLanes({ kind: "cancel" }, { limitMs: LIMIT_MS });
    expect(report).toMatchObject({ cancelled: 1, files: 0 });
    recordResult({
      test: "Cancelling a document that never comes to an end, from another process",
      scale: "one document",
      result: `ended after ${report?.cancelMs} ms, no file`,
      control: "“a cancelled job is stopped” in the list of guards",
    });
  });
});

describe("a long run", () => {
  it("leaves no window and no open file behind, and its memory stays", { timeout: TIMEOUT_MS }, async () => {
    const documents = scaled(10_000, 200);
    const options = { kind: "soak" as const, documents, sampleEvery: scaled(1000, 100) };
    const report = await runLanes(options, { limitMs: 15 * MINUTE_MS });
    expect(report).toMatchObject({ done: documents, failed: 0, whole: documents, ...CLOSED });
    expect(report?.windowsAfter).toBe(report?.windowsBefore);
    const { samples = [], descriptors = [] } = report ?? {};
    expect(samples.length).toBeGreaterThan(0);
    if (!isFull) return;
    const warm = samples.slice(2);
    const mean = warm.reduce((sum, mb) => sum + mb, 0) / warm.length;
    const collectedLate = await runLanes(
      { ...options, documents: 3000 },
      { guard: GUARDS.collect, limitMs: 10 * MINUTE_MS },
    );
    recordResult({
      test: "Soak",
      scale: `${documents.toLocaleString("en")} documents, 3 lanes`,
      result: `resident memory at each thousand: ${samples.join(", ")} MB (after 2,000: ${Math.round(mean)} MB ${Math.round((100 * (Math.max(...warm) - mean)) / mean)} % up, ${Math.round((100 * (mean - Math.min(...warm))) / mean)} % down); open files ${descriptors[2]} → ${descriptors.at(-1)}; windows as before`,
      control: `where Blink's heap is never collected: ${collectedLate?.samples.join(", ")} MB`,
    });
    expect(descriptors.at(-1)).toBeLessThanOrEqual((descriptors[2] ?? 0) + 2);
    // Growth is what is looked for: the last third against the first after the warm-up.
    const third = Math.ceil(warm.length / 3);
    const average = (list: number[]) => list.reduce((sum, mb) => sum + mb, 0) / list.length;
    expect(average(warm.slice(-third))).toBeLessThan(1.1 * average(warm.slice(0, third)));
  });
});
