import { app } from "electron";

/** Resident memory of all the app's processes together, in MB. */
export function residentMb(): number {
  const kilobytes = app.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0);
  return Math.round(kilobytes / 1024);
}
