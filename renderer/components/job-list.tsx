import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { JobColumn } from "../../shared/choices";
import type { QueueStats } from "../../shared/job";
import type { JobSelection, JobSort, ListedJob } from "../../shared/job-list";
import { formatCount } from "../format/count";
import { t } from "../i18n";
import type { BulkAction } from "../state/bulk-actions";
import { countsByFilter, type Filter, jobFilterOf } from "../state/filter";
import type { Act } from "../state/job-actions";
import { BatchChip } from "./batch-chip";
import { FilterTabs } from "./filter-tabs";
import { JobGrid } from "./job-grid";
import classes from "./job-list.module.css";
import { JobSearch } from "./job-search";

interface JobListProps {
  stats: QueueStats;
  revision: number;
  isReading: boolean;
  filter: Filter;
  /** Only the jobs of this batch; null for those of all. */
  batch: string | null;
  /** Names of its inputs; null until they are known. */
  batchLabel: string | null;
  search: string;
  sort: JobSort | null;
  onFilter(filter: Filter): void;
  onAllBatches(): void;
  onSearch(search: string): void;
  onSort(by: JobColumn): void;
  onAct: Act;
  onActOnMany(action: BulkAction, selection: JobSelection): Promise<void>;
  onDrag(id: number): void;
  onDragMany(selection: JobSelection): void;
  onActive(job: ListedJob | null): void;
}

/** The jobs, all or those of one kind, of one batch, or that are searched for. */
export function JobList(props: JobListProps) {
  const { stats, filter, batch, search, onSearch } = props;
  const [total, setTotal] = useState<number | null>(null);
  const jobFilter = useMemo(() => jobFilterOf(filter, batch, search), [filter, batch, search]);
  const counts = countsByFilter(stats);
  const isSearching = jobFilter.search !== undefined;
  return (
    <section className={classes.list} aria-label={t("jobs.label")} data-pane>
      <div className={classes.head}>
        <FilterTabs filter={filter} counts={batch === null ? counts : null} onFilter={props.onFilter} />
        {batch !== null && <BatchChip label={props.batchLabel} onRemove={props.onAllBatches} />}
        <span className={classes.found} aria-live="polite" data-testid="search-count">
          {isSearching &&
            total !== null &&
            (batch === null
              ? t("jobList.found", { found: formatCount(total), total: formatCount(counts[filter]) })
              : t("jobList.foundInBatch", { count: total }))}
        </span>
        <JobSearch search={search} onSearch={onSearch} />
      </div>
      <JobGrid
        // Another filter is another list: it begins at its top, with nothing active, selected or open.
        key={`${filter} ${batch} ${search}`}
        filter={jobFilter}
        sort={props.sort}
        revision={props.revision}
        empty={
          isSearching ? (
            <NothingFound search={search} onClear={() => onSearch("")} />
          ) : (
            t(props.isReading && filter === "all" ? "status.reading" : `jobs.empty.${filter}`)
          )
        }
        onSort={props.onSort}
        onAct={props.onAct}
        onActOnMany={props.onActOnMany}
        onDrag={props.onDrag}
        onDragMany={props.onDragMany}
        onTotal={setTotal}
        onActive={props.onActive}
      />
    </section>
  );
}

function NothingFound({ search, onClear }: { search: string; onClear(): void }) {
  return (
    <>
      <p>{t("jobList.nothingFound", { search })}</p>
      <Button variant="default" size="xs" onClick={onClear} data-testid="search-clear">
        {t("jobList.clearSearch")}
      </Button>
    </>
  );
}
