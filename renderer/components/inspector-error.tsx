import { Button, Group } from "@mantine/core";
import { formatLocation, type Problem } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import { MESSAGE_LANGUAGE } from "../format/problem";
import { t } from "../i18n";
import { type Act, can } from "../state/job-actions";
import classes from "./inspector.module.css";

interface InspectorErrorProps {
  job: JobView;
  error: Problem;
  onAct: Act;
}

/** Why there is no PDF, what helps, the exact reason and its place, what most likely is behind it, and what can be done. */
export function InspectorError({ job, error, onAct }: InspectorErrorProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
    <section className={classes.texts} tabIndex={0} aria-label={t("inspector.error")} data-testid="inspector-error">
      <h3 className={classes.errorTitle}>{t(`problems.codes.${error.code}`)}</h3>
      <p className={classes.message}>{t(`problems.advice.${error.code}`)}</p>
      <h3 className={classes.heading}>{t("inspector.exactly")}</h3>
      <p className={classes.message} lang={MESSAGE_LANGUAGE}>
        {error.message}
      </p>
      {error.source && <p className={classes.fact}>{formatLocation(error)}</p>}
      <h3 className={classes.heading}>{t("inspector.cause")}</h3>
      <p className={classes.message}>{t(`problems.causes.${error.code}`)}</p>
      <Group gap="xs" mt="sm">
        {can(job, "retry") && (
          <Button size="xs" onClick={() => onAct("retry", job.id)} data-testid="inspector-retry">
            {t("jobs.actions.retry")}
          </Button>
        )}
        {can(job, "copyError") && (
          <Button size="xs" variant="default" onClick={() => onAct("copyError", job.id)}>
            {t("jobs.actions.copyError")}
          </Button>
        )}
      </Group>
    </section>
  );
}
