import type { Snapshot } from "../../shared/ipc";
import { totalJobs } from "./filter";

/** What the queue is doing, in one word. */
export type Phase =
  | "reading"
  | "rendering"
  | "waiting"
  | "pausing"
  | "stopping"
  | "paused"
  | "diskFull"
  | "idle"
  | "allDone"
  | "doneWithFailures";

/** The phase a snapshot shows. Pausing and stopping are told apart from paused: something is still running then. */
export function phaseOf({ stats, isReading }: Pick<Snapshot, "stats" | "isReading">): Phase {
  if (stats.pause?.kind === "disk-full") return "diskFull";
  if (stats.pause && stats.claimed > 0) return stats.pause.kind === "now" ? "stopping" : "pausing";
  if (stats.pause) return "paused";
  if (stats.claimed > 0) return "rendering";
  if (isReading) return "reading";
  if (stats.queued > 0) return "waiting";
  if (totalJobs(stats) === 0) return "idle";
  return stats.failed > 0 ? "doneWithFailures" : "allDone";
}
