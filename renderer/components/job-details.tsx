// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import type { ReactNode } from "react";
import { formatLocation } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import { formatBytes } from "../format/bytes";
import { texts } from "../texts";
import classes from "./job-details.module.css";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** All there is to know about a job, beneath its row. */
export function JobDetails({ job }: { job: JobView }) {
  const t = texts.jobs.details;
  const { error } = job;
  return (
    <div role="gridcell" aria-colspan={6} className={classes.details} data-testid="job-details">
      <dl className={classes.facts}>
        {error && (
          <Fact name={t.error} isWide>
            <span className={classes.error}>
              <strong>{texts.problems.codes[error.code]}.</strong> {error.message}
            </span>
          </Fact>
        )}
        {error?.source && formatLocation(error) !== formatLocation(job) && (
          <Fact name={t.place} isWide>
            {formatLocation(error)}
          </Fact>
        )}
        <Fact name={t.from} isWide>
          {formatLocation(job)}
        </Fact>
        <Fact name={t.to} isWide>
          {job.name}
        </Fact>
        {job.bytes !== null && <Fact name={t.size}>{formatBytes(job.bytes)}</Fact>}
        {job.finishedAtMs !== null && <Fact name={t.finished}>{WHEN.format(job.finishedAtMs)}</Fact>}
        {job.attempt > 0 && <Fact name={t.attempt}>{job.attempt}</Fact>}
        <Fact name={t.batch}>{job.batchId}</Fact>
      </dl>
    </div>
  );
}

function Fact({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={classes.fact} data-wide={isWide}>
      <dt className={classes.factName}>{name}</dt>
      <dd className={classes.factValue}>{children}</dd>
    </div>
  );
}
