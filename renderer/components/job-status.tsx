import { Ban, CircleAlert, CircleCheck, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import type { JobState } from "../../shared/job";
import { t } from "../i18n";
import classes from "./job-status.module.css";

const ICONS: Record<JobState, LucideIcon> = {
  queued: Clock,
  claimed: LoaderCircle,
  done: CircleCheck,
  failed: CircleAlert,
  cancelled: Ban,
};

/** A state as icon and word, never as colour alone. */
export function JobStatus({ state }: { state: JobState }) {
  const Icon = ICONS[state];
  return (
    <span className={classes.status} data-state={state}>
      <Icon className={classes.icon} size={15} strokeWidth={2} aria-hidden />
      {t(`jobs.states.${state}`)}
    </span>
  );
}
