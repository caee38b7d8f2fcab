import type { JobState, QueueStats } from "../../shared/job";
import type { JobFilter } from "../../shared/job-list";

export const FILTERS = ["all", "queued", "running", "done", "failed", "cancelled"] as const;
export type Filter = (typeof FILTERS)[number];

/** States each filter asks for; undefined is all of them. */
export const FILTER_STATES: Record<Filter, readonly JobState[] | undefined> = {
  all: undefined,
  queued: ["queued", "claimed"],
  running: ["claimed"],
  done: ["done"],
  failed: ["failed"],
  cancelled: ["cancelled"],
};

/** Which jobs are listed, as the main process is asked for them. */
export function jobFilterOf(filter: Filter, batch: string | null, search: string): JobFilter {
  const states = FILTER_STATES[filter];
  const text = search.trim();
  return { ...(states ? { states } : {}), ...(batch === null ? {} : { batch }), ...(text ? { search: text } : {}) };
}

/** Jobs each filter shows. */
export function countsByFilter(stats: QueueStats): Record<Filter, number> {
  const { queued, claimed, done, failed, cancelled } = stats;
  return { all: totalJobs(stats), queued: queued + claimed, running: claimed, done, failed, cancelled };
}

export function totalJobs({ queued, claimed, done, failed, cancelled }: QueueStats): number {
  return queued + claimed + done + failed + cancelled;
}
