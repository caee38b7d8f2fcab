import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LaneHealth } from "../../../shared/health";
import { ROOT } from "../../support/cli";
import { tempFolder } from "../../support/temp";
import { bundleScenario } from "./bundle";
import type { Guard } from "./mutate";
import { SEED } from "./random";
import { runElectronScenario } from "./run-electron";

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
  return runElectronScenario<LaneReport>(app, scenario, { home: folder, limitMs });
}

/** The middle and the largest of some figures, for the table. */
export function middleAndMost(figures: readonly number[]): string {
  const sorted = [...figures].sort((a, b) => a - b);
  return `p50 ${sorted[Math.floor(sorted.length / 2)] ?? "–"} ms, most ${sorted.at(-1) ?? "–"} ms`;
}
