import { readFileSync } from "node:fs";
import { app } from "electron";
import { registerLaneScheme, sealProcess } from "../../../main/render";

/** Runs `work` as an app of its own and writes what it returns as JSON; ends with 1 where it throws. */
export async function runInElectron<Scenario, Report>(work: (scenario: Scenario) => Promise<Report>): Promise<void> {
  registerLaneScheme();
  sealProcess();
  app.disableHardwareAcceleration();
  app.on("window-all-closed", () => undefined);
  const file = process.argv[process.argv.indexOf("--") + 1] ?? "";
  const scenario = JSON.parse(readFileSync(file, "utf8")) as Scenario;
  await app.whenReady();
  try {
    const report = await work(scenario);
    process.stdout.write(`${JSON.stringify(report)}\n`, () => app.exit(0));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => app.exit(1));
  }
}
