/**
 * What compose does with elements that a sealed lane can do nothing with. Frames, embeds and objects stay empty under
 * the lane's policy anyway, so leaving them out here changes no PDF; it only means that a document which merely mentions
 * one can still take the fast lane, where an actual `<iframe>` would hang the window.
 */

/** Left out with all that is in them, and the user is told. */
export const FRAMES: ReadonlySet<string> = new Set(["iframe", "frame", "frameset", "embed", "bgsound"]);

/** Left out, but what they hold for those who cannot show them is shown. The user is told. */
export const EMBEDS: ReadonlySet<string> = new Set([
  "object",
  "applet",
  "portal",
  "fencedframe",
  "webview",
  "browserplugin",
  "controlledframe",
]);

/** Never displayed, and their content is raw text, in which anything could hide. */
export const RAW_FALLBACKS: ReadonlySet<string> = new Set(["noembed", "noframes"]);

/** Shown as written, but their content is raw text: `pre` shows it alike and escapes it. */
export const RAW_BLOCKS: ReadonlySet<string> = new Set(["xmp", "plaintext"]);

/** Elements whose first newline the parser swallows. */
export const SWALLOWS_NEWLINE: ReadonlySet<string> = new Set(["pre", "listing", "textarea"]);

/** Attributes that would fetch something, set fetching up, or move focus; meaningless once a file is served locally. */
export const DROPPED_ATTRIBUTES: ReadonlySet<string> = new Set([
  "autofocus",
  "autoplay",
  "crossorigin",
  "fetchpriority",
  "integrity",
  "loading",
  "manifest",
  "nonce",
  "ping",
  "referrerpolicy",
  "srcdoc",
]);

/** Schemes a link in a PDF may lead to. Relative links have no meaning there; `file:` would tell the author's paths. */
export const LINK_SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "mailto:", "tel:"]);

/**
 * Text that makes a document need a navigation of its own. Looked for in the written document, where each `<` opens a
 * tag or stands in a style or script (html.ts): an element can only come from these characters, however a parser reads
 * what is around them.
 */
export const NEEDS_NAVIGATION =
  /<(?:i?frame|embed|object|applet|portal|fencedframe|webview|browserplugin|controlledframe|base|script|template|link|noscript|noembed|noframes|xmp|plaintext|meta(?! charset="utf-8">))/i;

/** Each is one expression by itself: words and tags in one take three times as long, and every document is looked through. */
const LOADING_WORDS = /url\(|src\(|image-set|@font-face|@import|background=/i;
const LOADING_TAGS = /<(?:img|image|input)[\s/>]/i;
const SHOWING_WORDS =
  /animat|transition|starting-style|timeline|scroll|snap|sticky|fixed|focus|target|content-visibility|interpolate|anchor-|popover/i;
const SHOWING_TAGS =
  /<(?:svg|math|video|audio|canvas|dialog|details|input|select|textarea|button|meter|progress|fieldset)[\s/>]/i;

/** Whether a written document may have to load something. CSS can write all of it with escapes: any backslash counts. */
export function mayLoad(html: string): boolean {
  return LOADING_WORDS.test(html) || LOADING_TAGS.test(html) || html.includes("\\");
}

/**
 * Whether something in a written document may move, scroll, stick, have the focus or keep what it was set to. Where
 * nothing does, how it looks cannot depend on whether it was shown before.
 */
export function mayDependOnBeingShown(html: string): boolean {
  return SHOWING_WORDS.test(html) || SHOWING_TAGS.test(html) || html.includes("\\");
}

/** The same names where they stand in the text of a stylesheet, in a string or comment. */
export const TAGS_IN_CSS =
  /<(?=\/?(?:i?frame|embed|object|applet|portal|fencedframe|webview|browserplugin|controlledframe|base|script|style|template|link|noscript|noembed|noframes|xmp|plaintext|meta))/gi;
