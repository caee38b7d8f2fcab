import { History } from "lucide-react";
import { t } from "../i18n";
import { NoticeLine } from "./notice-line";

interface RecoveredLineProps {
  count: number;
  onDismiss(): void;
}

/** Says that the last run ended early and nothing of it was lost. */
export function RecoveredLine({ count, onDismiss }: RecoveredLineProps) {
  return (
    <NoticeLine
      tone="info"
      icon={<History size={16} />}
      title={t("recovered", { count })}
      onDismiss={onDismiss}
      testId="recovered"
    />
  );
}
