import { type BrowserWindow, dialog, shell } from "electron";
import type { batchFileRequestSchemas } from "../../shared/batch-files";
import type { BatchFileKind } from "../../shared/choices";
import type { DesktopModel } from "./model";
import type { Handlers } from "./requests";
import { t } from "./words";

/** What is asked about files that are made of whole batches. */
export function batchFileHandlers(
  window: BrowserWindow,
  { batchFiles }: DesktopModel,
): Pick<Handlers, keyof typeof batchFileRequestSchemas> {
  return {
    makeBatchFile: async ({ id, kind }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title: t(`dialogs.batchFiles.${kind}`),
        buttonLabel: t("dialogs.save"),
        defaultPath: batchFiles.proposal(id, kind),
        filters: [filterOf(kind)],
        properties: ["createDirectory", "showOverwriteConfirmation"],
      });
      if (canceled || !filePath) return false;
      // What comes of it is told while it is made: one who asked and a page that was loaded since hear the same.
      void batchFiles.make(id, kind, filePath).catch(() => undefined);
      return true;
    },
    stopBatchFile: ({ id }) => {
      batchFiles.stop(id);
      return null;
    },
    showBatchFile: ({ file }) => {
      shell.showItemInFolder(batchFiles.pathOf(file));
      return null;
    },
  };
}

function filterOf(kind: BatchFileKind): Electron.FileFilter {
  return kind === "zip" ? { name: t("dialogs.zipFiles"), extensions: ["zip"] } : { name: "PDF", extensions: ["pdf"] };
}
