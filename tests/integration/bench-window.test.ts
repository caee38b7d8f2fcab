import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";

const SMALL = ["--jobs", "400", "--runs", "1", "--uses", "1", "--documents", "20", "--rounds", "1"];
const ARGS = ["bench", "window", ...SMALL, "--seconds", "1", "--json"];

interface Spread {
  p50Ms: number;
  p95Ms: number;
  mostMs: number;
}

function expectSpread({ p50Ms, p95Ms, mostMs }: Spread, what: string): void {
  expect(p50Ms, what).toBeGreaterThanOrEqual(0);
  expect(p95Ms, what).toBeGreaterThanOrEqual(p50Ms);
  expect(mostMs, what).toBeGreaterThanOrEqual(p95Ms);
}

describe("bench window", () => {
  it("starts the real window on a queue of its own, uses it while lanes render, and leaves nothing behind", async () => {
    const home = tempFolder();
    const temporary = join(home, "tmp");
    mkdirSync(temporary);
    const { code, json, stderr } = await runCli(ARGS, { home, env: { TMPDIR: temporary } });
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ bench: "window", jobs: 400, start: { runs: 1 } });
    expect(json.runtime).toMatch(/Electron \d/);
    expect(json.start.usableMs).toBeGreaterThan(0);
    expectSpread(json.adding.wait, "adding");
    const { rendering, idle, throughput } = json;
    expectSpread(rendering.wait, "rendering");
    expect(rendering.pdfsPerSecond).toBeGreaterThan(0);
    for (const { framesPerSecond, longestMs } of [idle.scrolling, rendering.scrolling]) {
      expect(framesPerSecond).toBeGreaterThan(0);
      expect(longestMs).toBeGreaterThanOrEqual(1000 / framesPerSecond);
    }
    const { nextFrame, nextFrameOfAll, untilShown } = rendering.reactions;
    for (const use of ["filter", "select", "inspector", "wheel", "last row", "dialog", "typing"]) {
      expectSpread(nextFrame[use], use);
      expect(nextFrame[use].mostMs, use).toBeLessThanOrEqual(nextFrameOfAll.mostMs);
    }
    expect(Object.keys(untilShown)).toEqual(["filter", "inspector", "last row", "first row", "dialog"]);
    for (const [use, spread] of Object.entries<Spread>(untilShown)) {
      expectSpread(spread, use);
    }
    expect(throughput).toMatchObject({ documents: 20, rounds: 1, lanes: 3 });
    expect(throughput.share).toBeCloseTo(throughput.windowPerSecond / throughput.commandLinePerSecond, 6);
    expect(existsSync(join(home, ".config", "PDFPrompt", "queue.db")), "the user's queue is not opened").toBe(false);
    expect(readdirSync(temporary).filter((name) => name.startsWith("pdfprompt-bench-"))).toEqual([]);
  });

  it("says what it needs where there is no display", async () => {
    const env = { DISPLAY: "", WAYLAND_DISPLAY: "" };
    const { code, stdout, stderr } = await runCli(ARGS, { home: tempFolder(), env });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("xvfb-run -a npx pdfprompt bench window");
  });
});
