import type { ImportView } from "../../../shared/import";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import { countOptions } from "../../state/page-options";
import { PageOptionsForm } from "../page-options-form";
import classes from "./import-page-options.module.css";

/** How the pages are printed, put away until somebody wants to choose it. */
export function ImportPageOptions({ view }: { view: ImportView }) {
  const { options } = view.choices;
  const count = countOptions(options);
  return (
    <details className={classes.options} data-testid="import-options">
      <summary className={classes.summary}>
        {t("page.title")}
        {count > 0 && <span className={classes.count}>{t("page.chosen", { count })}</span>}
      </summary>
      <div className={classes.form}>
        <PageOptionsForm options={options} onChange={(chosen) => actions.changeImport(view, { options: chosen })} />
      </div>
    </details>
  );
}
