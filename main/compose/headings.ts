import type { Heading } from "../../shared/stages";
import { attribute, type ChildNode, type Document, type Element, isElement, type ParentNode, textOf } from "./html";

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
    const text = textOf(node, (element) => (isNoteMark(element) ? "" : lineEnd(element)));
    const written = textOf(node, (element) => alternative(element) ?? lineEnd(element));
    if (text !== "") headings.push(text === written ? { text } : { text, written });
  }
  return headings;
}

/** What stands on two lines is not one word. */
function lineEnd({ tagName }: Element): string | undefined {
  return tagName === "br" ? " " : undefined;
}

function isNoteMark(element: Element): boolean {
  return /\bfootnote-ref\b/.test(attribute(element, "class") ?? "");
}

/** What is read out instead of a formula or picture: Chromium puts it before what the element holds. */
function alternative(element: Element): string | undefined {
  const said = element.tagName === "img" ? "alt" : attribute(element, "role") === "img" ? "aria-label" : undefined;
  return said && `${attribute(element, said) ?? ""}${textOf(element, lineEnd)}`;
}
