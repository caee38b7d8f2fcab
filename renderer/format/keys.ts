import type { TextKey } from "../../shared/texts";
import { t } from "../i18n";

/** Keys that are called otherwise in another language. */
const NAMES: Readonly<Record<string, TextKey>> = {
  Mod: "keys.ctrl",
  Shift: "keys.shift",
  Space: "keys.space",
  Enter: "keys.enter",
  Del: "keys.del",
  PgUp: "keys.pageUp",
  PgDn: "keys.pageDown",
};
const SIGNS: Readonly<Record<string, string>> = { Plus: "+", Minus: "−" };
/** As Apple's menus write them, in the order in which they do. */
const MAC_MODIFIERS = { Alt: "⌥", Shift: "⇧", Mod: "⌘" } as const;
const MAC_KEYS: Readonly<Record<string, string>> = { Del: "⌫", Enter: "↩" };

const IS_MAC = globalThis.navigator?.userAgent.includes("Mac") ?? false;

/**
 * Keys as they are called on this system in the present language: `Ctrl+Shift+O`, `Strg+Umschalt+O` or `⇧⌘O`.
 * @param keys one or several ways, apart by blanks; see `COMMANDS`
 * @returns each of the ways
 */
export function formatKeys(keys: string, isMac = IS_MAC): string[] {
  if (keys === "") return [];
  return keys.split(" ").map((way) => (isMac ? macWay(way.split("+")) : way.split("+").map(nameOf).join("+")));
}

function nameOf(key: string): string {
  const text = NAMES[key];
  return text ? t(text) : (SIGNS[key] ?? key);
}

function macWay(keys: readonly string[]): string {
  const modifiers = Object.entries(MAC_MODIFIERS).filter(([name]) => keys.includes(name));
  const key = keys.at(-1) ?? "";
  return modifiers.map(([, sign]) => sign).join("") + (MAC_KEYS[key] ?? nameOf(key));
}
