import { app } from "electron";

/** Resident memory of all the app's processes together, in MB. */
export function residentMb(): number {
  const kilobytes = app.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0);
  return Math.round(kilobytes / 1024);
}

/** Resident memory of each renderer process, in MB, by process id. */
export function rendererMb(): Map<number, number> {
  const renderers = app.getAppMetrics().filter(({ type }) => type === "Tab");
  return new Map(renderers.map(({ pid, memory }) => [pid, memory.workingSetSize / 1024]));
}
