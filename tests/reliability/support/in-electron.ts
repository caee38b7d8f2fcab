import { app } from "electron";
import { type LanePool, registerLaneScheme, sealProcess } from "../../../main/render";

/** What a scenario in Electron is told: JSON after `--`. */
export function readScenario<Scenario>(): Scenario {
  return JSON.parse(process.argv[process.argv.indexOf("--") + 1] ?? "{}") as Scenario;
}

/** Runs `work` as an app of its own and writes what it returns as JSON; ends with 1 where it throws. */
export async function runInElectron<Report extends object>(work: () => Promise<Report>): Promise<void> {
  registerLaneScheme();
  sealProcess();
  app.disableHardwareAcceleration();
  app.on("window-all-closed", () => undefined);
  await app.whenReady();
  try {
    const report = await work();
    process.stdout.write(`${JSON.stringify(report)}\n`, () => app.exit(0));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => app.exit(1));
  }
}

/**
 * Opens the lanes and waits for their check: before it, every document is navigated to, whatever its lane.
 * @throws where the check found that documents cannot be injected
 */
export async function warmUpFastLane(pool: LanePool): Promise<void> {
  await pool.warmUp();
  const { on, reason } = pool.health.fastLane;
  if (!on) throw new Error(`documents would be navigated to: ${reason ?? "the check was interrupted"}`);
}
