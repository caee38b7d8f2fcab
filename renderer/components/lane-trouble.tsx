import { type LaneHealth, RECYCLE_REASONS } from "../../shared/health";
import { t } from "../i18n";
import classes from "./lane-trouble.module.css";

interface LaneTroubleProps {
  lanes: LaneHealth;
}

/** What is wrong with the lanes, in a few words, and more of it for those who point there. Nothing where nothing is. */
export function LaneTrouble({ lanes }: LaneTroubleProps) {
  const { fastLane, crashes, lastCrash, recycled } = lanes;
  const reasons = RECYCLE_REASONS.filter((reason) => recycled[reason] > 0).map((reason) =>
    t(`status.recycled.${reason}`, { count: recycled[reason] }),
  );
  return (
    <>
      {fastLane.reason !== null && (
        <span
          className={classes.trouble}
          title={t("status.fastLaneOffHint", { reason: fastLane.reason })}
          data-testid="fast-lane-off"
        >
          {t("status.fastLaneOff")}
        </span>
      )}
      {lastCrash !== null && (
        <span
          className={classes.trouble}
          title={`${t("status.crashedHint", { message: lastCrash.message })}\n${t("status.replacedHint", { reasons: reasons.join(", ") })}`}
          data-testid="crashes"
        >
          {t("status.crashed", { count: crashes })}
        </span>
      )}
    </>
  );
}
