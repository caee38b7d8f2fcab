import type { ImportView } from "../../../shared/import";
import { formatCount } from "../../format/count";
import { t } from "../../i18n";
import classes from "./found-files.module.css";

/** The files that were read: how, and how many prompts are in each. */
export function FoundFiles({ view }: { view: ImportView }) {
  const { files, fileCount } = view;
  const left = fileCount - files.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
    <section className={classes.scroller} tabIndex={0} aria-label={t("import.found")} data-testid="import-files">
      <table className={classes.files}>
        <thead>
          <tr>
            <th scope="col">{t("import.files", { count: fileCount })}</th>
            <th scope="col">{t("import.encoding")}</th>
            <th scope="col" className={classes.number}>
              {t("import.prompts")}
            </th>
            <th scope="col" className={classes.number}>
              {t("import.rejectedColumn")}
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ name, encoding, prompts, rejected }) => (
            <tr key={name}>
              <td className={classes.name} title={name}>
                {name}
              </td>
              <td className={classes.soft}>{encoding}</td>
              <td className={classes.number}>{formatCount(prompts)}</td>
              <td className={classes.number} data-bad={rejected > 0}>
                {rejected > 0 ? formatCount(rejected) : "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className={classes.more}>{t("import.moreFiles", { count: left })}</p>}
    </section>
  );
}
