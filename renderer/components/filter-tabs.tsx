import { formatCount } from "../format/count";
import { t } from "../i18n";
import { FILTERS, type Filter } from "../state/filter";
import classes from "./filter-tabs.module.css";

interface FilterTabsProps {
  filter: Filter;
  /** Null where they are not known: those of one batch. */
  counts: Record<Filter, number> | null;
  onFilter(filter: Filter): void;
}

/** Which jobs are listed, each with how many there are. */
export function FilterTabs({ filter, counts, onFilter }: FilterTabsProps) {
  return (
    <fieldset className={classes.filters}>
      <legend className={classes.legend}>{t("jobs.filterLabel")}</legend>
      {FILTERS.map((name) => (
        <label key={name} className={classes.filter} data-testid={`filter-${name}`}>
          <input
            className={classes.input}
            type="radio"
            name="filter"
            checked={name === filter}
            onChange={() => onFilter(name)}
          />
          {t(`jobs.filters.${name}`)} {counts && <span className={classes.count}>{formatCount(counts[name])}</span>}
        </label>
      ))}
    </fieldset>
  );
}
