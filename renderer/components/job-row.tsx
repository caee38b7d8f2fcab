// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import type { MouseEvent, Ref } from "react";
import { memo, useState } from "react";
import { JOB_COLUMNS } from "../../shared/choices";
import { formatLocation } from "../../shared/errors";
import type { ListedJob } from "../../shared/job-list";
import { formatCount } from "../format/count";
import { formatDuration } from "../format/duration";
import { formatOutputFolder, outputPath, splitName } from "../format/place";
import { reasonOf } from "../format/problem";
import { templateName } from "../format/template-name";
import { t } from "../i18n";
import type { Act } from "../state/job-actions";
import { JobActions, type OpenMenu } from "./job-actions";
import columns from "./job-columns.module.css";
import { JobDetails } from "./job-details";
import classes from "./job-row.module.css";
import { JobStatus } from "./job-status";

interface JobRowProps {
  /** Only where its height is not that of all others. */
  ref: Ref<HTMLDivElement> | null;
  /** Undefined until its page has come. */
  job: ListedJob | undefined;
  index: number;
  startPx: number;
  isActive: boolean;
  isSelected: boolean;
  isExpanded: boolean;
  /** Clicked, with the keys that say what becomes of the selection. */
  onSelect(index: number, id: number, how: "only" | "toggle" | "range"): void;
  onActivate(index: number, id: number | null): void;
  onToggle(id: number): void;
  onAct: Act;
  onMenu: OpenMenu;
  onHold(isHeld: boolean): void;
  onDrag(id: number): void;
}

/** One job in the list. Its first row is 2 for those who hear it: the header is row 1. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { ref, job, index, startPx, isActive, isSelected, isExpanded } = props;
  const canOpen = job?.state === "done";
  const reason = job ? reasonIn(job) : undefined;
  // Four pictures for each of hundreds of rows would be most of what scrolling costs.
  const [isPointedAt, setIsPointedAt] = useState(false);
  const hasActions = isActive || isPointedAt || isExpanded;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys of its rows
    <div
      ref={ref}
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      data-index={index}
      data-state={job?.state}
      data-selected={isSelected}
      data-testid="job-row"
      style={{ transform: `translateY(${startPx}px)` }}
      onPointerEnter={() => setIsPointedAt(true)}
      onPointerLeave={() => setIsPointedAt(false)}
      onFocus={() => props.onActivate(index, job?.id ?? null)}
      onClick={(event) => job && !isOnButton(event) && props.onSelect(index, job.id, howSelected(event))}
      // Shift would select text instead.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
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
            <span role="gridcell" aria-colindex={1}>
              <JobStatus state={job.state} />
            </span>
            <span role="gridcell" aria-colindex={2} className={classes.name} title={nameHint(job)}>
              <JobName name={job.name} />
            </span>
            <span
              role="gridcell"
              aria-colindex={3}
              className={`${columns.batch} ${classes.soft}`}
              title={job.batchLabel}
            >
              {job.batchLabel}
            </span>
            <span
              role="gridcell"
              aria-colindex={4}
              className={`${columns.template} ${classes.soft}`}
              title={job.template ?? undefined}
            >
              {templateName(job.template)}
            </span>
            <span role="gridcell" aria-colindex={5} className={columns.pages}>
              {job.pages === null ? "" : formatCount(job.pages)}
            </span>
            <span role="gridcell" aria-colindex={6} className={columns.time}>
              {job.elapsedMs === null ? "" : formatDuration(job.elapsedMs)}
            </span>
            <span
              role="gridcell"
              aria-colindex={7}
              className={`${columns.output} ${classes.soft}`}
              title={outputPath(job.outDir, job.name)}
            >
              {formatOutputFolder(job.outDir, job.name)}
            </span>
            <span
              role="gridcell"
              aria-colindex={8}
              className={`${columns.error} ${classes.error}`}
              data-warns={job.error === null}
              title={reason}
            >
              {reason}
            </span>
            <span role="gridcell" aria-colindex={9} className={classes.actions}>
              {hasActions && (
                <JobActions
                  job={job}
                  isExpanded={isExpanded}
                  onToggle={props.onToggle}
                  onAct={props.onAct}
                  onMenu={props.onMenu}
                  onHold={props.onHold}
                />
              )}
            </span>
          </div>
          {isExpanded && <JobDetails job={job} />}
        </>
      ) : (
        <div className={`${columns.row} ${classes.cells}`} role="presentation">
          <span role="gridcell" className={classes.loading} aria-colspan={JOB_COLUMNS.length + 1}>
            {t("jobs.loading")}
          </span>
        </div>
      )}
    </div>
  );
});

function JobName({ name }: { name: string }) {
  const [folder, file] = splitName(name);
  return (
    <>
      {folder && <span className={classes.folder}>{folder}</span>}
      {file}
    </>
  );
}

/** Why there is no PDF, or what is not as it was meant in the one that there is. */
function reasonIn({ error, warning }: ListedJob): string | undefined {
  if (error) return reasonOf(error);
  return warning ? t("jobs.warned", { reason: reasonOf(warning) }) : undefined;
}

/** What has no room in the row: the whole name, the title, and where it came from. */
function nameHint(job: ListedJob): string {
  return [job.name, job.title, formatLocation(job)].filter(Boolean).join("\n");
}

function isOnButton({ target }: MouseEvent): boolean {
  return target instanceof Element && target.closest("button") !== null;
}

function howSelected({ shiftKey, ctrlKey, metaKey }: MouseEvent): "only" | "toggle" | "range" {
  if (shiftKey) return "range";
  return ctrlKey || metaKey ? "toggle" : "only";
}
