import { formatLocation, type Problem } from "../../shared/errors";
import { formatSourceName, formatSpot } from "../format/place";
import { t } from "../i18n";
import classes from "./problem-list.module.css";
import { ProblemReason } from "./problem-reason";

interface ProblemListProps {
  /** The first of them. */
  problems: readonly Problem[];
  /** How many there are. */
  total: number;
}

/** Problems, each with its place and its reason. */
export function ProblemList({ problems, total }: ProblemListProps) {
  const left = total - problems.length;
  return (
    // Focusable, so that it can be scrolled with the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable
    <ul className={classes.reasons} tabIndex={0} aria-label={t("rejected.label")}>
      {problems.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two entries may be alike
        <li key={index} className={classes.reason}>
          {problem.source && (
            <span className={classes.place} title={formatLocation(problem)}>
              <span className={classes.file}>{formatSourceName(problem.source)}</span>
              {formatSpot(problem)}
            </span>
          )}
          <span className={classes.message}>
            <ProblemReason problem={problem} hasAdvice={isFirstOfItsKind(problems, index)} />
          </span>
        </li>
      ))}
      {left > 0 && <li className={classes.more}>{t("rejected.more", { count: left })}</li>}
    </ul>
  );
}

/** Hundreds of rows may have the same fault: what helps is said once. */
function isFirstOfItsKind(problems: readonly Problem[], index: number): boolean {
  return problems.findIndex(({ code }) => code === problems[index]?.code) === index;
}
