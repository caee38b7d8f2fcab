import { randomBytes } from "node:crypto";
import { type CustomScheme, protocol } from "electron";

/** Documents in lanes and all they may load live under this scheme; each lane's session answers it from memory. */
export const LANE_SCHEME = "pdfprompt-lane";

/**
 * One stable host: a navigation that stays on it keeps its renderer process, which is most of a navigation's cost. Of two
 * labels, so that Chromium takes the hosts below it for the same site.
 */
const LANE_HOST = "lane.local";
export const LANE_ORIGIN = `${LANE_SCHEME}://${LANE_HOST}`;

/** An origin that no document ever had. A navigation to it keeps the renderer process, too: the site is the same. */
export function newOrigin(): string {
  return `${LANE_SCHEME}://${randomBytes(12).toString("hex")}.${LANE_HOST}`;
}

/** A document there may load its own kind, and nothing can be fetched by script. */
const LANE_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: LANE_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: false, corsEnabled: false },
};

/** Registers the lanes' scheme where no other is needed. Call once, before `app` is ready. */
export function registerLaneScheme(others: CustomScheme[] = []): void {
  protocol.registerSchemesAsPrivileged([LANE_SCHEME_PRIVILEGES, ...others]);
}
