import { Text } from "@mantine/core";
import { useStore } from "zustand";
import { RENDERER_MB } from "../../shared/renderer-memory";
import { t } from "../i18n";
import { changePreferences, preferencesStore } from "../preferences";
import { DraftNumber } from "./draft-number";

const STEP_MB = 256;

/** How much memory one document may take. Once it is whole it holds at once, also for what is being made. */
export function MemoryLimit() {
  const { rendererMb, speed } = useStore(preferencesStore);
  if (speed.rendererMb !== null) {
    return (
      <Text size="sm" data-testid="memory-fixed">
        {t("speed.memoryByEnvironment", { variable: "PDFPROMPT_MAX_RENDERER_MB", mb: speed.rendererMb })}
      </Text>
    );
  }
  return (
    <DraftNumber
      label={t("speed.memory")}
      description={t("speed.memoryNote")}
      unit="MB"
      min={RENDERER_MB.least}
      max={RENDERER_MB.mostChosen}
      step={STEP_MB}
      value={rendererMb}
      isTakenWhole
      onNumber={(chosen) => void changePreferences({ rendererMb: chosen })}
      testId="memory-limit"
    />
  );
}
