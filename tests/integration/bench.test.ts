import { execFileSync } from "node:child_process";
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

describe("bench queue", () => {
  it("prints every figure as a number with runtime and machine, and counts real fsyncs", {
    timeout: 120_000,
  }, async () => {
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
    const { stdout } = await runCli(["bench", "--help"], { home: tempFolder() });
    expect(stdout).toContain("--rows");
    expect(stdout).not.toContain("killed");
  });
});
