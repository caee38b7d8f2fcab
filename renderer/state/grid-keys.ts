import type { JobAction } from "./job-actions";

/** What a key does in the job list. */
export type GridCommand =
  | { kind: "move"; to: number; keepsSelection: boolean }
  /** Moves there and selects all on the way. */
  | { kind: "extend"; to: number }
  | { kind: "select-all" }
  | { kind: "toggle" }
  | { kind: "clear" }
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
export function commandOf(press: KeyPress, place: GridPlace): GridCommand | null {
  const { key, altKey, shiftKey } = press;
  const hasControl = press.ctrlKey || press.metaKey;
  if (altKey) return null;
  if (hasControl && key.toLowerCase() === "a") return { kind: "select-all" };
  if (hasControl && key === " ") return { kind: "toggle" };
  const target = targetOf(key, place);
  if (target !== null) {
    const to = Math.max(0, Math.min(target, place.total - 1));
    return shiftKey ? { kind: "extend", to } : { kind: "move", to, keepsSelection: hasControl };
  }
  if (hasControl) return null;
  if (key === "Escape") return { kind: "clear" };
  if (key === "ArrowRight") return { kind: "enter-actions" };
  if (key === "ContextMenu" || (key === "F10" && shiftKey)) return { kind: "menu" };
  const actions = ACTION_KEYS[key.length === 1 ? key.toLowerCase() : key];
  return actions ? { kind: "act", actions } : null;
}

/** The row a key leads to, maybe beyond the ends of the list. */
function targetOf(key: string, { index, total, visible }: GridPlace): number | null {
  const page = Math.max(1, visible - 1);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: total - 1,
  };
  return targets[key] ?? null;
}
