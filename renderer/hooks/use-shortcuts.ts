import { useEffect } from "react";
import { runCommand } from "../commands";
import { isDialogOpen } from "../dialogs";
import { isMenuKey, windowCommandOf } from "../state/shortcuts";

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
const PRESSED_BY_SPACE = "button, a, input, [role=menuitem], [role=tab]";

/** Hears the keys of the whole window. While a dialog is open, all keys are the dialog's. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isDialogOpen()) {
        // A key that the page takes does not get to the native menu.
        if (isMenuKey(event)) event.preventDefault();
        return;
      }
      const on = event.target instanceof Element ? event.target : document.body;
      const place = { isTyping: on.closest(TYPING) !== null, isOnButton: on.closest(PRESSED_BY_SPACE) !== null };
      const command = windowCommandOf(event, place);
      if (!command) return;
      event.preventDefault();
      // A key that is held does it once.
      if (!event.repeat) runCommand(command);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
