import { type BrowserWindow, dialog } from "electron";
import type { watchRequestSchemas } from "../../shared/watched-folders";
import type { DesktopModel } from "./model";
import type { Handlers } from "./requests";
import { t } from "./words";

/** What is asked about watched folders. */
export function watchHandlers(
  window: BrowserWindow,
  { watched }: DesktopModel,
): Pick<Handlers, keyof typeof watchRequestSchemas> {
  return {
    addWatchedFolder: async ({ preset }) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: t("dialogs.watchFolder"),
        buttonLabel: t("dialogs.watchThis"),
        properties: ["openDirectory", "createDirectory"],
      });
      const [folder] = filePaths;
      if (!canceled && folder) await watched.add(folder, preset);
      return null;
    },
    chooseWatchedPreset: async ({ id, preset }) => {
      await watched.choosePreset(id, preset);
      return null;
    },
    removeWatchedFolder: async ({ id }) => {
      await watched.remove(id);
      return null;
    },
  };
}
