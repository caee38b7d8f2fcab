import { AlertTriangle } from "lucide-react";
import type { Problem } from "../../../shared/errors";
import { t } from "../../i18n";
import { ProblemReason } from "../problem-reason";
import classes from "./sample-problem.module.css";

interface SampleProblemProps {
  id: string;
  problem: Problem | null;
  /** Its line in the text that is edited; undefined where it is elsewhere. */
  line: number | undefined;
  onGoToLine(line: number): void;
}

/** Why the text gives no page: the place, which leads there, and the reason. */
export function SampleProblem({ id, problem, line, onGoToLine }: SampleProblemProps) {
  return (
    // Always there, so that it is said when something comes into it.
    <div
      className={classes.problem}
      id={id}
      role="status"
      aria-label={t("gallery.problem")}
      data-testid="sample-problem"
    >
      {problem && (
        <div className={classes.what}>
          <AlertTriangle size={15} className={classes.icon} aria-hidden />
          <p className={classes.message}>
            {line !== undefined && (
              <button type="button" className={classes.place} onClick={() => onGoToLine(line)} data-testid="go-to-line">
                {t("gallery.goToLine", { line })}
              </button>
            )}{" "}
            <ProblemReason problem={problem} />
          </p>
        </div>
      )}
    </div>
  );
}
