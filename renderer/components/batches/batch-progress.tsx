import type { BatchView } from "../../../shared/batches";
import { t } from "../../i18n";
import { partsOf, percentOf, sharesOf } from "../../state/batch-parts";
import classes from "./batch-progress.module.css";

/** How far a batch has come: a bar, and the same in words. */
export function BatchProgress({ batch }: { batch: BatchView }) {
  const { made, failed, cancelled } = sharesOf(batch);
  const parts = partsOf(batch);
  const isReading = !batch.isFinished && batch.queued + batch.claimed === 0;
  const words = [
    ...parts.map(({ part, count }) => t(`batches.parts.${part}`, { count })),
    ...(isReading ? [t("batches.reading")] : []),
    ...(parts.length === 0 && !isReading ? [t("batches.empty")] : []),
  ].join(" · ");
  return (
    <>
      <span
        className={classes.track}
        role="progressbar"
        aria-label={t("batches.progress", { label: batch.label })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percentOf(batch)}
        aria-valuetext={words}
      >
        <span className={classes.made} style={{ width: `${made * 100}%` }} />
        <span className={classes.failed} style={{ width: `${failed * 100}%` }} />
        <span className={classes.cancelled} style={{ width: `${cancelled * 100}%` }} />
      </span>
      <span className={classes.words} title={words} data-testid="batch-words">
        {words}
      </span>
    </>
  );
}
