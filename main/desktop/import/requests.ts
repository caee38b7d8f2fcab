import { type BrowserWindow, dialog } from "electron";
import type { DesktopModel } from "../model";
import type { Handlers } from "../requests";
import { t } from "../words";

type ImportRequest =
  | "openImport"
  | "chooseImport"
  | "changeImport"
  | "chooseImportTemplate"
  | "chooseImportFolder"
  | "savePreset"
  | "applyPreset"
  | "removePreset"
  | "previewImport"
  | "addImport"
  | "closeImport"
  | "getImport";

/** What the sheet asks for that shows files before they are queued. */
export function importHandlers(
  window: BrowserWindow,
  model: DesktopModel,
  chooseInputs: (kind: "files" | "folder") => Promise<string[] | null>,
): Pick<Handlers, ImportRequest> {
  const { imports } = model;
  return {
    openImport: ({ paths }) => imports.open(paths),
    chooseImport: async ({ kind }) => {
      const paths = await chooseInputs(kind);
      return paths && imports.open(paths);
    },
    changeImport: ({ id, changes }) => {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      imports.session(id).choose(Object.fromEntries(given));
      return null;
    },
    chooseImportTemplate: async ({ id }) => {
      const session = imports.session(id);
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: t("dialogs.template"),
        properties: ["openFile"],
        filters: [
          { name: t("dialogs.templates"), extensions: ["liquid"] },
          { name: t("dialogs.allFiles"), extensions: ["*"] },
        ],
      });
      const [path] = filePaths;
      if (!canceled && path) session.chooseOwnTemplate(path);
      return null;
    },
    chooseImportFolder: async ({ id }) => {
      const session = imports.session(id);
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: t("dialogs.outputFolder"),
        buttonLabel: t("dialogs.useFolder"),
        defaultPath: session.outputFolder,
        properties: ["openDirectory", "createDirectory"],
      });
      const [folder] = filePaths;
      if (canceled || !folder) return null;
      model.watched.checkOutputFolder(folder);
      session.chooseOutputFolder(folder);
      return null;
    },
    savePreset: ({ id, name }) => {
      imports.session(id).savePreset(name);
      return null;
    },
    applyPreset: ({ id, name }) => {
      imports.session(id).applyPreset(name);
      return null;
    },
    removePreset: ({ id, name }) => {
      imports.session(id).removePreset(name);
      return null;
    },
    previewImport: ({ id, index }) => imports.session(id).preview(index),
    addImport: ({ id }) => {
      const chosen = imports.session(id).take();
      imports.close();
      return model.addItems(chosen);
    },
    closeImport: () => {
      imports.close();
      return null;
    },
    getImport: () => imports.view,
  };
}
