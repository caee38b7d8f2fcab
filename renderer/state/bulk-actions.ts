import { JOB_STATES, type JobState } from "../../shared/job";
import { can, type JobAction } from "./job-actions";

/** What can be done with many jobs at once, in the order it is offered. */
export const BULK_ACTIONS = [
  "retry",
  "cancel",
  "top",
  "bottom",
  "earlier",
  "later",
  "show",
  "copyError",
  "remove",
] as const satisfies readonly JobAction[];
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What has a button of its own; the rest is in the menu. */
export const SHOWN_ACTIONS: readonly BulkAction[] = ["retry", "cancel", "remove"];

/** How many of the selected jobs an action fits. */
export function fitting(action: BulkAction, counts: Record<JobState, number>): number {
  return JOB_STATES.reduce((sum, state) => sum + (can({ state }, action) ? counts[state] : 0), 0);
}

/** What a key that does one of these means for many: the first of them that can be done with many. */
export function bulkActionOf(actions: readonly JobAction[]): BulkAction | undefined {
  return actions.flatMap((action) => BULK_ACTIONS.find((one) => one === action) ?? [])[0];
}
