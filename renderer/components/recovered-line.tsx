import { History } from "lucide-react";
import { t } from "../i18n";
import { NoticeLine } from "./notice-line";

interface RecoveredLineProps {
  /** Still to be done when the last run ended. */
  jobs: number;
  /** Those of them that were running then. */
  interrupted: number;
  onDismiss(): void;
}

/** Says that the last run ended early and nothing of it was lost. */
export function RecoveredLine({ jobs, interrupted, onDismiss }: RecoveredLineProps) {
  return (
    <NoticeLine
      tone="info"
      icon={<History size={16} />}
      title={t("recovered.title", { count: jobs })}
      aside={t("recovered.interrupted", { count: interrupted })}
      onDismiss={onDismiss}
      testId="recovered"
    />
  );
}
