import type { Heading } from "../../shared/stages";
import {
  attribute,
  type ChildNode,
  type Document,
  type Element,
  isElement,
  type ParentNode,
  runTogether,
} from "./html";

const HEADING = /^h[1-6]$/;

/** The headings of a document in their order, without those that hold no text. */
export function headingsOf(document: Document): Heading[] {
  const headings: Heading[] = [];
  const stack: ChildNode[] = [];
  const open = ({ childNodes }: ParentNode) => {
    for (let index = childNodes.length - 1; index >= 0; index -= 1) stack.push(childNodes[index] as ChildNode);
  };
  open(document);
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isElement(node)) continue;
    if (!HEADING.test(node.tagName)) {
      open(node);
      continue;
    }
    const text = runTogether(textIn(node, (element) => (isNoteMark(element) ? "" : undefined)));
    const written = runTogether(textIn(node, alternative));
    if (text !== "") headings.push(text === written ? { text } : { text, written });
  }
  return headings;
}

function isNoteMark(element: Element): boolean {
  return /\bfootnote-ref\b/.test(attribute(element, "class") ?? "");
}

/** What is read out instead of a formula or picture: Chromium puts it before what the element holds. */
function alternative(element: Element): string | undefined {
  const said = element.tagName === "img" ? "alt" : attribute(element, "role") === "img" ? "aria-label" : undefined;
  return said && `${attribute(element, said) ?? ""}${textIn(element, () => undefined)}`;
}

/**
 * Text below an element. Documents nest deeper than calls may, so this walks with a stack of its own.
 * @param instead what stands for an element and all below it; undefined where that is its text
 */
function textIn(root: Element, instead: (element: Element) => string | undefined): string {
  const stack: ChildNode[] = root.childNodes.toReversed();
  let text = "";
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ("value" in node) text += node.value;
    if (!isElement(node)) continue;
    const replacement = instead(node);
    if (replacement !== undefined) text += replacement;
    else if (node.tagName === "br") text += " ";
    else
      for (let index = node.childNodes.length - 1; index >= 0; index -= 1)
        stack.push(node.childNodes[index] as ChildNode);
  }
  return text;
}
