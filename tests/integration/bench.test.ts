import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";

/** Every number in a value, by its path. */
function numbersIn(value: unknown, path = ""): [path: string, value: number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersIn(part, path === "" ? key : `${path}.${key}`));
}

const latency = (path: string) => [`${path}.p50Ms`, `${path}.p99Ms`];
const bySynchronous = (path: string) => [`${path}.FULL`, `${path}.NORMAL`];
const byFlight = (path: string) => [`${path}.1`, `${path}.64`];

/** Whether strace is installed and may watch a process. */
function canTrace(): boolean {
  try {
    execFileSync("strace", ["-e", "trace=none", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("bench intake", () => {
  it("prints figures of a table queued, rendered, and rendered again where three rows changed", async () => {
    const args = ["bench", "intake", "--rows", "2000", "--again-rows", "20", "--json"];
    const { code, json, stderr } = await runCli(args, { home: tempFolder() });
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({
      bench: "intake",
      rows: 2000,
      again: { rows: 20, edited: 3, rendered: 3, unchanged: 17 },
    });
    for (const [path, value] of numbersIn(json)) expect(value, path).toBeGreaterThanOrEqual(0);
    expect(json.alone.firstQueuedMs).toBeLessThanOrEqual(json.alone.queuedMs);
  });
});

describe("bench composing", () => {
  it("compares a batch with one that was composed before", async () => {
    const args = ["bench", "composing", "--documents", "10", "--lanes", "2", "--rounds", "1", "--json"];
    const { code, json, stderr } = await runCli(args, { home: tempFolder() });
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ bench: "composing", documents: 10, lanes: 2, rounds: 1 });
    const { wholeWay, composedBefore, adds } = json;
    expect(adds).toBeCloseTo(composedBefore.perSecond / wholeWay.perSecond - 1);
    for (const { perSecond } of [wholeWay, composedBefore]) expect(perSecond).toBeGreaterThan(0);
  });
});

describe("bench queue", () => {
  it("prints every figure as a number with runtime and machine, and counts real fsyncs", async () => {
    const args = ["bench", "queue", "--rows", "500", "--jobs", "320", "--json"];
    const { code, json, stderr } = await runCli(args, { home: tempFolder() });
    expect(code, stderr).toBe(0);
    expect(json.bench).toBe("queue");
    expect(json.runtime).toMatch(/Electron \d/);
    expect(json.machine).toMatch(/\d+ ×/);

    const figures = numbersIn(json);
    expect(figures.map(([path]) => path).sort()).toEqual(
      [
        "rows",
        "jobs",
        ...["rows", "inChunksOf500", "inChunksOf5000", "submit"].map((key) => `enqueue.${key}`),
        "noOp.jobs",
        ...["queue", "worker"].flatMap((way) => byFlight(`noOp.${way}`).flatMap(bySynchronous)),
        ...[0, 1, 2].flatMap((depth) => [
          `claim.depths.${depth}.queued`,
          ...["of1", "of5"].flatMap((claim) => latency(`claim.depths.${depth}.${claim}`)),
        ]),
        "claim.p99Ratio.of1",
        "claim.p99Ratio.of5",
        ...latency("addToStart"),
        ...latency("addToStart.fsync"),
        ...["rows", "held", "walMb", "openMs", "recoverMs", "claimMs", "totalMs"].map((key) => `recovery.${key}`),
        ...(canTrace() ? ["fsyncsPerJob.jobs", "fsyncsPerJob.queue", "fsyncsPerJob.published"] : []).flatMap((path) =>
          path.endsWith("jobs") ? [path] : byFlight(path),
        ),
      ].sort(),
    );
    for (const [path, figure] of figures) {
      expect(Number.isFinite(figure), path).toBe(true);
      expect(figure, path).toBeGreaterThan(0);
    }
    if (!canTrace()) {
      expect(json.fsyncsPerJob).toBeNull();
      return;
    }
    const { queue, published } = json.fsyncsPerJob;
    expect(queue["1"], "a job that runs alone is synced alone").toBeGreaterThanOrEqual(1);
    expect(queue["64"], "jobs that end together are synced together").toBeLessThan(0.1);
    expect(published["64"], "a file and its folder are synced for each job").toBeGreaterThanOrEqual(2);
  });

  it("keeps the option of the process that is to be killed out of the help", async () => {
    const { stdout } = await runCli(["bench", "queue", "--help"], { home: tempFolder() });
    expect(stdout).toContain("--rows");
    expect(stdout).not.toContain("killed");
  });
});

/** What every measurement prints besides its figures. */
function expectOrigin(json: Record<string, unknown>, bench: string): void {
  expect(json.bench).toBe(bench);
  expect(json.runtime).toMatch(/Electron \d/);
  expect(json.machine).toMatch(/\d+ ×/);
}

function expectPositive(value: unknown): void {
  for (const [path, figure] of numbersIn(value)) {
    expect(Number.isFinite(figure), path).toBe(true);
    expect(figure, path).toBeGreaterThan(0);
  }
}

describe("bench render", () => {
  it("measures documents with and without queue and disk, with the lanes asked for", async () => {
    const args = [
      "bench",
      "render",
      "--documents",
      "10",
      "--rounds",
      "1",
      "--lanes",
      "2",
      "--kinds",
      "one-page,script",
      "--flatness",
      "20",
      "--json",
    ];
    const { code, json, stderr } = await runCli(args, { home: tempFolder() });
    expect(code, stderr).toBe(0);
    expectOrigin(json, "render");
    expect(Object.keys(json.kinds)).toEqual(["one-page", "script"]);
    for (const [kind, figures] of Object.entries<Record<string, unknown>>(json.kinds)) {
      const isScript = kind === "script";
      expect(figures.lane, kind).toBe(isScript ? "full" : "fast");
      for (const way of [
        "wholeWay",
        "rawLanes",
        "shareOfRawLanes",
        "composeAndLanes",
        "shareOfComposeAndLanes",
        "composedBefore",
        "composingAdds",
        ...(isScript ? [] : ["fullLane", "timesFullLane"]),
      ]) {
        expect(Object.keys(figures[way] as object), `${kind}.${way}`).toEqual(["2"]);
      }
      if (isScript) expect([figures.fullLane, figures.timesFullLane]).toEqual([null, null]);
      // With ten documents chance decides which way is faster.
      const { composingAdds, ...rates } = figures;
      expect(Object.values(composingAdds as object).every(Number.isFinite), `${kind}.composingAdds`).toBe(true);
      expectPositive(rates);
    }
    expect(json.kinds["one-page"].pages).toBe(1);
    expect(json.kinds.script.bytes, "the script's text is in the PDF").toBeGreaterThan(10_000);
    expect(json.timesNaive).toBeCloseTo(json.wholeWayPerSecond["2"] / json.naivePerSecond, 6);
    expect(json.shareOfRawLanes).toBeCloseTo(json.wholeWayPerSecond["2"] / json.rawLanesPerSecond, 6);
    const { autoPerSecond, autoLanes, autoShareOfBest } = json;
    expectPositive({ autoPerSecond, autoLanes, autoShareOfBest });
    expect(json.flatness).toMatchObject({ documents: 20, lanes: 3 });
    expect(json.flatness.growthMb).toBeCloseTo(json.flatness.endMb - json.flatness.afterWarmUpMb, 6);
    expect(json.flatness.mostMb).toBeGreaterThanOrEqual(json.flatness.endMb);
    expect(json.flatness.openFilesEnd).toBeGreaterThan(3);
  });

  it("leaves out what was not asked for, and says which kinds there are", async () => {
    const args = [
      "bench",
      "render",
      "--documents",
      "10",
      "--rounds",
      "1",
      "--kinds",
      "image-heavy",
      "--lanes",
      "1",
      "--json",
    ];
    const { json } = await runCli(args, { home: tempFolder() });
    expect(Object.keys(json.kinds)).toEqual(["image-heavy"]);
    expect(json.kinds["image-heavy"].bytes, "its pictures are in the PDF").toBeGreaterThan(500_000);
    expect(json.flatness).toBeNull();
    expect(json).not.toHaveProperty("naivePerSecond");
    const wrong = await runCli(["bench", "render", "--kinds", "novels"], { home: tempFolder() });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("one-page, ten-page, image-heavy, script");
  });
});

describe("bench scaling", () => {
  it("lets each page take its time, and compares with waiting for all before the next", async () => {
    const args = ["bench", "scaling", "--jobs-per-lane", "2", "--rounds", "1", "--json"];
    const { code, json, stderr } = await runCli(args, { home: tempFolder() });
    expect(code, stderr).toBe(0);
    expectOrigin(json, "scaling");
    for (const latency of ["fixed", "varied"]) {
      for (const figure of ["perSecond", "times", "barrierPerSecond", "barrierTimes"]) {
        expect(Object.keys(json[latency][figure]), `${latency}.${figure}`).toEqual(["1", "3", "5", "8"]);
      }
      expectPositive(json[latency]);
      expect(json[latency].times["1"]).toBe(1);
    }
    // However fast the machine is, no lane makes more than one such document in 250 ms.
    for (const lanes of [1, 3, 5, 8]) expect(json.fixed.perSecond[lanes]).toBeLessThanOrEqual(lanes * 4);
  });
});

describe("bench start", () => {
  it("says when the first PDF is there and where the time goes", async () => {
    const { code, json, stderr } = await runCli(["bench", "start", "--runs", "1", "--json"], { home: tempFolder() });
    expect(code, stderr).toBe(0);
    expectOrigin(json, "start");
    expect(json.runs).toBe(1);
    expect(json.endMs).toBeGreaterThan(json.firstPdfMs);
    expect(json.electron.endMs).toBeGreaterThan(json.electron.firstPdfMs);
    const { launcherMs, electronMs, workMs } = json.shares;
    expect(launcherMs + electronMs + workMs).toBeCloseTo(json.firstPdfMs, 6);
  });
});

/** A package with the face of Puppeteer whose every PDF is the same. It stands where a real one would be installed. */
const LOOKALIKE = `
const pdf = Buffer.from("%PDF-1.4\\n1 0 obj\\n<</Type /Pages\\n/Count 1>>\\nendobj\\n");
const newPage = async () => ({ setContent: async (html) => { if (!html.includes("Document")) throw new Error("empty"); }, pdf: async () => pdf });
exports.default = { launch: async () => ({ newPage, close: async () => {} }) };
`;

/** A path with Node alone: peers that are installed beside the real one are not found. */
function pathOfNode(folder: string): { PATH: string } {
  const PATH = join(folder, "bin");
  mkdirSync(PATH);
  symlinkSync(process.env.PDFPROMPT_TEST_NODE ?? "", join(PATH, "node"));
  return { PATH };
}

describe("bench peers", () => {
  it("says what to install when there is nothing to compare with", async () => {
    const folder = tempFolder();
    const args = ["bench", "peers", "--peers-from", folder, "--chromium", join(folder, "chromium"), "--json"];
    const { code, stdout, stderr } = await runCli(args, { home: folder, env: pathOfNode(folder) });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("--chromium names");
    expect(stderr).toContain("npm install puppeteer-cluster");
  });

  it("compares with what is there, and tells why something was left out", async () => {
    const folder = tempFolder();
    const installed = join(folder, "node_modules", "puppeteer-core");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "package.json"), JSON.stringify({ version: "1.2.3", main: "index.js" }));
    writeFileSync(join(installed, "index.js"), LOOKALIKE);
    const args = ["bench", "peers", "--peers-from", folder, "--chromium", process.execPath];
    const few = ["--documents", "10", "--rounds", "1", "--json"];
    const { code, json, stderr } = await runCli([...args, ...few], { home: folder, env: pathOfNode(folder) });
    expect(code, stderr).toBe(0);
    expectOrigin(json, "peers");
    expect(json.peers.puppeteer).toBe("puppeteer-core 1.2.3");
    expect(json.peers.puppeteerCluster).toContain("npm install puppeteer-cluster");
    for (const kind of ["one-page", "ten-page"]) {
      const { ours, puppeteer, puppeteerCluster, timesPuppeteer, timesPuppeteerCluster } = json.kinds[kind];
      expect([puppeteerCluster, timesPuppeteerCluster], kind).toEqual([null, null]);
      expect(Object.keys(ours.byNumber), kind).toEqual(["1", "2", "4"]);
      expect(Object.keys(puppeteer.byNumber), kind).toEqual(["1", "2", "4"]);
      expect(timesPuppeteer, kind).toBeCloseTo(ours.perSecond / puppeteer.perSecond, 6);
      expect(ours.isTagged, kind).toBe(true);
      expect(puppeteer, kind).toMatchObject({ pages: 1, isTagged: false });
    }
    expect(json.kinds["one-page"].ours.pages).toBe(1);
    expect(json.kinds["ten-page"].ours.pages).toBe(10);
  });
});
