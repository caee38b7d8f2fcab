import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { bundleScenario } from "../../reliability/support/bundle";
import { runElectronScenario } from "../../reliability/support/run-electron";
import { ROOT } from "../../support/cli";
import { tempFolder } from "../../support/temp";

export interface MonitorScenario {
  folder: string;
  /** Where the built app lies: its threads and fonts are used. */
  mainFolder: string;
}

/** An answer over HTTP. */
export interface Answer {
  status: number;
  type: string;
  text: string;
}

export interface MonitorReport {
  /** `/metrics` before any work, after a batch of 20 good and one bad, with a renderer ended in between. */
  before: Answer;
  after: Answer;
  /** The same figures as the queue has them. */
  stats: { p50Ms: number | null; p95Ms: number | null };
  /** `/healthz` while lanes work, while none does, and after they were mended. */
  well: Answer;
  broken: Answer;
  brokenMetrics: Answer;
  mended: Answer;
  /** How the documents ended that came while no window opened, and one that came later. */
  failedWhileBroken: number;
  doneAfter: number;
  /** Resident memory of all processes as the engine tells it, and as Chromium does; whose these are, by process id. */
  memory: { engineMb: number; chromiumMb: number; engine: number[]; chromium: number[] };
}

/** Runs the scenario `monitor` in Electron: an app with lanes that serves its monitor on loopback. */
export async function runMonitor(limitMs: number): Promise<{ report: MonitorReport; folder: string }> {
  const folder = tempFolder();
  mkdirSync(join(folder, "out"));
  const app = await bundleScenario("monitor", [], true, "integration");
  const scenario: MonitorScenario = { folder, mainFolder: join(ROOT, "dist", "main") };
  const report = await runElectronScenario<MonitorReport>(app, scenario, { home: folder, limitMs });
  if (!report) throw new Error("the scenario did not come to its end");
  return { report, folder };
}
