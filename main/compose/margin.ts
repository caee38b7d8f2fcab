import { type Document, isElement, type ParentNode } from "./html";

/**
 * Takes the class `url` off the elements of a header or footer: Chromium would fill in the address that a document has in
 * its lane, which nobody can use, and which is another one each time.
 */
export function forgetAddress(margin: Document): void {
  const parents: ParentNode[] = [margin];
  for (let parent = parents.pop(); parent; parent = parents.pop()) {
    for (const node of parent.childNodes) {
      if (!isElement(node)) continue;
      parents.push(node);
      for (const attr of node.attrs) {
        // Without a doctype, classes are the same in any case.
        if (attr.name === "class") attr.value = attr.value.replace(/(?<!\S)url(?!\S)/gi, "").trim();
      }
    }
  }
}
