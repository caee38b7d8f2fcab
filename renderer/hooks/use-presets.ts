import { useCallback, useEffect, useState } from "react";
import type { PresetSummary } from "../../shared/import";
import { ask } from "../actions";
import { t } from "../i18n";
import { offerUndo } from "../notify";

interface KnownPresets {
  /** Null until they are here. */
  presets: readonly PresetSummary[] | null;
  /** Forgets one, and offers to take that back. */
  forget(name: string): void;
}

/** The presets that were saved in the sheet, asked for anew whenever they are shown. */
export function usePresets(isShown: boolean): KnownPresets {
  const [presets, setPresets] = useState<readonly PresetSummary[] | null>(null);
  const look = useCallback(async () => {
    const answer = await ask("listPresets", {});
    if (answer) setPresets(answer.value);
  }, []);
  useEffect(() => {
    if (isShown) void look();
  }, [isShown, look]);
  const forget = async (name: string) => {
    if (!(await ask("forgetPreset", { name }))) return;
    offerUndo(t("presets.removed", { name }), () => void ask("restorePreset", { name }).then(look));
    await look();
  };
  return { presets, forget: (name) => void forget(name) };
}
