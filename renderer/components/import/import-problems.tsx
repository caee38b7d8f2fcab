import { AlertTriangle } from "lucide-react";
import type { ImportView } from "../../../shared/import";
import { t } from "../../i18n";
import { ProblemList } from "../problem-list";
import classes from "./import-problems.module.css";

/** What would not become a PDF, each with its place and its reason. Nothing where all is well. */
export function ImportProblems({ view: { result } }: { view: ImportView }) {
  if (!result || result.failureCount === 0) return null;
  const { failures, failureCount } = result;
  return (
    <section className={classes.problems} aria-label={t("rejected.label")} data-testid="import-problems">
      <p className={classes.title}>
        <AlertTriangle size={15} aria-hidden />
        {t("import.problems", { count: failureCount })}
      </p>
      <ProblemList problems={failures} total={failureCount} />
    </section>
  );
}
