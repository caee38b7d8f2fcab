import type { JobView } from "../../shared/job";

/** What can be done with a job. */
export const JOB_ACTIONS = [
  "open",
  "show",
  "retry",
  "cancel",
  "top",
  "bottom",
  "earlier",
  "later",
  "copyError",
  "remove",
] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** Does it. */
export type Act = (action: JobAction, id: number) => void;

/** The key that does it in the list, written as those of `COMMANDS`; empty where there is none. */
export const JOB_KEYS: Readonly<Record<JobAction, string>> = {
  open: "Enter",
  show: "S",
  retry: "R",
  cancel: "",
  top: "T",
  bottom: "B",
  earlier: "Plus",
  later: "Minus",
  copyError: "C",
  remove: "Del",
};

const BY_STATE: Record<JobView["state"], readonly JobAction[]> = {
  queued: ["top", "bottom", "earlier", "later", "cancel", "remove"],
  claimed: ["cancel"],
  done: ["open", "show", "remove"],
  failed: ["retry", "copyError", "remove"],
  cancelled: ["retry", "remove"],
};

/** What can be done with a job in its state, in the order it is offered. */
export function actionsOf({ state }: Pick<JobView, "state">): readonly JobAction[] {
  return BY_STATE[state];
}

export function can(job: Pick<JobView, "state">, action: JobAction): boolean {
  return actionsOf(job).includes(action);
}
