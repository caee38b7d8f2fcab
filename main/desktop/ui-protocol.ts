import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { type CustomScheme, protocol } from "electron";

const UI_SCHEME = "pdfprompt-ui";

/** Where the window's page is served. */
export const UI_URL = `${UI_SCHEME}://app/index.html`;

export const UI_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: UI_SCHEME,
  // Code that was compiled once is kept compiled for the next start.
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Mantine sets styles on elements, hence the one loose end. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Whether a URL is a page of the window: only those may call the main process. */
export function isUiUrl(url: string): boolean {
  try {
    const { protocol: scheme, host } = new URL(url);
    return scheme === `${UI_SCHEME}:` && host === "app";
  } catch {
    return false;
  }
}

/** Serves the built window from `folder` (absolute), and nothing outside it. `app` must be ready. */
export function serveUi(folder: string): void {
  protocol.handle(UI_SCHEME, async (request) => {
    const path = normalize(join(folder, decodeURIComponent(new URL(request.url).pathname)));
    if (!path.startsWith(folder + sep)) return new Response("not found", { status: 404 });
    const content = await readFile(path).catch(() => undefined);
    if (!content) return new Response("not found", { status: 404 });
    const type = CONTENT_TYPES[extname(path)] ?? "application/octet-stream";
    return new Response(new Uint8Array(content), {
      headers: { "content-type": type, "content-security-policy": POLICY, "x-content-type-options": "nosniff" },
    });
  });
}
