import { app, type Session, type WebContents } from "electron";
import { LANE_SCHEME } from "./scheme";

/** A proxy that leads nowhere: port 1 answers nobody. The loopback is sent there too. */
const NOWHERE = { mode: "fixed_servers", proxyRules: "http://127.0.0.1:1", proxyBypassRules: "<-loopback>" } as const;

/** Schemes a document in a lane may load from. Data URLs carry their content; `devtools` is the debugger's own. */
const OPEN_SCHEMES: ReadonlySet<string> = new Set([`${LANE_SCHEME}:`, "data:"]);

/** Whether a request of a lane may go out. The URL is parsed, never matched: `FILE:///` must not slip by. */
export function isRequestAllowed(url: string): boolean {
  try {
    return OPEN_SCHEMES.has(new URL(url).protocol);
  } catch {
    return false;
  }
}

/**
 * The policy of every response a lane serves. It comes as a header, so that it stays in force for each document that is
 * injected into the page later; nothing in a document can loosen it. Only the document's own host is open to it: a
 * document with scripts that is still there after its print shares the session with the one that comes.
 */
export function contentSecurityPolicy(allowScripts: boolean): string {
  return [
    "default-src 'none'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    // Without `allow-modals`: where there is a display, `window.print()` asks the user for a printer and waits for it.
    ...(allowScripts ? ["script-src 'self' 'unsafe-inline'", "sandbox allow-scripts allow-same-origin"] : []),
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/**
 * Shuts name resolution for the whole process: nothing the app does needs a name. The rules hold for addresses in figures,
 * too. Call once, before `app` is ready.
 */
export function sealProcess(): void {
  app.commandLine.appendSwitch("host-resolver-rules", "MAP * ~NOTFOUND");
}

/** Shuts a lane's session: no network, no permissions, no downloads. */
export async function sealSession(session: Session): Promise<void> {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isRequestAllowed(details.url) }));
  // A session outlives its lane and may be sealed again: one listener is enough.
  session.off("will-download", refuseDownload);
  session.on("will-download", refuseDownload);
  await session.setProxy(NOWHERE);
}

function refuseDownload(event: Electron.Event): void {
  event.preventDefault();
}

/** Shuts a lane's page: it opens nothing and goes nowhere by itself. `loadURL` of the lane is not affected. */
export function sealContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-frame-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());
  // A document that does not want to be left is left.
  contents.on("will-prevent-unload", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
  contents.setAudioMuted(true);
}
