import { SegmentedControl, Slider, Text } from "@mantine/core";
import { useEffect, useId, useState } from "react";
import { useStore } from "zustand";
import type { ConcurrencyState } from "../../shared/concurrency";
import { t } from "../i18n";
import { changePreferences, preferencesStore } from "../preferences";
import classes from "./concurrency-control.module.css";

/** How many PDFs are made at once: whatever is fastest, or a number. It holds at once, also for what is in the queue. */
export function ConcurrencyControl({ present }: { present: ConcurrencyState }) {
  const { concurrency, speed } = useStore(preferencesStore);
  const labelId = useId();
  const isFixed = concurrency !== "auto";
  if (speed.fixedTo !== null) {
    return (
      <Text size="sm" data-testid="concurrency-fixed">
        {t("speed.byEnvironment", { variable: "PDFPROMPT_WORKER_CONCURRENCY", value: String(speed.fixedTo) })}
      </Text>
    );
  }
  return (
    <div className={classes.control}>
      <Text size="sm" fw={500} id={labelId}>
        {t("speed.atOnce")}
      </Text>
      <SegmentedControl
        fullWidth
        aria-labelledby={labelId}
        value={isFixed ? "fixed" : "auto"}
        onChange={(value) =>
          changePreferences({ concurrency: value === "auto" ? "auto" : Math.min(present.lanes, speed.most) })
        }
        data={[
          { value: "auto", label: t("speed.auto") },
          { value: "fixed", label: t("speed.fixed") },
        ]}
        data-testid="concurrency-mode"
      />
      {isFixed && <LaneSlider lanes={Math.min(concurrency, speed.most)} most={speed.most} />}
      <Text size="xs" c="dimmed" data-testid="concurrency-now">
        {t("speed.now", { count: present.lanes, reason: t(`speed.reasons.${present.reason}`) })}
      </Text>
    </div>
  );
}

function LaneSlider({ lanes, most }: { lanes: number; most: number }) {
  const [value, setValue] = useState(lanes);
  useEffect(() => setValue(lanes), [lanes]);
  return (
    <div className={classes.slider}>
      <Slider
        className={classes.track}
        min={1}
        max={most}
        label={null}
        thumbLabel={t("speed.atOnce")}
        value={value}
        onChange={setValue}
        onChangeEnd={(chosen) => changePreferences({ concurrency: chosen })}
      />
      <output className={classes.number} data-testid="concurrency-number">
        {value}
      </output>
    </div>
  );
}
