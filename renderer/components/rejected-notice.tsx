import { AlertTriangle } from "lucide-react";
import type { AddOutcome } from "../../shared/ipc";
import { t } from "../i18n";
import { outcomeLine } from "../state/outcome";
import { NoticeLine } from "./notice-line";
import { ProblemList } from "./problem-list";

interface RejectedNoticeProps {
  outcome: AddOutcome;
  onDismiss(): void;
}

/** A file with a broken header can reject every row of thousands; nobody reads them all here. */
const MOST_SHOWN = 100;

/** What could not be queued, each with its place and its reason. */
export function RejectedNotice({ outcome, onDismiss }: RejectedNoticeProps) {
  const { rejected: problems } = outcome;
  return (
    <NoticeLine
      tone="fail"
      icon={<AlertTriangle size={16} />}
      title={t("rejected.title", { count: problems.length })}
      aside={outcomeLine(outcome)}
      onDismiss={onDismiss}
      testId="rejected"
    >
      <ProblemList problems={problems.slice(0, MOST_SHOWN)} total={problems.length} />
    </NoticeLine>
  );
}
