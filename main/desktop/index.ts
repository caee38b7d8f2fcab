export { startDesktop } from "./desktop";
