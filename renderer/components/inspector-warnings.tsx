import { TriangleAlert } from "lucide-react";
import type { Problem } from "../../shared/errors";
import { t } from "../i18n";
import classes from "./inspector-warnings.module.css";
import { ProblemReason } from "./problem-reason";

/** What is not as it was meant in a PDF, above it; the log has the places, too. Nothing where all is well. */
export function InspectorWarnings({ warnings }: { warnings: readonly Problem[] }) {
  if (warnings.length === 0) return null;
  return (
    <section
      className={classes.warnings}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
      tabIndex={0}
      aria-label={t("inspector.warnings")}
      data-testid="inspector-warnings"
    >
      <TriangleAlert className={classes.icon} size={15} role="img" aria-label={t("inspector.warnings")} />
      <ul className={classes.list}>
        {warnings.map((warning, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two entries may be alike
          <li key={index}>
            <ProblemReason problem={warning} />
          </li>
        ))}
      </ul>
    </section>
  );
}
