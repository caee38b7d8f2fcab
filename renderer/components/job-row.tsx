// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import type { Ref } from "react";
import { memo } from "react";
import { formatLocation } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import { formatCount } from "../format/count";
import { formatDuration } from "../format/duration";
import { formatSource, splitName } from "../format/place";
import { t } from "../i18n";
import type { Act } from "../state/job-actions";
import { JobActions, type OpenMenu } from "./job-actions";
import columns from "./job-columns.module.css";
import { JobDetails } from "./job-details";
import classes from "./job-row.module.css";
import { JobStatus } from "./job-status";

interface JobRowProps {
  ref: Ref<HTMLDivElement>;
  /** Undefined until its page has come. */
  job: JobView | undefined;
  index: number;
  startPx: number;
  isActive: boolean;
  isExpanded: boolean;
  onActivate(index: number, id: number | null): void;
  onToggle(id: number): void;
  onAct: Act;
  onMenu: OpenMenu;
  onHold(isHeld: boolean): void;
  onDrag(id: number): void;
}

/** One job in the list. Its first row is 2 for those who hear it: the header is row 1. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { ref, job, index, startPx, isActive, isExpanded } = props;
  const canOpen = job?.state === "done";
  return (
    <div
      ref={ref}
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      data-index={index}
      data-state={job?.state}
      data-testid="job-row"
      style={{ transform: `translateY(${startPx}px)` }}
      onFocus={() => props.onActivate(index, job?.id ?? null)}
      onDoubleClick={() => job && (canOpen ? props.onAct("open", job.id) : props.onToggle(job.id))}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!event.currentTarget.contains(document.activeElement)) event.currentTarget.focus();
        if (job) props.onMenu(job, { x: event.clientX, y: event.clientY });
      }}
    >
      {job ? (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is for the pointer; the menu opens it likewise */}
          <div
            className={`${columns.row} ${classes.cells}`}
            role="presentation"
            // A PDF can be dragged to wherever files are taken; the details beneath are text to be selected.
            draggable={canOpen}
            onDragStart={(event) => {
              event.preventDefault();
              props.onDrag(job.id);
            }}
          >
            <span role="gridcell">
              <JobStatus state={job.state} />
            </span>
            <span role="gridcell" className={classes.name}>
              <JobName job={job} />
            </span>
            <span role="gridcell" className={classes.source} title={formatLocation(job)}>
              {formatSource(job.source, job.line)}
            </span>
            <span role="gridcell" className={columns.number}>
              {job.pages === null ? "" : formatCount(job.pages)}
            </span>
            <span role="gridcell" className={columns.number}>
              {job.elapsedMs === null ? "" : formatDuration(job.elapsedMs)}
            </span>
            <span role="gridcell" className={classes.actions}>
              <JobActions
                job={job}
                isExpanded={isExpanded}
                onToggle={props.onToggle}
                onAct={props.onAct}
                onMenu={props.onMenu}
                onHold={props.onHold}
              />
            </span>
          </div>
          {isExpanded && <JobDetails job={job} />}
        </>
      ) : (
        <div className={`${columns.row} ${classes.cells}`} role="presentation">
          <span role="gridcell" className={classes.loading} aria-colspan={6}>
            {t("jobs.loading")}
          </span>
        </div>
      )}
    </div>
  );
});

function JobName({ job }: { job: JobView }) {
  const [folder, file] = splitName(job.name);
  return (
    <>
      <span className={classes.path} title={job.name}>
        {folder && <span className={classes.folder}>{folder}</span>}
        {file}
      </span>
      {job.error && (
        <span className={classes.error} title={job.error.message}>
          {job.error.message}
        </span>
      )}
    </>
  );
}
