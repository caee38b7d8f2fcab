import type { TextKey } from "./texts/catalogue";

/**
 * Everything that can be asked of the window as a whole: native menus, keys, the command palette and the list of keys are
 * made of it. `keys` are the ways to press it anywhere in the window, apart by blanks, `Mod` being ⌘ on macOS and Ctrl
 * elsewhere; empty where there is none.
 */
export const COMMANDS = {
  addFiles: { keys: "Mod+O", label: "toolbar.addFiles" },
  addFolder: { keys: "Mod+Shift+O", label: "toolbar.addFolder" },
  paste: { keys: "Mod+Shift+V", label: "toolbar.paste" },
  addSamples: { keys: "", label: "toolbar.addSamples" },
  pause: { keys: "Space Mod+P", label: "commands.pause" },
  pauseNow: { keys: "", label: "toolbar.pauseNow" },
  retryFailed: { keys: "Mod+R", label: "commands.retryFailed" },
  cancelQueued: { keys: "", label: "commands.cancelQueued" },
  undoRemoval: { keys: "Mod+Z", label: "commands.undoRemoval" },
  search: { keys: "Mod+F", label: "commands.search" },
  showAll: { keys: "", label: "commands.showAll" },
  showQueued: { keys: "", label: "commands.showQueued" },
  showRunning: { keys: "", label: "commands.showRunning" },
  showDone: { keys: "", label: "commands.showDone" },
  showFailed: { keys: "", label: "commands.showFailed" },
  showCancelled: { keys: "", label: "commands.showCancelled" },
  showBatches: { keys: "", label: "commands.showBatches" },
  showTemplates: { keys: "", label: "commands.showTemplates" },
  throughput: { keys: "", label: "commands.throughput" },
  inspector: { keys: "I", label: "commands.inspector" },
  nextPane: { keys: "F6", label: "commands.nextPane" },
  openOutputFolder: { keys: "", label: "toolbar.openFolder" },
  changeOutputFolder: { keys: "", label: "commands.changeFolder" },
  settings: { keys: "Mod+,", label: "menu.settings" },
  palette: { keys: "Mod+K", label: "commands.palette" },
  shortcuts: { keys: "?", label: "commands.shortcuts" },
} as const satisfies Record<string, { keys: string; label: TextKey }>;

export type Command = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as Command[];
