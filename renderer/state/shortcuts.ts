import { COMMAND_NAMES, COMMANDS, type Command } from "../../shared/commands";

/** Keys that do something in the list of jobs, as the list under `?` shows them; written as those of {@link COMMANDS}. */
export const LIST_SHORTCUTS = [
  { keys: "↑ ↓ PgUp PgDn", does: "move" },
  { keys: "Shift+↑ Shift+↓", does: "range" },
  { keys: "Mod+↑ Mod+↓ Mod+Space", does: "several" },
  { keys: "Mod+A Esc", does: "all" },
  { keys: "→", does: "buttons" },
  { keys: "Enter", does: "open" },
  { keys: "S", does: "show" },
  { keys: "R", does: "retry" },
  { keys: "T B", does: "order" },
  { keys: "Plus Minus", does: "priority" },
  { keys: "C", does: "copyError" },
  { keys: "Del", does: "remove" },
  { keys: "Shift+F10", does: "menu" },
] as const;

/** The commands that a key gives anywhere in the window. */
export const COMMANDS_WITH_KEYS = COMMAND_NAMES.filter((command) => COMMANDS[command].keys !== "");

export interface WindowKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Where the focus is. */
export interface KeyPlace {
  /** Where letters are typed. */
  isTyping: boolean;
  /** On what Space itself presses. */
  isOnButton: boolean;
}

/** Whether the native menu has this key: where the window does not want it, the menu must not have it either. */
export function isMenuKey({ key, ctrlKey, metaKey, altKey }: WindowKey): boolean {
  return (ctrlKey || metaKey) && !altKey && ["k", "o", "p", "r", ","].includes(key.toLowerCase());
}

/** The command of a key pressed anywhere in the window; null when the key is not ours. */
export function windowCommandOf(pressed: WindowKey, place: KeyPlace): Command | null {
  const isPressed = (keys: string) => isKey(keys, pressed) && !isWantedThere(keys, place);
  return COMMANDS_WITH_KEYS.find((command) => COMMANDS[command].keys.split(" ").some(isPressed)) ?? null;
}

function isKey(keys: string, { key, ctrlKey, metaKey, altKey, shiftKey }: WindowKey): boolean {
  const isMod = keys.startsWith("Mod+");
  if (altKey || isMod !== (ctrlKey || metaKey)) return false;
  // By itself a letter is itself in either case, and a sign needs Shift on one keyboard and not on another.
  if (isMod && keys.includes("Shift+") !== shiftKey) return false;
  const name = keys.split("+").at(-1) ?? "";
  return name.toLowerCase() === (key === " " ? "space" : key.toLowerCase());
}

/** Whether the key means something to what has the focus: a letter, a blank, or taking back what was typed. */
function isWantedThere(keys: string, { isTyping, isOnButton }: KeyPlace): boolean {
  if (keys === "Space") return isTyping || isOnButton;
  return isTyping && (keys.length === 1 || keys === "Mod+Z");
}
