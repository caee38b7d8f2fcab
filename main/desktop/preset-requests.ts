import type { presetRequestSchemas } from "../../shared/import";
import type { DesktopModel } from "./model";
import type { Handlers } from "./requests";

/** What is asked about presets where no sheet is open. */
export function presetHandlers({ presets }: DesktopModel): Pick<Handlers, keyof typeof presetRequestSchemas> {
  return {
    listPresets: () => presets.list(),
    forgetPreset: ({ name }) => {
      presets.remove(name);
      return null;
    },
    restorePreset: ({ name }) => {
      presets.restore(name);
      return null;
    },
  };
}
