/** What native menus and the tray ask of the window, which does the same as its own buttons. */
export const COMMANDS = ["add-files", "add-folder", "add-samples", "open-output-folder", "settings"] as const;
export type Command = (typeof COMMANDS)[number];
