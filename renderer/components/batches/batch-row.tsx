// biome-ignore-all lint/a11y/useSemanticElements: virtual rows cannot be a <table>; this is the ARIA grid pattern.
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving tabindex), cells do not.
import type { BatchView } from "../../../shared/batches";
import { lastPart } from "../../format/place";
import { formatWhen } from "../../format/when";
import { t } from "../../i18n";
import { BatchActions } from "./batch-actions";
import { BatchProgress } from "./batch-progress";
import classes from "./batch-row.module.css";

interface BatchRowProps {
  /** Undefined while it is on its way. */
  batch: BatchView | undefined;
  index: number;
  startPx: number;
  heightPx: number;
  isActive: boolean;
  onActivate(index: number): void;
  onShowJobs(id: string): void;
  onCancel(batch: BatchView): void;
}

/** One batch: what it is, how far it has come, where its PDFs go, and what can be done with it. */
export function BatchRow({ batch, index, startPx, heightPx, isActive, ...props }: BatchRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      tabIndex={isActive ? 0 : -1}
      data-index={index}
      data-testid="batch-row"
      style={{ transform: `translateY(${startPx}px)`, height: heightPx }}
      onFocus={() => props.onActivate(index)}
      onClick={() => props.onActivate(index)}
      onDoubleClick={() => batch && props.onShowJobs(batch.id)}
    >
      {batch ? (
        <>
          <span role="gridcell" className={classes.what}>
            <span className={classes.label} title={batch.label}>
              {batch.label}
            </span>
            <span className={classes.facts}>
              <span>{formatWhen(batch.createdAtMs)}</span>
              <span className={classes.folder} title={batch.outDir}>
                {lastPart(batch.outDir)}
              </span>
            </span>
          </span>
          <span role="gridcell" className={classes.progress}>
            <BatchProgress batch={batch} />
          </span>
          <span role="gridcell">
            <BatchActions batch={batch} onCancel={props.onCancel} />
          </span>
        </>
      ) : (
        <span role="gridcell" className={classes.loading} aria-colspan={3}>
          {t("batches.loading")}
        </span>
      )}
    </div>
  );
}
