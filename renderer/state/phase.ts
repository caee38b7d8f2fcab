import type { Snapshot } from "../../shared/ipc";
import { totalJobs } from "./filter";

/** What the queue is doing, in one word. */
export type Phase =
  | "reading"
  | "rendering"
  | "waiting"
  | "pausing"
  | "paused"
  | "idle"
  | "allDone"
  | "doneWithFailures";

/** The phase a snapshot shows. Pausing is told apart from paused: the first still finishes what is running. */
export function phaseOf({ stats, isReading }: Pick<Snapshot, "stats" | "isReading">): Phase {
  if (stats.paused) return stats.claimed > 0 ? "pausing" : "paused";
  if (stats.claimed > 0) return "rendering";
  if (isReading) return "reading";
  if (stats.queued > 0) return "waiting";
  if (totalJobs(stats) === 0) return "idle";
  return stats.failed > 0 ? "doneWithFailures" : "allDone";
}
