// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import { t } from "../i18n";
import columns from "./job-columns.module.css";
import classes from "./job-grid-header.module.css";

/** Names of the columns. It is the first row of the grid for those who hear it. */
export function JobGridHeader() {
  return (
    <div className={classes.group} role="rowgroup">
      <div className={`${classes.header} ${columns.row}`} role="row" aria-rowindex={1}>
        <span role="columnheader">{t("jobs.columns.status")}</span>
        <span role="columnheader">{t("jobs.columns.name")}</span>
        <span role="columnheader" className={columns.source}>
          {t("jobs.columns.source")}
        </span>
        <span role="columnheader" className={columns.number}>
          {t("jobs.columns.pages")}
        </span>
        <span role="columnheader" className={columns.number}>
          {t("jobs.columns.time")}
        </span>
        <span role="columnheader">
          <span className={classes.hidden}>{t("jobs.columns.actions")}</span>
        </span>
      </div>
    </div>
  );
}
