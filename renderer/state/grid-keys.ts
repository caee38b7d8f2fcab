import type { JobAction } from "./job-actions";

/** What a key does in the job list. */
export type GridCommand =
  | { kind: "move"; to: number }
  /** The first of these that the job allows. */
  | { kind: "act"; actions: readonly JobAction[] }
  | { kind: "menu" }
  | { kind: "enter-actions" };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What runs is not taken out but cancelled. */
const REMOVE = ["remove", "cancel"] as const;

const ACTION_KEYS: Readonly<Record<string, readonly JobAction[]>> = {
  Enter: ["open"],
  r: ["retry"],
  s: ["show"],
  c: ["copyError"],
  t: ["top"],
  b: ["bottom"],
  "+": ["earlier"],
  "-": ["later"],
  Delete: REMOVE,
  Backspace: REMOVE,
};

export interface GridPlace {
  index: number;
  total: number;
  /** Rows that fit into the view: how far Page Up and Page Down go. */
  visible: number;
}

/** The command of a key pressed on a row; null when the key is not ours. */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress, place: GridPlace): GridCommand | null {
  const isJump = (ctrlKey || metaKey) && !altKey && (key === "Home" || key === "End");
  if ((ctrlKey || metaKey || altKey) && !isJump) return null;
  const page = Math.max(1, place.visible - 1);
  switch (key) {
    case "ArrowDown":
      return move(place, place.index + 1);
    case "ArrowUp":
      return move(place, place.index - 1);
    case "PageDown":
      return move(place, place.index + page);
    case "PageUp":
      return move(place, place.index - page);
    case "Home":
      return move(place, 0);
    case "End":
      return move(place, place.total - 1);
    case "ArrowRight":
      return { kind: "enter-actions" };
    case "ContextMenu":
      return { kind: "menu" };
    case "F10":
      return shiftKey ? { kind: "menu" } : null;
    default: {
      const actions = ACTION_KEYS[key.length === 1 ? key.toLowerCase() : key];
      return actions ? { kind: "act", actions } : null;
    }
  }
}

function move({ total }: GridPlace, to: number): GridCommand {
  return { kind: "move", to: Math.max(0, Math.min(to, total - 1)) };
}
