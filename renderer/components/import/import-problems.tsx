import { AlertTriangle } from "lucide-react";
import type { Problem } from "../../../shared/errors";
import type { ImportView } from "../../../shared/import";
import { t } from "../../i18n";
import { ProblemList } from "../problem-list";
import classes from "./import-problems.module.css";

/** What would not become a PDF, or not as it was meant, each with its place and its reason. Nothing where all is well. */
export function ImportProblems({ view: { result } }: { view: ImportView }) {
  if (!result) return null;
  const { failures, failureCount, warnings, warningCount } = result;
  return (
    <>
      {failureCount > 0 && <Problems kind="problems" problems={failures} count={failureCount} />}
      {warningCount > 0 && <Problems kind="warnings" problems={warnings} count={warningCount} />}
    </>
  );
}

interface ProblemsProps {
  kind: "problems" | "warnings";
  /** The first of them. */
  problems: readonly Problem[];
  count: number;
}

function Problems({ kind, problems, count }: ProblemsProps) {
  const title = t(`import.${kind}`, { count });
  return (
    <section className={classes.problems} data-kind={kind} aria-label={title} data-testid={`import-${kind}`}>
      <p className={classes.title}>
        <AlertTriangle size={15} aria-hidden />
        {title}
      </p>
      <ProblemList problems={problems} total={count} />
    </section>
  );
}
