/** Keys that do something, as the list under `?` shows them. */
export const SHORTCUTS = {
  window: [
    { keys: "Ctrl+O", does: "addFiles" },
    { keys: "Ctrl+Shift+O", does: "addFolder" },
    { keys: "Ctrl+Shift+V", does: "paste" },
    { keys: "Space", does: "pause" },
    { keys: "I", does: "inspector" },
    { keys: "F6", does: "nextPane" },
    { keys: "Ctrl+,", does: "settings" },
    { keys: "?", does: "shortcuts" },
  ],
  list: [
    { keys: "↑ ↓ PgUp PgDn", does: "move" },
    { keys: "→", does: "buttons" },
    { keys: "Enter", does: "open" },
    { keys: "S", does: "show" },
    { keys: "R", does: "retry" },
    { keys: "T  B", does: "order" },
    { keys: "+  −", does: "priority" },
    { keys: "C", does: "copyError" },
    { keys: "Del", does: "remove" },
    { keys: "Shift+F10", does: "menu" },
  ],
} as const;

/** What a key does anywhere in the window. */
export type WindowCommand = (typeof SHORTCUTS)["window"][number]["does"];

export interface WindowKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Whether the native menu has this key: where the window does not want it, the menu must not have it either. */
export function isMenuKey({ key, ctrlKey, metaKey, altKey }: WindowKey): boolean {
  return (ctrlKey || metaKey) && !altKey && ["o", "p", "r", ","].includes(key.toLowerCase());
}

/**
 * The command of a key pressed anywhere in the window; null when the key is not ours.
 * @param isTyping the focus is where letters are typed
 * @param isOnButton the focus is on what Space itself presses
 */
export function windowCommandOf(
  { key, ctrlKey, metaKey, altKey, shiftKey }: WindowKey,
  { isTyping, isOnButton }: { isTyping: boolean; isOnButton: boolean },
): WindowCommand | null {
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    const letter = key.toLowerCase();
    if (letter === "o") return shiftKey ? "addFolder" : "addFiles";
    if (letter === "v" && shiftKey) return "paste";
    return letter === "," ? "settings" : null;
  }
  if (key === "F6") return "nextPane";
  if (isTyping) return null;
  if (key === "?") return "shortcuts";
  if (key.toLowerCase() === "i") return "inspector";
  return key === " " && !isOnButton ? "pause" : null;
}
