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
  quit(): void;
}

/** Makes the app's menu in the present language. @param isPaused what pausing would do now depends on it */
export function setMenu(actions: WindowActions, isPaused: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(actions, isPaused)));
}

function template(actions: WindowActions, isPaused: boolean): Electron.MenuItemConstructorOptions[] {
  const isMac = process.platform === "darwin";
  const separator = { type: "separator" as const };
  const item = (command: Command): Electron.MenuItemConstructorOptions => ({
    label: t(COMMANDS[command].label),
    click: () => actions.command(command),
    ...keyOf(command, isMac),
  });
  // Not the role, which ends the app without a question.
  const quit = { label: t("menu.quit"), accelerator: "CmdOrCtrl+Q", click: () => actions.quit() };
  return [
    ...(isMac
      ? [
          {
            role: "appMenu" as const,
            submenu: [
              { role: "about" as const },
              separator,
              item("settings"),
              separator,
              { role: "hide" as const },
              { role: "hideOthers" as const },
              { role: "unhide" as const },
              separator,
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
        item("paste"),
        item("addSamples"),
        separator,
        item("openOutputFolder"),
        item("changeOutputFolder"),
        ...(isMac ? [] : [separator, item("settings")]),
        separator,
        { role: "close", label: t("menu.close") },
        ...(isMac ? [] : [quit]),
      ],
    },
    {
      label: t("menu.edit"),
      submenu: [
        { role: "undo", label: t("menu.undo") },
        { role: "redo", label: t("menu.redo") },
        separator,
        { role: "cut", label: t("menu.cut") },
        { role: "copy", label: t("menu.copy") },
        { role: "paste", label: t("menu.paste") },
        { role: "selectAll", label: t("menu.selectAll") },
      ],
    },
    {
      label: t("menu.queue"),
      submenu: [
        {
          ...item("pause"),
          label: t(isPaused ? "toolbar.resume" : "toolbar.pauseFinish"),
          click: () => actions.togglePause(),
        },
        item("pauseNow"),
        separator,
        item("retryFailed"),
        item("cancelQueued"),
      ],
    },
    {
      label: t("menu.view"),
      submenu: [
        item("search"),
        item("inspector"),
        separator,
        item("showBatches"),
        item("showTemplates"),
        item("throughput"),
        item("palette"),
        separator,
        { role: "resetZoom", label: t("menu.resetZoom") },
        { role: "zoomIn", label: t("menu.zoomIn") },
        { role: "zoomOut", label: t("menu.zoomOut") },
        separator,
        { role: "togglefullscreen", label: t("menu.fullScreen") },
      ],
    },
    ...(isMac ? [{ role: "windowMenu" as const }] : []),
    {
      role: "help",
      label: t("menu.help"),
      submenu: [
        item("shortcuts"),
        // On macOS it is in the app's own menu.
        ...(isMac ? [] : [separator, { role: "about" as const, label: t("menu.about") }]),
      ],
    },
  ];
}

/**
 * The key of a command, to be seen: the page hears its keys itself, and a menu that took them would take letters from who
 * types. macOS has no keys that are only seen: there only those with ⌘ are in the menu.
 */
function keyOf(
  command: Command,
  isMac: boolean,
): Pick<Electron.MenuItemConstructorOptions, "accelerator" | "registerAccelerator"> {
  const ways: string[] = COMMANDS[command].keys.split(" ");
  const way = ways.find((keys) => keys.startsWith("Mod+")) ?? (isMac ? "" : (ways[0] ?? ""));
  return way === "" ? {} : { accelerator: way.replace("Mod", "CmdOrCtrl"), registerAccelerator: false };
}
