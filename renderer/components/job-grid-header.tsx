// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import { ChevronDown, ChevronUp } from "lucide-react";
import type { KeyboardEvent } from "react";
import { JOB_COLUMNS, type JobColumn } from "../../shared/choices";
import type { JobSort } from "../../shared/job-list";
import { t } from "../i18n";
import columns from "./job-columns.module.css";
import classes from "./job-grid-header.module.css";

interface JobGridHeaderProps {
  sort: JobSort | null;
  onSort(by: JobColumn): void;
}

/** The other columns are left out where there is no room for them. */
const ALWAYS_THERE: readonly JobColumn[] = ["status", "name"];

/** Names of the columns, each a button that sorts. It is the first row of the grid for those who hear it. */
export function JobGridHeader({ sort, onSort }: JobGridHeaderProps) {
  const stop = ALWAYS_THERE.find((column) => column === sort?.by) ?? "status";
  return (
    <div className={classes.group} role="rowgroup">
      <div className={`${classes.header} ${columns.row}`} role="row" aria-rowindex={1} onKeyDown={moveBetweenButtons}>
        {JOB_COLUMNS.map((column, at) => (
          <span
            key={column}
            role="columnheader"
            aria-colindex={at + 1}
            aria-sort={ariaSort(sort, column)}
            className={columns[column]}
          >
            <button
              type="button"
              className={classes.button}
              // One stop of the Tab key for all of them; arrow keys go from one to the next.
              tabIndex={column === stop ? 0 : -1}
              title={t("jobList.sortHint")}
              onClick={() => onSort(column)}
              data-testid={`sort-${column}`}
            >
              {t(`jobList.columns.${column}`)}
              {sort?.by === column && (sort.isDescending ? <ChevronDown {...ICON} /> : <ChevronUp {...ICON} />)}
            </button>
          </span>
        ))}
        <span role="columnheader" aria-colindex={JOB_COLUMNS.length + 1}>
          <span className={classes.hidden}>{t("jobs.columns.actions")}</span>
        </span>
      </div>
    </div>
  );
}

const ICON = { size: 13, strokeWidth: 2.5, "aria-hidden": true } as const;

function ariaSort(sort: JobSort | null, column: JobColumn): "ascending" | "descending" | "none" {
  if (sort?.by !== column) return "none";
  return sort.isDescending ? "descending" : "ascending";
}

function moveBetweenButtons(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  // Those of columns that are left out for want of room have no box.
  const buttons = [...event.currentTarget.querySelectorAll("button")].filter(
    ({ offsetParent }) => offsetParent !== null,
  );
  const at = buttons.findIndex((button) => button.matches(":focus"));
  event.preventDefault();
  buttons[at + step]?.focus();
}
