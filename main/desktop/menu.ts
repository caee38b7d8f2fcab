import { Menu } from "electron";
import type { Command } from "../../shared/commands";
import { t } from "./words";

/** What can be asked of the window from outside of it. */
export interface WindowActions {
  /** Brings the window to the front. */
  show(): void;
  /** Has the window do something, in front. */
  command(command: Command): void;
  togglePause(): void;
  retryFailed(): void;
  quit(): void;
}

/** Makes the app's menu in the present language. */
export function setMenu(actions: WindowActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(actions)));
}

function template(actions: WindowActions): Electron.MenuItemConstructorOptions[] {
  const isMac = process.platform === "darwin";
  const settings: Electron.MenuItemConstructorOptions = {
    label: t("menu.settings"),
    accelerator: "CmdOrCtrl+,",
    click: () => actions.command("settings"),
  };
  return [
    ...(isMac
      ? [
          {
            role: "appMenu" as const,
            submenu: [
              { role: "about" as const },
              { type: "separator" as const },
              settings,
              { type: "separator" as const },
              { role: "hide" as const },
              { role: "hideOthers" as const },
              { role: "unhide" as const },
              { type: "separator" as const },
              { role: "quit" as const },
            ],
          },
        ]
      : []),
    {
      label: t("menu.file"),
      submenu: [
        { label: t("toolbar.addFiles"), accelerator: "CmdOrCtrl+O", click: () => actions.command("add-files") },
        { label: t("toolbar.addFolder"), accelerator: "CmdOrCtrl+Shift+O", click: () => actions.command("add-folder") },
        { label: t("toolbar.addSamples"), click: () => actions.command("add-samples") },
        { type: "separator" },
        { label: t("toolbar.openFolder"), click: () => actions.command("open-output-folder") },
        ...(isMac ? [] : [{ type: "separator" as const }, settings]),
        { type: "separator" },
        { role: "close", label: t("menu.close") },
        ...(isMac ? [] : [{ role: "quit" as const, label: t("menu.quit"), accelerator: "CmdOrCtrl+Q" }]),
      ],
    },
    {
      label: t("menu.edit"),
      submenu: [
        { role: "cut", label: t("menu.cut") },
        { role: "copy", label: t("menu.copy") },
        { role: "paste", label: t("menu.paste") },
        { role: "selectAll", label: t("menu.selectAll") },
      ],
    },
    {
      label: t("menu.queue"),
      submenu: [
        { label: t("menu.togglePause"), accelerator: "CmdOrCtrl+P", click: () => actions.togglePause() },
        { label: t("toolbar.retryFailed"), accelerator: "CmdOrCtrl+R", click: () => actions.retryFailed() },
      ],
    },
    {
      label: t("menu.view"),
      submenu: [
        { role: "resetZoom", label: t("menu.resetZoom") },
        { role: "zoomIn", label: t("menu.zoomIn") },
        { role: "zoomOut", label: t("menu.zoomOut") },
        { type: "separator" },
        { role: "togglefullscreen", label: t("menu.fullScreen") },
      ],
    },
    ...(isMac ? [{ role: "windowMenu" as const }] : []),
  ];
}
