import { createHash, randomBytes } from "node:crypto";
import { realpathSync, type Stats, statSync } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { NO_FOLDER } from "../../shared/stages";
import { isBuiltinFont } from "./fonts";
import type { Warnings } from "./warnings";

const MAX_ASSET_BYTES = 25 * 1024 * 1024;
const MAX_STYLESHEET_BYTES = 2 * 1024 * 1024;

/**
 * What became of a reference in a document.
 * - `keep`: it stays as written, it needs no file (data URL, fragment, built-in font).
 * - `file`: it is served from `url`.
 * - `none`: nothing may be loaded; the user was warned.
 */
export type Resolution = { kind: "keep" } | { kind: "file"; url: string; path: string } | { kind: "none" };

/** Whether `path` is `folder` or lies beneath it. Both absolute and resolved. */
export function isBeneath(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}

/** The files one document may load: only regular files beneath the prompt's own folder, after following links. */
export class Assets {
  /** Path below the lane's host → file. */
  readonly served: Record<string, string> = {};
  /** Files that the document depends on without loading them: stylesheets written into it, files that were not there. */
  readonly dependencies = new Set<string>();
  /** Whether the prompt has a folder at all. */
  readonly #hasFolder: boolean;
  readonly #baseDir: string;
  readonly #warnings: Warnings;
  readonly #resolved = new Map<string, Promise<Resolution>>();
  #root: Promise<string | undefined> | undefined;
  #mark: string | undefined;
  #uses = 0;

  constructor(baseDir: string, warnings: Warnings) {
    this.#hasFolder = baseDir !== NO_FOLDER;
    this.#baseDir = resolve(baseDir);
    this.#warnings = warnings;
  }

  /** Whether a reference needs no file. Cheap: asked before a promise is made. */
  isSelfContained(reference: string): boolean {
    const text = strip(reference);
    return text === "" || text.startsWith("#") || /^data:/i.test(text) || isBuiltinFont(text);
  }

  /**
   * Resolves a reference as written in an attribute or in CSS.
   * @param folder where it was written, if not the prompt's own folder: that of a stylesheet beneath it
   */
  resolve(reference: string, folder = this.#baseDir): Promise<Resolution> {
    const key = `${folder}\0${reference}`;
    let resolution = this.#resolved.get(key);
    if (!resolution) {
      resolution = this.#resolve(reference, folder);
      this.#resolved.set(key, resolution);
    }
    return resolution;
  }

  /**
   * The same file at an address of its own. Where a browser may choose among several sizes of an image, it takes a larger
   * one that it has at hand: another document, or another place in this one, would decide.
   */
  unshared(url: string): string {
    this.#mark ??= randomBytes(8).toString("hex");
    this.#uses += 1;
    return url.replace(/(?=#|$)/, `?${this.#mark}-${this.#uses}`);
  }

  /** Text of a stylesheet that {@link resolve} found, and the folder its own references start from. */
  async readStylesheet(path: string, written: string): Promise<{ text: string; folder: string } | undefined> {
    this.dependencies.add(path);
    const { size } = await stat(path);
    if (size <= MAX_STYLESHEET_BYTES) return { text: await readFile(path, "utf8"), folder: dirname(path) };
    this.#block(written, `it is larger than ${MAX_STYLESHEET_BYTES / 1024 / 1024} MB`);
    return undefined;
  }

  /**
   * Serves a file of a template's own folder: what the template's `asset` filter does. Undefined when there is none.
   * Synchronous, as rendering a template is.
   */
  offerTemplateFile(folder: string, name: string): string | undefined {
    const path = realFile(resolve(folder, name));
    if (path === undefined || !isBeneath(folder, path)) return undefined;
    const info = statSync(path);
    return info.size <= MAX_ASSET_BYTES ? this.#serve(path, info) : undefined;
  }

  async #resolve(reference: string, folder: string): Promise<Resolution> {
    if (this.isSelfContained(reference)) return { kind: "keep" };
    const text = strip(reference);
    const own = this.served[text.slice(1)];
    if (own !== undefined && text.startsWith("/")) return { kind: "file", url: text, path: own };
    // Parsed, not matched against a list of bad schemes: whatever has a scheme or starts at a root is no relative path.
    if (/^[a-z][a-z0-9+.-]*:/i.test(text))
      return this.#block(reference, "only files of the prompt's own folder are used");
    if (/^[/\\]/.test(text))
      return this.#block(reference, "absolute paths are not used; give it relative to the prompt's folder");
    const fragment = text.includes("#") ? text.slice(text.indexOf("#")) : "";
    const written = text.replace(/[?#].*$/s, "");
    const found = await this.#find(reference, folder, written);
    return found.kind === "file" ? { ...found, url: found.url + fragment } : found;
  }

  async #find(reference: string, folder: string, written: string): Promise<Resolution> {
    if (!this.#hasFolder && folder === this.#baseDir)
      return this.#block(reference, "a prompt that did not come from a file has no folder; write images as data: URLs");
    const name = decode(written);
    if (name.includes("\0")) return this.#block(reference, "its name holds a NUL character");
    this.#root ??= realpath(this.#baseDir).catch(() => undefined);
    const root = await this.#root;
    const start = folder === this.#baseDir ? root : folder;
    if (root === undefined || start === undefined) return this.#missing(reference, this.#baseDir);
    const target = resolve(start, name);
    // Checked before the disk is asked, so that a document cannot tell which files exist elsewhere.
    if (!isBeneath(root, target)) return this.#block(reference, "it lies outside the prompt's folder");
    const path = await realpath(target).catch(() => undefined);
    if (path === undefined) return this.#missing(reference, target);
    if (!isBeneath(root, path)) return this.#block(reference, "it is a link that leads outside the prompt's folder");
    const info = await stat(path);
    if (!info.isFile()) return this.#block(reference, "it is not a regular file");
    if (info.size > MAX_ASSET_BYTES) {
      return this.#block(reference, `it is larger than ${MAX_ASSET_BYTES / 1024 / 1024} MB`);
    }
    return { kind: "file", url: this.#serve(path, info), path };
  }

  /**
   * The address changes with the file, so that no cache between here and the printer shows an older state of it. Copying
   * tools set the time of the last change back; the time of the file's entry and its number they cannot.
   */
  #serve(path: string, { mtimeMs, ctimeMs, ino, size }: Stats): string {
    const hash = createHash("sha256").update(`${path}|${mtimeMs}|${ctimeMs}|${ino}|${size}`).digest("hex").slice(0, 16);
    // Plain characters only: the same text as a key, in a URL and after a lane's parsing of it.
    const name = basename(path)
      .replace(/[^A-Za-z0-9._-]/g, "_")
      .slice(-80);
    const key = `a/${hash}/${name}`;
    this.served[key] = path;
    return `/${key}`;
  }

  #block(reference: string, why: string): Resolution {
    this.#warnings.add("asset-blocked", `"${shorten(reference)}" was left out: ${why}.`, reference);
    return { kind: "none" };
  }

  #missing(reference: string, path: string): Resolution {
    // Once it is there, the document is another one.
    this.dependencies.add(path);
    const message = `"${shorten(reference)}" was left out: there is no file ${path}. Put it there or correct the path.`;
    this.#warnings.add("asset-missing", message, reference);
    return { kind: "none" };
  }
}

/** The path of a file with all links followed; undefined where there is no file. */
export function realFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** A URL without what URL parsers ignore: tabs and newlines anywhere, control characters and spaces at the ends. */
export function strip(reference: string): string {
  let start = 0;
  let end = reference.length;
  while (start < end && reference.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && reference.charCodeAt(end - 1) <= 0x20) end -= 1;
  return reference.slice(start, end).replace(/[\t\n\r]/g, "");
}

/** A piece of an address with its escapes resolved; as it is where they are none. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
