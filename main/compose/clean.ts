import { type Assets, decode } from "./assets";
import { cleanAttributes } from "./attributes";
import { rewriteCss } from "./css";
import {
  attribute,
  type ChildNode,
  type Document,
  type Element,
  isElement,
  isHtmlElement,
  type ParentNode,
} from "./html";
import { EMBEDS, FRAMES, RAW_BLOCKS, RAW_FALLBACKS, SWALLOWS_NEWLINE, TAGS_IN_CSS } from "./vocabulary";
import type { Warnings } from "./warnings";

/** What one pass over a document shares. */
export interface Cleaning {
  assets: Assets;
  warnings: Warnings;
  allowScripts: boolean;
  /** Rewriting that waits for the disk. */
  pending: Promise<void>[];
  /** Set when the document has scripts that will run. */
  hasScripts: boolean;
  /** Set when the document holds sound or video, of which a picture at most is printed. */
  hasMedia?: boolean;
  /** Links to places in the document, as written; where they are collected, those that lead nowhere are warned of. */
  fragments?: Set<string>;
}

/** What becomes of an element: it stays, goes, or gives its place to its children. */
type Fate = "keep" | "remove" | "unwrap";

/**
 * Takes out of a document what a sealed lane cannot or must not do, and turns every reference to a file into an address
 * the lane serves. Neither the PDF's look nor its text depends on what is taken out.
 * Walks with a stack of its own: documents nest deeper than calls may.
 */
export async function cleanDocument(document: Document, cleaning: Cleaning): Promise<void> {
  const parents: ParentNode[] = [document];
  for (let parent = parents.pop(); parent; parent = parents.pop()) cleanChildren(parent, parents, cleaning);
  if (cleaning.fragments?.size && !cleaning.hasScripts)
    warnOfDeadLinks(document, cleaning.fragments, cleaning.warnings);
  await Promise.all(cleaning.pending);
}

function warnOfDeadLinks(document: Document, fragments: ReadonlySet<string>, warnings: Warnings): void {
  const places = new Set<string>();
  const parents: ParentNode[] = [document];
  for (let parent = parents.pop(); parent; parent = parents.pop()) {
    for (const node of parent.childNodes) {
      if (!isElement(node)) continue;
      for (const { name, value } of node.attrs) {
        if (name === "id" || (name === "name" && node.tagName === "a")) places.add(value);
      }
      parents.push(node);
    }
  }
  for (const fragment of fragments) {
    const place = decode(fragment);
    if (place === "" || place.toLowerCase() === "top" || places.has(place) || places.has(fragment)) continue;
    warnings.add(
      "input-invalid",
      `The link to "#${place}" leads nowhere: nothing in the document has that name.`,
      `#${place}`,
    );
  }
}

function cleanChildren(parent: ParentNode, parents: ParentNode[], cleaning: Cleaning): void {
  const kept: ChildNode[] = [];
  const waiting = parent.childNodes.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.nodeName === "#comment") continue;
    if (!isElement(node)) {
      kept.push(adopt(node, parent));
      continue;
    }
    const fate = decide(node, cleaning);
    if (fate === "unwrap") for (const child of node.childNodes.toReversed()) waiting.push(child);
    if (fate !== "keep") continue;
    kept.push(adopt(node, parent));
    if (!isStylesheet(node)) parents.push("content" in node ? node.content : node);
  }
  parent.childNodes = kept;
}

function adopt<T extends ChildNode>(node: T, parent: ParentNode): T {
  node.parentNode = parent;
  return node;
}

function isStylesheet(element: Element): boolean {
  return element.tagName === "style";
}

function decide(element: Element, cleaning: Cleaning): Fate {
  const fate = decideByName(element, cleaning);
  if (fate !== "keep") return fate;
  cleanAttributes(element, cleaning);
  if (isStylesheet(element)) cleanStyle(element, cleaning);
  else if (isHtmlElement(element) && SWALLOWS_NEWLINE.has(element.tagName)) keepFirstNewline(element);
  return "keep";
}

function decideByName(element: Element, cleaning: Cleaning): Fate {
  const name = element.tagName.toLowerCase();
  // A parser takes `<a<b>` for an element of that name. Written again, it would hold a bare "<".
  if (!/^[a-z][^\s<>"'/=&]*$/.test(name)) return "unwrap";
  if (FRAMES.has(name) || EMBEDS.has(name)) {
    cleaning.warnings.add("asset-blocked", `<${name}> was left out: a document cannot hold another one.`, `<${name}`);
    return FRAMES.has(name) ? "remove" : "unwrap";
  }
  if (RAW_FALLBACKS.has(name)) return "remove";
  if (RAW_BLOCKS.has(name)) element.tagName = element.nodeName = "pre";
  switch (name) {
    case "base":
      return removeBase(element, cleaning);
    case "link":
      return cleanLink(element, cleaning);
    case "marquee":
      standStill(element);
      return "keep";
    case "meta":
      return cleanMeta(element, cleaning);
    case "noscript":
      // Without scripts its content is shown, whatever a lane's parser believes about scripting.
      return cleaning.allowScripts ? "keep" : "unwrap";
    case "progress":
      // Without a value it moves to and fro, and would be printed wherever it is then.
      if (attribute(element, "value") === undefined) element.attrs.push({ name: "value", value: "0" });
      return "keep";
    case "audio":
    case "video":
      cleaning.hasMedia = true;
      return "keep";
    case "script":
      return cleanScript(element, cleaning);
    case "template":
      // Without scripts only a declarative shadow root ever shows what it holds.
      return cleaning.allowScripts || attribute(element, "shadowrootmode") !== undefined ? "keep" : "remove";
    default:
      return "keep";
  }
}

/** What is no code (JSON, a shader) does nothing by itself: its going is no loss. */
const CODE_TYPE = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma|j)script)$/i;

function cleanScript(element: Element, cleaning: Cleaning): Fate {
  cleaning.hasScripts ||= cleaning.allowScripts;
  if (cleaning.allowScripts) return "keep";
  if (CODE_TYPE.test(attribute(element, "type")?.trim() ?? "")) {
    const message = "<script> was left out: scripts do not run unless they are allowed (--allow-scripts).";
    cleaning.warnings.add("asset-blocked", message, "<script");
  }
  return "remove";
}

function removeBase(element: Element, { warnings }: Cleaning): Fate {
  if (attribute(element, "href") !== undefined) {
    warnings.add("asset-blocked", "<base> was left out: files are looked up in the prompt's own folder.", "<base");
  }
  return "remove";
}

/** Text that runs through is printed where it is then, which may be nowhere: it becomes text that stands. */
function standStill(marquee: Element): void {
  marquee.tagName = marquee.nodeName = "span";
  const style = marquee.attrs.find(({ name }) => name === "style");
  if (style) style.value = `display:inline-block;${style.value}`;
  else marquee.attrs.push({ name: "style", value: "display:inline-block" });
}

/** A stylesheet becomes a `style` element in the same place; every other link would only fetch something. */
function cleanLink(element: Element, { assets, warnings }: Cleaning): Fate {
  const rel = (attribute(element, "rel") ?? "").toLowerCase().split(/\s+/);
  const href = attribute(element, "href");
  const type = attribute(element, "type") ?? "text/css";
  const isUsed =
    rel.includes("stylesheet") && !rel.includes("alternate") && /^text\/css\b/i.test(type.trim() || "text/css");
  if (!isUsed || !href || !isHtmlElement(element)) return "remove";
  if (assets.isSelfContained(href)) {
    warnings.add(
      "asset-blocked",
      "A stylesheet given as a data URL was left out: write it into a <style> element.",
      "<link",
    );
    return "remove";
  }
  const media = attribute(element, "media");
  element.tagName = element.nodeName = "style";
  element.attrs = media === undefined ? [] : [{ name: "media", value: media }];
  element.childNodes = [
    { nodeName: "#text", value: `@import "${href.replace(/["\\\n]/g, "\\$&")}";`, parentNode: element },
  ];
  return "keep";
}

/**
 * Of meta elements only one says how the page looks. It is known to stay in force for the next document of a lane; the
 * CSS property of that name was tried and does not.
 */
function cleanMeta(element: Element, cleaning: Cleaning): Fate {
  const pragma = attribute(element, "http-equiv")?.trim().toLowerCase();
  if (pragma !== undefined) {
    if (pragma === "refresh") {
      cleaning.warnings.add(
        "asset-blocked",
        "<meta http-equiv=refresh> was left out: a document stays where it is.",
        "refresh",
      );
    }
    return "remove";
  }
  const name = attribute(element, "name")?.trim().toLowerCase();
  if (name === "color-scheme") return "keep";
  return cleaning.allowScripts && name !== undefined ? "keep" : "remove";
}

function cleanStyle(element: Element, cleaning: Cleaning): void {
  let css = "";
  for (const node of element.childNodes) if ("value" in node) css += node.value;
  const write = (text: string) => {
    // In a string or a comment of CSS both mean the same, and no parser can take this one for a tag.
    const value = text.replace(TAGS_IN_CSS, "\\3c ");
    element.childNodes = [{ nodeName: "#text", value, parentNode: element }];
  };
  write(css);
  cleaning.pending.push(
    rewriteCss(css, cleaning.assets).then((text) => {
      if (text !== css) write(text);
    }),
  );
}

function keepFirstNewline(element: Element): void {
  const [first] = element.childNodes;
  if (first && "value" in first && first.nodeName === "#text" && first.value.startsWith("\n"))
    first.value = `\n${first.value}`;
}
