import { Menu } from "electron";
import { COMMANDS, type Command } from "../../shared/commands";
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
  const item = (command: Command, click = () => actions.command(command)): Electron.MenuItemConstructorOptions => {
    const accelerator = acceleratorOf(command);
    return { label: t(COMMANDS[command].label), click, ...(accelerator ? { accelerator } : {}) };
  };
  // Not the role, which ends the app without a question.
  const quit = { label: t("menu.quit"), accelerator: "CmdOrCtrl+Q", click: () => actions.quit() };
  return [
    ...(isMac
      ? [
          {
            role: "appMenu" as const,
            submenu: [
              { role: "about" as const },
              { type: "separator" as const },
              item("settings"),
              { type: "separator" as const },
              { role: "hide" as const },
              { role: "hideOthers" as const },
              { role: "unhide" as const },
              { type: "separator" as const },
              quit,
            ],
          },
        ]
      : []),
    {
      label: t("menu.file"),
      submenu: [
        item("addFiles"),
        item("addFolder"),
        item("addSamples"),
        { type: "separator" },
        item("openOutputFolder"),
        ...(isMac ? [] : [{ type: "separator" as const }, item("settings")]),
        { type: "separator" },
        { role: "close", label: t("menu.close") },
        ...(isMac ? [] : [quit]),
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
      submenu: [item("pause", () => actions.togglePause()), item("retryFailed", () => actions.retryFailed())],
    },
    {
      label: t("menu.view"),
      submenu: [
        item("palette"),
        item("throughput"),
        item("shortcuts"),
        { type: "separator" },
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

/** The key of a command as Electron writes it: only one with Ctrl or ⌘ is a menu's. */
function acceleratorOf(command: Command): string | undefined {
  const way = COMMANDS[command].keys.split(" ").find((keys) => keys.startsWith("Mod+"));
  return way?.replace("Mod", "CmdOrCtrl");
}
