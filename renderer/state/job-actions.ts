import type { JobState } from "../../shared/job";

/** What can be done with a job in a row. */
export interface JobAbilities {
  canOpen: boolean;
  canRetry: boolean;
  canCancel: boolean;
}

const NOTHING: JobAbilities = { canOpen: false, canRetry: false, canCancel: false };

const ABILITIES: Record<JobState, JobAbilities> = {
  queued: { ...NOTHING, canCancel: true },
  claimed: { ...NOTHING, canCancel: true },
  done: { ...NOTHING, canOpen: true },
  failed: { ...NOTHING, canRetry: true },
  cancelled: NOTHING,
};

export function abilitiesOf(state: JobState): JobAbilities {
  return ABILITIES[state];
}
