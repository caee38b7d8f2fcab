import { Layers, X } from "lucide-react";
import { t } from "../i18n";
import classes from "./batch-chip.module.css";

interface BatchChipProps {
  /** Names of the batch's inputs; null until it is known. */
  label: string | null;
  onRemove(): void;
}

/** Says that only the jobs of one batch are listed, and leads back to all. */
export function BatchChip({ label, onRemove }: BatchChipProps) {
  const text = label === null ? t("jobList.oneBatch") : t("jobList.batch", { label });
  return (
    <span className={classes.chip} data-testid="batch-filter">
      <Layers size={14} aria-hidden />
      <span className={classes.label} title={text}>
        {text}
      </span>
      <button
        type="button"
        className={classes.remove}
        aria-label={t("batches.showAll")}
        title={t("batches.showAll")}
        onClick={onRemove}
        data-testid="batch-filter-off"
      >
        <X size={14} aria-hidden />
      </button>
    </span>
  );
}
