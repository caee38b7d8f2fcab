// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import type { ReactNode } from "react";
import { JOB_COLUMNS } from "../../shared/choices";
import { formatLocation } from "../../shared/errors";
import type { ListedJob } from "../../shared/job-list";
import { formatBytes } from "../format/bytes";
import { outputPath } from "../format/place";
import { inOwnWords, MESSAGE_LANGUAGE } from "../format/problem";
import { formatWhen } from "../format/when";
import { t } from "../i18n";
import classes from "./job-details.module.css";
import { PathText } from "./path-text";
import { ProblemReason } from "./problem-reason";

/** All there is to know about a job, beneath its row. */
export function JobDetails({ job }: { job: ListedJob }) {
  const { error, warning } = job;
  return (
    <div role="gridcell" aria-colspan={JOB_COLUMNS.length + 1} className={classes.details} data-testid="job-details">
      <dl className={classes.facts}>
        {error && (
          <Fact name={t("jobs.details.error")} isWide>
            <span className={classes.error}>
              <strong>{t(`problems.codes.${error.code}`)}.</strong> {inOwnWords(error.code)?.advice}{" "}
              <span lang={MESSAGE_LANGUAGE}>{error.message}</span>
            </span>
          </Fact>
        )}
        {warning && (
          <Fact name={t("jobs.details.warning")} isWide>
            <span className={classes.warning}>
              <ProblemReason problem={warning} />
            </span>
          </Fact>
        )}
        {error?.source && formatLocation(error) !== formatLocation(job) && (
          <Fact name={t("jobs.details.place")} isWide>
            {formatLocation(error)}
          </Fact>
        )}
        <Fact name={t("jobs.details.from")} isWide>
          {formatLocation(job)}
        </Fact>
        <Fact name={t("jobs.details.to")} isWide>
          <PathText path={outputPath(job.outDir, job.name)} />
        </Fact>
        {job.bytes !== null && <Fact name={t("jobs.details.size")}>{formatBytes(job.bytes)}</Fact>}
        {job.finishedAtMs !== null && <Fact name={t("jobs.details.finished")}>{formatWhen(job.finishedAtMs)}</Fact>}
        {job.attempt > 0 && <Fact name={t("jobs.details.attempt")}>{job.attempt}</Fact>}
        <Fact name={t("jobs.details.batch")}>{job.batchId}</Fact>
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
