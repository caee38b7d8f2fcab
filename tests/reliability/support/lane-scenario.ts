import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LaneHealth } from "../../../shared/health";
import { ROOT, userEnvironment } from "../../support/cli";
import { tempFolder } from "../../support/temp";
import { bundleScenario } from "./bundle";
import type { Guard } from "./mutate";
import { SEED } from "./random";

/** What is to be done to the lanes. */
export interface LaneScenario {
  kind: "crash" | "opening" | "endless" | "cancel" | "soak" | "network";
  folder: string;
  /** Where the built app lies: its threads and fonts are used. */
  mainFolder: string;
  documents: number;
  /** Documents that never come to an end. */
  endless: number;
  timeoutMs: number;
  sampleEvery: number;
  seed: number;
}

export interface LaneReport {
  done: number;
  failed: number;
  cancelled: number;
  /** Attempts that ended with an error, by code. */
  errors: Record<string, number>;
  windowsBefore: number;
  windowsAfter: number;
  /** Windows and renderer processes when the lanes are closed. */
  windowsAtEnd: number;
  renderersAtEnd: number;
  files: number;
  /** Files that are PDFs of one page with an end. */
  whole: number;
  /** Renderings that came to their end. */
  rendered: number;
  /** Renderings that were navigated to; the others were injected. */
  navigated: number;
  crashes: number;
  /** From each crash until the same lane has printed a document again. */
  laneBackMs: number[];
  /** By how much each rendering that was late outlasted its deadline. */
  afterDeadlineMs: number[];
  cancelMs: number | null;
  /** Chromium's own processes that were killed. */
  helpersKilled?: number;
  /** Resident memory in MB, and open files of the main process, each time so many documents were done. */
  samples: number[];
  descriptors: number[];
  /** How the lanes were at the end. */
  lanes?: LaneHealth;
}

/**
 * Runs the scenario `lanes` in Electron.
 * @param limitMs it is killed after so long
 * @returns undefined where it did not come to its end by itself
 */
export async function runLanes(
  options: Partial<LaneScenario> & Pick<LaneScenario, "kind">,
  { guard, limitMs }: { guard?: Guard; limitMs: number },
): Promise<LaneReport | undefined> {
  const folder = tempFolder();
  mkdirSync(join(folder, "out"));
  const app = await bundleScenario("lanes", guard, true);
  const defaults = { documents: 60, endless: 0, timeoutMs: 20_000, sampleEvery: 1000, seed: SEED };
  const scenario: LaneScenario = { ...defaults, folder, mainFolder: join(ROOT, "dist", "main"), ...options };
  const isRoot = process.getuid?.() === 0;
  const switches = ["--ozone-platform=headless", "--log-level=3", ...(isRoot ? ["--no-sandbox"] : [])];
  const child = spawn(process.env.PDFPROMPT_TEST_ELECTRON ?? "", [...switches, app, "--", JSON.stringify(scenario)], {
    env: userEnvironment({ home: folder }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // The renderers are in its process group.
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  }, limitMs);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (isLate) return undefined;
  if (code !== 0) throw new Error(`the scenario ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as LaneReport;
}

/** The middle and the largest of some figures, for the table. */
export function middleAndMost(figures: readonly number[]): string {
  const sorted = [...figures].sort((a, b) => a - b);
  return `p50 ${sorted[Math.floor(sorted.length / 2)] ?? "–"} ms, most ${sorted.at(-1) ?? "–"} ms`;
}
