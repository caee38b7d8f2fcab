import { JOB_STAGES, type JobView } from "../../shared/job";
import type { InspectedJob } from "../../shared/jobs-by-hand";
import { formatDuration } from "../format/duration";
import { formatWhen } from "../format/when";
import { t } from "../i18n";
import classes from "./inspector.module.css";
import { ProblemList } from "./problem-list";

/** What happened to a job: when, how often it was tried, what each stage took, and what there was to warn of. */
export function InspectorLog({ job, record }: { job: JobView; record: InspectedJob | null }) {
  if (!record) return null;
  const stages = JOB_STAGES.flatMap((stage) => {
    const ms = record.times[stage];
    return ms === null ? [] : [[t(`inspector.stages.${stage}`), formatDuration(ms)] as const];
  });
  const facts: (readonly [string, string])[] = [
    [t("inspector.queued"), formatWhen(job.createdAtMs)],
    ...(job.finishedAtMs === null ? [] : [[t("jobs.details.finished"), formatWhen(job.finishedAtMs)] as const]),
    [t("jobs.details.attempt"), String(job.attempt)],
    ...(record.failures > 0 ? [[t("inspector.failures"), String(record.failures)] as const] : []),
    ...(record.interrupts > 0 ? [[t("inspector.interrupts"), String(record.interrupts)] as const] : []),
    [t("inspector.priority"), String(record.priority)],
    ...stages,
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
    <section className={classes.texts} tabIndex={0} aria-label={t("inspector.log")} data-testid="inspector-log">
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes.row}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {record.warnings.length > 0 && (
        <>
          <h3 className={classes.heading}>{t("inspector.warnings")}</h3>
          <ProblemList problems={record.warnings} total={record.warnings.length} />
        </>
      )}
    </section>
  );
}
