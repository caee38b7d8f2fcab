import { TriangleAlert } from "lucide-react";
import { formatBytes } from "../format/bytes";
import { t } from "../i18n";
import classes from "./status-bar.module.css";

/** Below this the disk is nearly full for a batch: about twenty thousand letters. */
const LOW_BYTES = 1e9;

/** How much room there is for PDFs, told louder where it is little. */
export function DiskSpace({ freeBytes, folder }: { freeBytes: number; folder: string }) {
  const isLow = freeBytes < LOW_BYTES;
  return (
    <span className={classes.disk} data-low={isLow} title={t("status.diskHint", { folder })} data-testid="free-disk">
      {isLow && <TriangleAlert size={13} aria-hidden />}
      {t(isLow ? "status.diskLow" : "status.disk", { size: formatBytes(freeBytes) })}
    </span>
  );
}
