import { ActionIcon, Button, Tabs } from "@mantine/core";
import { X } from "lucide-react";
import type { ListedJob } from "../../shared/job-list";
import { outputPath } from "../format/place";
import { type Inspected, useInspected } from "../hooks/use-inspected";
import { t } from "../i18n";
import type { Act } from "../state/job-actions";
import classes from "./inspector.module.css";
import { InspectorError } from "./inspector-error";
import { InspectorLog } from "./inspector-log";
import { InspectorWarnings } from "./inspector-warnings";
import { PathText } from "./path-text";
import { PdfView } from "./pdf-view";

interface InspectorProps {
  /** The job that the keyboard is on; null where there is none. */
  job: ListedJob | null;
  onAct: Act;
  onClose(): void;
}

/** A closer look at one job: its PDF or why there is none, what it was made of, and what happened. */
export function Inspector({ job, onAct, onClose }: InspectorProps) {
  const inspected = useInspected(job);
  return (
    <aside
      className={classes.inspector}
      aria-label={t("inspector.title")}
      data-testid="inspector"
      data-pane
      tabIndex={-1}
    >
      <div className={classes.head}>
        <h2 className={classes.name} title={job?.name}>
          {job?.name ?? t("inspector.title")}
        </h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t("inspector.close")} onClick={onClose}>
          <X size={16} />
        </ActionIcon>
      </div>
      {job && (
        <div className={classes.output}>
          <PathText path={outputPath(job.outDir, job.name)} />
        </div>
      )}
      {job ? (
        <Tabs defaultValue="result" className={classes.tabs} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="result">{t(job.error ? "inspector.error" : "inspector.pdf")}</Tabs.Tab>
            <Tabs.Tab value="input">{t("inspector.input")}</Tabs.Tab>
            <Tabs.Tab value="log">{t("inspector.log")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="result" className={classes.panel}>
            <Result job={job} inspected={inspected} onAct={onAct} />
          </Tabs.Panel>
          <Tabs.Panel value="input" className={classes.panel}>
            <Input inspected={inspected} />
          </Tabs.Panel>
          <Tabs.Panel value="log" className={classes.panel}>
            <InspectorLog job={job} record={inspected.record} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <p className={classes.none}>{t("inspector.none")}</p>
      )}
    </aside>
  );
}

function Result({ job, inspected, onAct }: { job: ListedJob; inspected: Inspected; onAct: Act }) {
  if (job.error) return <InspectorError job={job} error={job.error} onAct={onAct} />;
  if (job.state !== "done") return <p className={classes.none}>{t(`inspector.noPdf.${job.state}`)}</p>;
  if (inspected.pdfProblem !== null) return <p className={classes.none}>{inspected.pdfProblem}</p>;
  return (
    <>
      {inspected.record && <InspectorWarnings warnings={inspected.record.warnings} />}
      <PdfView key={job.id} bytes={inspected.pdf} name={job.name} />
      <Button variant="default" size="xs" onClick={() => onAct("open", job.id)}>
        {t("jobs.actions.open")}
      </Button>
    </>
  );
}

function Input({ inspected: { record } }: { inspected: Inspected }) {
  if (!record) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
    <section className={classes.texts} tabIndex={0} aria-label={t("inspector.input")} data-testid="inspector-input">
      {record.template !== null && <p className={classes.fact}>{t("inspector.template", { name: record.template })}</p>}
      <pre className={classes.text}>{record.text}</pre>
      {record.isCut && <p className={classes.fact}>{t("inspector.cut")}</p>}
      {record.data !== null && (
        <>
          <h3 className={classes.heading}>{t("inspector.data")}</h3>
          <pre className={classes.text}>{record.data}</pre>
        </>
      )}
      {record.options !== null && (
        <>
          <h3 className={classes.heading}>{t("inspector.options")}</h3>
          <pre className={classes.text}>{record.options}</pre>
        </>
      )}
    </section>
  );
}
