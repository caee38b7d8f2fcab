import { useEffect, useState } from "react";
import { ask } from "../actions";

/** The presets that were saved in the sheet, as they are when this is first shown; null until they are here. */
export function usePresetNames(): readonly string[] | null {
  const [names, setNames] = useState<readonly string[] | null>(null);
  useEffect(() => {
    let isShown = true;
    void ask("listPresets", {}).then((answer) => {
      if (isShown && answer) setNames(answer.value);
    });
    return () => {
      isShown = false;
    };
  }, []);
  return names;
}
