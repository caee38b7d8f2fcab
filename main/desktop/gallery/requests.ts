import { type BrowserWindow, dialog } from "electron";
import type { galleryRequestSchemas } from "../../../shared/gallery";
import { BUILTIN_TEMPLATES } from "../../../shared/templates";
import type { DesktopModel } from "../model";
import type { Handlers } from "../requests";
import { t } from "../words";

/** What the gallery of templates asks. */
export function galleryHandlers(
  window: BrowserWindow,
  { gallery, imports }: DesktopModel,
  chooseInputs: (kind: "files" | "folder") => Promise<string[] | null>,
): Pick<Handlers, keyof typeof galleryRequestSchemas> {
  return {
    listTemplates: () => gallery.list,
    addTemplates: async ({ kind }) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: t(kind === "file" ? "dialogs.template" : "gallery.chooseFolder"),
        properties: kind === "file" ? ["openFile", "multiSelections"] : ["openDirectory"],
        ...(kind === "file" ? { filters: [{ name: t("dialogs.templates"), extensions: ["liquid"] }] } : {}),
      });
      for (const path of canceled ? [] : filePaths) gallery.places.add(path);
      return gallery.list;
    },
    removeTemplates: ({ place }) => {
      gallery.places.remove(place);
      return gallery.list;
    },
    pictureTemplate: ({ template }) => gallery.picture(template),
    openTemplate: ({ template }) => gallery.open(template),
    closeTemplate: () => {
      gallery.close();
      return null;
    },
    templateFields: ({ template }) => gallery.fieldsOf(template),
    previewTemplate: ({ template, text }) => gallery.preview(template, text),
    tryTemplateFile: async ({ template }) => {
      const [path] = (await chooseInputs("files")) ?? [];
      return path === undefined ? null : gallery.tryFile(template, path);
    },
    useTemplate: async ({ template, kind }) => {
      const chosen = gallery.templateOf(template);
      const paths = await chooseInputs(kind);
      if (!paths) return null;
      const { id } = imports.open(paths);
      const builtin = BUILTIN_TEMPLATES.find((name) => name === chosen);
      if (builtin) imports.session(id).choose({ template: builtin });
      else imports.session(id).chooseOwnTemplate(chosen);
      return imports.session(id).view;
    },
  };
}
