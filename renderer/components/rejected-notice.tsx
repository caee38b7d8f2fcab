import { AlertTriangle } from "lucide-react";
import { formatLocation } from "../../shared/errors";
import type { AddOutcome } from "../../shared/ipc";
import { formatSourceName, formatSpot } from "../format/place";
import { t } from "../i18n";
import { NoticeLine } from "./notice-line";
import classes from "./rejected-notice.module.css";

interface RejectedNoticeProps {
  outcome: AddOutcome;
  onDismiss(): void;
}

/** A file with a broken header can reject every row of thousands; nobody reads them all here. */
const MOST_SHOWN = 100;

/** What could not be queued, each with its place and its reason. */
export function RejectedNotice({ outcome, onDismiss }: RejectedNoticeProps) {
  const { rejected: problems, queued, unchanged } = outcome;
  const shown = problems.slice(0, MOST_SHOWN);
  const left = problems.length - shown.length;
  return (
    <NoticeLine
      tone="fail"
      icon={<AlertTriangle size={16} />}
      title={t("rejected.title", { count: problems.length })}
      aside={t(unchanged > 0 ? "rejected.queuedAndUnchanged" : "rejected.queued", { queued, unchanged })}
      onDismiss={onDismiss}
      testId="rejected"
    >
      {/* Focusable, so that it can be scrolled with the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable */}
      <ul className={classes.reasons} tabIndex={0} aria-label={t("rejected.label")}>
        {shown.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two entries may be alike
          <li key={index} className={classes.reason}>
            {problem.source && (
              <span className={classes.place} title={formatLocation(problem)}>
                <span className={classes.file}>{formatSourceName(problem.source)}</span>
                {formatSpot(problem)}
              </span>
            )}
            <span className={classes.message}>{problem.message}</span>
          </li>
        ))}
        {left > 0 && <li className={classes.more}>{t("rejected.more", { count: left })}</li>}
      </ul>
    </NoticeLine>
  );
}
