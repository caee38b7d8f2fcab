import { useState } from "react";
import type { JobView, QueueStats } from "../../shared/job";
import { t } from "../i18n";
import { countsByFilter, type Filter } from "../state/filter";
import type { Act } from "../state/job-actions";
import { FilterTabs } from "./filter-tabs";
import { JobGrid } from "./job-grid";
import classes from "./job-list.module.css";

interface JobListProps {
  stats: QueueStats;
  revision: number;
  isReading: boolean;
  filter: Filter;
  /** Only the jobs of this batch; null for those of all. */
  batch: string | null;
  onFilter(filter: Filter): void;
  onAct: Act;
  onDrag(id: number): void;
  onActive(job: JobView | null): void;
}

/** The jobs, all or those of one kind. */
export function JobList({
  stats,
  revision,
  isReading,
  filter,
  batch,
  onFilter,
  onAct,
  onDrag,
  onActive,
}: JobListProps) {
  const [hasFocus, setHasFocus] = useState(false);
  return (
    <section
      className={classes.list}
      aria-label={t("jobs.label")}
      data-pane
      onFocus={() => setHasFocus(true)}
      onBlur={() => setHasFocus(false)}
    >
      <div className={classes.head}>
        <FilterTabs filter={filter} counts={countsByFilter(stats)} onFilter={onFilter} />
        {/* Said only to those who are using the keyboard in the list. */}
        <span className={classes.keys} data-shown={hasFocus}>
          {t("jobs.keys")}
        </span>
      </div>
      <JobGrid
        // Another filter is another list: it begins at its top, with nothing active or open.
        key={`${filter} ${batch}`}
        filter={filter}
        batch={batch}
        revision={revision}
        emptyText={isReading && filter === "all" ? t("status.reading") : t(`jobs.empty.${filter}`)}
        onAct={onAct}
        onDrag={onDrag}
        onActive={onActive}
      />
    </section>
  );
}
