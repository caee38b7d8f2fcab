export { startDesktop } from "./desktop";
export { UI_SCHEME_PRIVILEGES } from "./ui-protocol";
