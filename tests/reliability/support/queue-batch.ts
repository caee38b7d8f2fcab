import type { Queue } from "../../../main/queue";
import { batchSettingsSchema } from "../../../shared/batch";
import { newJob } from "../../support/jobs";
import { jobNames } from "./documents";
import type { ScenarioOptions } from "./scenario-options";

const CHUNK = 500;

/**
 * Takes up the scenario's batch, or begins it, as the same call of a user does: what was not queued yet is queued.
 * @returns the batch's id
 */
export function queueBatch(
  queue: Queue,
  { outDir, jobs, onConflict }: Pick<ScenarioOptions, "outDir" | "jobs" | "onConflict">,
): string {
  const settings = JSON.stringify(batchSettingsSchema.parse({ onConflict }));
  const { id } = queue.openBatch({ callKey: "scenario", label: "scenario", outDir, settings });
  const { unchanged: _unchanged, rejected: _rejected, ...counts } = queue.batchCounts(id);
  const known = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isDone = (name: string) => queue.findDone(newJob(name).contentKey, id).length > 0;
  // After a crash at the very end the batch is finished already: the same call finds its outputs unchanged.
  const names = jobNames(jobs)
    .slice(known)
    .filter((name) => !isDone(name));
  for (let start = 0; start < names.length; start += CHUNK) {
    queue.addJobs(
      id,
      names.slice(start, start + CHUNK).map((name) => newJob(name, { outputKey: `${outDir}/${name}.pdf` })),
    );
  }
  queue.sealBatch(id);
  return id;
}
