import { type LaneHealth, RECYCLE_REASONS, RECYCLE_WORDS } from "../../shared/health";
import { formatCount } from "../format/count";
import { texts } from "../texts";
import classes from "./lane-trouble.module.css";

interface LaneTroubleProps {
  lanes: LaneHealth;
}

/** What is wrong with the lanes, in a few words, and more of it for those who point there. Nothing where nothing is. */
export function LaneTrouble({ lanes }: LaneTroubleProps) {
  const t = texts.status;
  const { fastLane, crashes, lastCrash, recycled } = lanes;
  const reasons = RECYCLE_REASONS.filter((reason) => recycled[reason] > 0).map(
    (reason) => `${formatCount(recycled[reason])} ${RECYCLE_WORDS[reason]}`,
  );
  return (
    <>
      {fastLane.reason !== null && (
        <span className={classes.trouble} title={t.fastLaneOffHint(fastLane.reason)} data-testid="fast-lane-off">
          {t.fastLaneOff}
        </span>
      )}
      {lastCrash !== null && (
        <span
          className={classes.trouble}
          title={`${t.crashedHint(lastCrash.message)}\n${t.replacedHint(reasons.join(", "))}`}
          data-testid="crashes"
        >
          {t.crashed(crashes, formatCount(crashes))}
        </span>
      )}
    </>
  );
}
