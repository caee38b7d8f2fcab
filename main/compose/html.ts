import {
  type DefaultTreeAdapterTypes,
  defaultTreeAdapter,
  parse,
  parseFragment,
  serialize,
  html as spec,
} from "parse5";

export type Document = DefaultTreeAdapterTypes.Document;
export type Element = DefaultTreeAdapterTypes.Element;
export type ParentNode = DefaultTreeAdapterTypes.ParentNode;
export type ChildNode = DefaultTreeAdapterTypes.ChildNode;
export type Attribute = Element["attrs"][number];

/** Scripts are off in the lane, so the parser must see a `noscript` as Chromium does there: as elements. */
const PARSE_OPTIONS = { scriptingEnabled: false } as const;

/**
 * Stands for `<` inside attribute values until the document is written. A noncharacter: the parser's input is freed of
 * it first.
 */
export const ESCAPED_LESS_THAN = "\uFDD0";

/** Doctypes that put Chromium in the mode the author's own did. */
const DOCTYPES: Record<string, string> = {
  [spec.DOCUMENT_MODE.NO_QUIRKS]: "<!DOCTYPE html>",
  [spec.DOCUMENT_MODE.LIMITED_QUIRKS]:
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
  [spec.DOCUMENT_MODE.QUIRKS]: "",
};

/** Text as it stands in HTML text and in attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Whether `html` is a document of its own rather than a piece of one. */
export function isWholeDocument(html: string): boolean {
  return /<(?:!doctype|html|head|body)[\s>/]/i.test(html);
}

/** Text without halves of surrogate pairs, which neither UTF-8 nor the way into a lane can carry. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

export function parseHtml(html: string): Document {
  return parse(wellFormed(html).replaceAll(ESCAPED_LESS_THAN, "\uFFFD"), PARSE_OPTIONS);
}

/**
 * Writes a document as text. In what comes out, each `<` opens a tag or belongs to the text of a style or script: in
 * text it is escaped by parse5, in attributes by {@link ESCAPED_LESS_THAN}. lane.ts relies on it.
 */
export function serializeHtml(document: Document): string {
  document.childNodes = document.childNodes.filter((node) => node.nodeName !== "#documentType");
  const html = (DOCTYPES[document.mode] ?? "") + serialize(document, PARSE_OPTIONS);
  return html.replaceAll(ESCAPED_LESS_THAN, "&lt;");
}

export function isElement(node: ChildNode | Document | ParentNode): node is Element {
  return "tagName" in node;
}

export function isHtmlElement(node: Element): boolean {
  return node.namespaceURI === spec.NS.HTML;
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

/** First element called `name` among the children of `parent`. */
export function childElement(parent: ParentNode, name: string): Element | undefined {
  return parent.childNodes.find((node): node is Element => isElement(node) && node.tagName === name);
}

export function createElement(name: string, attrs: Attribute[] = [], text = ""): Element {
  const element = defaultTreeAdapter.createElement(name, spec.NS.HTML, attrs);
  if (text !== "") defaultTreeAdapter.insertText(element, text);
  return element;
}

/** Puts `child` first or last in `parent`. */
export function insert(parent: Element, child: Element, where: "first" | "last"): void {
  child.parentNode = parent;
  if (where === "first") parent.childNodes.unshift(child);
  else parent.childNodes.push(child);
}

/**
 * All text below a node, white space run together.
 * @param instead what stands for an element and all below it; undefined where that is its text
 */
export function textOf(root: ParentNode, instead?: (element: Element) => string | undefined): string {
  const stack: ChildNode[] = [...root.childNodes].reverse();
  let text = "";
  for (let node = stack.pop(); node; node = stack.pop()) {
    const replacement = isElement(node) ? instead?.(node) : undefined;
    if (replacement !== undefined) text += replacement;
    else if ("value" in node) text += node.value;
    else if ("childNodes" in node)
      for (let i = node.childNodes.length - 1; i >= 0; i--) push(stack, node.childNodes[i]);
  }
  return runTogether(text);
}

/** Text with its white space run together, as it is shown. */
function runTogether(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Text of a piece of HTML. */
export function textOfHtml(html: string): string {
  // Most have neither tags nor references, and need no parser.
  return /[<&\0\r]/.test(html) ? textOf(parseFragment(html, PARSE_OPTIONS)) : runTogether(html);
}

/** First element below `root`, in document order, whose name is among `names`. */
export function findElement(root: ParentNode, names: ReadonlySet<string>): Element | undefined {
  const stack: ChildNode[] = [...root.childNodes].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isElement(node)) continue;
    if (names.has(node.tagName)) return node;
    for (let i = node.childNodes.length - 1; i >= 0; i--) push(stack, node.childNodes[i]);
  }
  return undefined;
}

function push(stack: ChildNode[], node: ChildNode | undefined): void {
  if (node) stack.push(node);
}
