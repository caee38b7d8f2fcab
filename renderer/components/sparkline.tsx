import { formatRate } from "../format/rate";
import { t } from "../i18n";
import { sparklinePaths } from "../state/sparkline";
import classes from "./sparkline.module.css";

interface SparklineProps {
  /** PDFs of each second, oldest first. */
  values: readonly number[];
  /** The present rate, as the figure beside it says. */
  now: number;
}

const WIDTH = 240;
const HEIGHT = 56;

/** The last 60 seconds as a small line, and the same in words for those who do not see it. */
export function Sparkline({ values, now }: SparklineProps) {
  const { line, area } = sparklinePaths(values, WIDTH, HEIGHT);
  const highest = Math.max(0, ...values);
  const lowest = values.length > 0 ? Math.min(...values) : 0;
  const words =
    highest > 0
      ? t("figures.sparkline", { now: formatRate(now), low: formatRate(lowest), high: formatRate(highest) })
      : t("figures.sparklineIdle");
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
      data-testid="sparkline"
    >
      <title>{words}</title>
      <path className={classes.base} d={`M0,${HEIGHT}H${WIDTH}`} />
      <path className={classes.area} d={area} />
      <path className={classes.line} d={line} />
    </svg>
  );
}
