import { Group } from "@mantine/core";
import { useStore } from "zustand";
import { t } from "../i18n";
import { preferencesStore, setBatchDefaults } from "../preferences";
import { DraftNumber } from "./draft-number";

const SECOND = 1000;

/** How long and how often what is added from now on is tried. */
export function BatchLimitsForm() {
  const { timeoutMs, retries } = useStore(preferencesStore).batch;
  return (
    <Group grow align="flex-start">
      <DraftNumber
        label={t("defaults.timeout")}
        description={t("defaults.timeoutNote")}
        unit="s"
        min={1}
        max={3600}
        value={Math.round(timeoutMs / SECOND)}
        onNumber={(seconds) => void setBatchDefaults({ timeoutMs: seconds * SECOND })}
        testId="default-timeout"
      />
      <DraftNumber
        label={t("defaults.retries")}
        description={t("defaults.retriesNote")}
        min={0}
        max={100}
        value={retries}
        onNumber={(tries) => void setBatchDefaults({ retries: tries })}
        testId="default-retries"
      />
    </Group>
  );
}
