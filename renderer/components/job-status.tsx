import { Ban, CircleAlert, CircleCheck, CircleEllipsis, Clock, type LucideIcon } from "lucide-react";
import type { JobState } from "../../shared/job";
import { t } from "../i18n";
import classes from "./job-status.module.css";

/** They stand still: one that turns has the window drawn sixty times a second for as long as a batch takes. */
const ICONS: Record<JobState, LucideIcon> = {
  queued: Clock,
  claimed: CircleEllipsis,
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
