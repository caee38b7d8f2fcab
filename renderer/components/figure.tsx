import type { ReactNode } from "react";
import classes from "./figure.module.css";

interface FigureProps {
  label: string;
  /** As people read it. */
  value: string;
  /** As programs read it (`data-value`), unrounded. */
  rawValue?: number;
  unit?: string;
  note: string;
  tone?: "plain" | "fail";
  /** The value is words, not a number: set smaller. */
  isWords?: boolean;
  className?: string | undefined;
  testId: string;
  /** A picture of the figure, at its right. */
  children?: ReactNode;
}

/** One big figure with its label above and a note below. */
export function Figure(props: FigureProps) {
  const { label, value, rawValue, unit, note, tone = "plain", isWords = false, className, testId, children } = props;
  return (
    <div className={[classes.figure, className].filter(Boolean).join(" ")}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.body}>
        <span className={classes.line} data-tone={tone} data-words={isWords}>
          <span className={classes.value} data-testid={testId} data-value={rawValue}>
            {value}
          </span>
          {unit && <span className={classes.unit}>{unit}</span>}
        </span>
        <span className={classes.note} data-testid={`${testId}-note`}>
          {note}
        </span>
      </dd>
      {children && <dd className={classes.picture}>{children}</dd>}
    </div>
  );
}
