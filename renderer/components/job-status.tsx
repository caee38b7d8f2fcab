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

/** A state as icon and word, never as colour alone; as icon with a hint where it is narrow. */
export function JobStatus({ state }: { state: JobState }) {
  const Icon = ICONS[state];
  const word = t(`jobs.states.${state}`);
  return (
    <span className={classes.status} data-state={state} title={word}>
      <Icon className={classes.icon} size={15} strokeWidth={2} aria-hidden />
      <span className={classes.word}>{word}</span>
    </span>
  );
}
