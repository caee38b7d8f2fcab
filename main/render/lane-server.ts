import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Session } from "electron";
import { LANE_ORIGIN, LANE_SCHEME, newOrigin } from "./scheme";
import { contentSecurityPolicy } from "./seal";
import { stillSvgFile } from "./still-pictures";

/** The page a fast lane stays on. Standards mode, so that an injected document decides for itself. */
const BLANK_PAGE = "<!doctype html><html><head></head><body></body></html>";

/**
 * Comes before all other scripts of a document, and leaves the page as it was. A window keeps its name, and a document may
 * set it up to its last moment there. Pages made to be printed often close their window after that, which is not theirs.
 */
const FIRST_SCRIPT = '<script>window.name = "";window.close = () => {};document.currentScript.remove();</script>';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  avif: "image/avif",
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  otf: "font/otf",
  png: "image/png",
  svg: "image/svg+xml",
  ttf: "font/ttf",
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
};

/** Names of built-in files as they stand in documents: one folder, plain names, nothing that could climb out. */
const BUILTIN_FONT = /^\/builtin\/fonts\/([a-z0-9][a-z0-9.-]*\.woff2)$/i;

/** What a lane's session answers: its blank page, the document at hand, that document's assets, the built-in fonts. */
export class LaneServer {
  readonly blankUrl = `${LANE_ORIGIN}/blank`;
  readonly #session: Session;
  readonly #fontFolder: string;
  #assets: Readonly<Record<string, string>> = {};
  #document: { origin: string; path: string; html: string; scripts: boolean } | undefined;
  /** Origins of documents with scripts whose storage has not been given back. */
  readonly #stored = new Set<string>();
  #serial = 0;
  #fontsServed = 0;

  /** @param fontFolder absolute path of the folder with the built-in fonts */
  constructor(session: Session, fontFolder: string) {
    this.#session = session;
    this.#fontFolder = fontFolder;
    session.protocol.handle(LANE_SCHEME, (request) => this.#answer(new URL(request.url)));
  }

  /** How many times documents at hand have asked for a built-in font. */
  get fontsServed(): number {
    return this.#fontsServed;
  }

  /** Origin of the document at hand, be it navigated to or injected. */
  get origin(): string {
    return this.#document?.origin ?? LANE_ORIGIN;
  }

  /** Ends serving: another pool may serve the same session after this. To be called when all windows are gone. */
  close(): void {
    this.withdraw();
    this.clearStorage();
    this.#session.protocol.unhandle(LANE_SCHEME);
  }

  /** Sets the files that the next document may load: path on the host, without its first slash → file. */
  offerAssets(assets: Readonly<Record<string, string>>): void {
    this.#assets = assets;
  }

  /**
   * Puts a document up for one navigation, at an address no document had before. Where scripts run, the host is new, too:
   * what they keep (storage, databases, caches, files) belongs to an origin that no other document has.
   */
  offerDocument(html: string, scripts: boolean): string {
    this.#serial += 1;
    const path = `/d/${this.#serial}/`;
    const origin = scripts ? newOrigin() : LANE_ORIGIN;
    this.#document = { origin, path, html: scripts ? withFirstScript(html, FIRST_SCRIPT) : html, scripts };
    if (scripts) this.#stored.add(origin);
    return `${origin}${path}`;
  }

  /** Takes down what is served of the last document. */
  withdraw(): void {
    this.#assets = {};
    this.#document = undefined;
  }

  /** Gives back what documents kept, but for the one at hand. To be called when their scripts cannot run any more. */
  clearStorage(): void {
    for (const origin of this.#stored) {
      if (origin === this.#document?.origin) continue;
      this.#stored.delete(origin);
      // Nobody can read it any more; this only gives its memory back, and need not be waited for.
      this.#session.clearStorageData({ origin }).catch(() => undefined);
    }
  }

  #answer({ host, pathname: path }: URL): Response | Promise<Response> {
    if (path === "/blank") return page(BLANK_PAGE, false);
    // A document that was printed may still run where the next one is expected: what that one has is not for it.
    const isItsOwn = `${LANE_SCHEME}://${host}` === this.origin;
    if (isItsOwn && path === this.#document?.path) return page(this.#document.html, this.#document.scripts);
    const font = BUILTIN_FONT.exec(path)?.[1];
    if (font) {
      if (isItsOwn) this.#fontsServed += 1;
      return file(join(this.#fontFolder, font));
    }
    const asset = isItsOwn ? this.#assets[decodeURIComponent(path).slice(1)] : undefined;
    return asset === undefined ? new Response("not found", { status: 404 }) : file(asset);
  }
}

/** With a script as the first thing in its head, which every composed document has. */
function withFirstScript(html: string, script: string): string {
  const head = /<head(?:\s[^>]*)?>/i.exec(html);
  const at = head ? head.index + head[0].length : 0;
  return html.slice(0, at) + script + html.slice(at);
}

function page(html: string, scripts: boolean): Response {
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy(scripts),
      "cache-control": "no-store",
    },
  });
}

/** A file whose address stands for its content, so it may be kept for ever. */
async function file(path: string): Promise<Response> {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const body =
    extension === "svg"
      ? stillSvgFile(await readFile(path))
      : (Readable.toWeb(createReadStream(path)) as ReadableStream);
  return new Response(body, {
    headers: {
      "content-type": CONTENT_TYPES[extension] ?? "application/octet-stream",
      "cache-control": "max-age=31536000, immutable",
      "content-security-policy": contentSecurityPolicy(false),
    },
  });
}
