export { startDesktop } from "./desktop";
export { openedFiles } from "./opened-files";
export { UI_SCHEME_PRIVILEGES } from "./ui-protocol";
