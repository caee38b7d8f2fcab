import type { Assets } from "./assets";

/** Imports nested deeper than this are left out; it also ends circles. */
const MAX_IMPORT_DEPTH = 5;

const STRING = String.raw`"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'`;
const URL_TOKEN = String.raw`url\(\s*(?:(?:${STRING})\s*|(?:[^"'()\\\s]|\\[\s\S])+\s*)?\)`;
/** Written so that it can match in one way only: in a repetition, a lazy `.*?` takes exponential time to give up. */
const COMMENT = String.raw`\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/`;

/** Whatever could name a file, and what could hide such a text without meaning it. */
const TOKENS = new RegExp(
  String.raw`${COMMENT}|\/\*[\s\S]*$|${URL_TOKEN}|(?:-webkit-)?image-set\((?:[^()"']|${STRING}|\([^()]*\))*\)|${STRING}`,
  "gi",
);
const IMAGE_SET_TOKENS = new RegExp(String.raw`type\([^()]*\)|${URL_TOKEN}|${STRING}`, "gi");
/** What may stand before an import, then the import itself. */
const IMPORT = new RegExp(
  String.raw`^((?:\s|<!--|-->|${COMMENT}|@charset[^;]*;|@layer[^;{}]*;)*)@import\s*(${URL_TOKEN}|${STRING})([^;{}]*)(?:;|$)`,
  "i",
);

const MAY_REFER = /url\(|@import|image-set/i;

/** Whether a stylesheet can name files at all. Most cannot, and are left as they are. */
export function mayRefer(css: string): boolean {
  return MAY_REFER.test(css);
}

/**
 * A stylesheet with every file it names put under the lane's host, and its imports written out in place.
 *
 * Inlining makes a document stand alone: relative references mean the same wherever it is loaded from, so that a
 * stylesheet never forces the full lane. What is written in a way this does not see (an escaped `u\72l(`) is not
 * rewritten and hence not served: it fails closed.
 * @param folder where the stylesheet lies, if not in the prompt's folder
 */
export async function rewriteCss(css: string, assets: Assets, folder?: string, depth = 0): Promise<string> {
  if (!mayRefer(css)) return css;
  const { imported, rest } = await inlineImports(css, assets, folder, depth);
  return imported + (await rewriteUrls(rest, TOKENS, assets, folder));
}

async function inlineImports(css: string, assets: Assets, folder: string | undefined, depth: number) {
  let imported = "";
  let rest = css;
  for (let match = IMPORT.exec(rest); match; match = IMPORT.exec(rest)) {
    const [whole, before = "", reference = "", conditions = ""] = match;
    imported += before + (await importedCss(unwrap(reference), conditions, assets, folder, depth));
    rest = rest.slice(whole.length);
  }
  return { imported, rest };
}

async function importedCss(
  reference: string,
  conditions: string,
  assets: Assets,
  folder: string | undefined,
  depth: number,
) {
  const found = await assets.resolve(reference, folder);
  if (found.kind !== "file" || depth >= MAX_IMPORT_DEPTH) return "";
  const sheet = await assets.readStylesheet(found.path, reference);
  if (!sheet) return "";
  return wrap(await rewriteCss(sheet.text, assets, sheet.folder, depth + 1), conditions.trim());
}

/** `layer(x) supports(y) media` after an import, as blocks around what it imports. */
function wrap(css: string, conditions: string): string {
  const layer = /^layer(?:\(([^)]*)\))?(?=\s|$)/i.exec(conditions);
  if (layer) return `@layer ${layer[1] ?? ""}{${wrap(css, conditions.slice(layer[0].length).trim())}}`;
  const supports = /^supports(\((?:[^()]|\([^()]*\))*\))/i.exec(conditions);
  if (supports) return `@supports ${supports[1]}{${wrap(css, conditions.slice(supports[0].length).trim())}}`;
  return conditions === "" ? `${css}\n` : `@media ${conditions}{${css}}\n`;
}

async function rewriteUrls(css: string, tokens: RegExp, assets: Assets, folder: string | undefined): Promise<string> {
  const parts: (string | Promise<string>)[] = [];
  let end = 0;
  for (const match of css.matchAll(tokens)) {
    const [text] = match;
    const replacement = replace(text, tokens === IMAGE_SET_TOKENS, assets, folder);
    if (replacement === undefined) continue;
    parts.push(css.slice(end, match.index), replacement);
    end = match.index + text.length;
  }
  if (parts.length === 0) return css;
  return (await Promise.all(parts)).join("") + css.slice(end);
}

/** What to put for a token; undefined where it stays. */
function replace(text: string, isInImageSet: boolean, assets: Assets, folder: string | undefined) {
  if (/^(?:-webkit-)?image-set\(/i.test(text)) return rewriteUrls(text, IMAGE_SET_TOKENS, assets, folder);
  const isUrl = /^url\(/i.test(text);
  if (!isUrl && !(isInImageSet && /^["']/.test(text))) return undefined;
  const reference = unwrap(text);
  if (assets.isSelfContained(reference)) return undefined;
  return assets.resolve(reference, folder).then((found) => {
    // An empty data URL loads nothing; an empty url() would mean the document itself.
    const url = found.kind === "file" ? found.url : "data:,";
    return isUrl ? `url("${url}")` : `"${url}"`;
  });
}

/** The reference in `url(…)` or a string, its CSS escapes resolved. */
function unwrap(token: string): string {
  const inner = token.replace(/^url\(\s*|\s*\)$/gi, "");
  const text = /^["']/.test(inner) ? inner.slice(1, -1) : inner;
  return text.replace(
    /\\(?:([0-9a-f]{1,6})\s?|\n|([\s\S]))/gi,
    (_, hex: string | undefined, char: string | undefined) => {
      if (hex === undefined) return char ?? "";
      const code = Number.parseInt(hex, 16);
      return code === 0 || code > 0x10ffff ? "\uFFFD" : String.fromCodePoint(code);
    },
  );
}
