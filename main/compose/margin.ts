import { type Document, type Element, isElement, type ParentNode } from "./html";

/**
 * Takes the class `url` off the elements of a header or footer: Chromium would fill in the address that a document has in
 * its lane, which nobody can use, and which is another one each time.
 */
export function forgetAddress(margin: Document): void {
  for (const element of elementsOf(margin)) takeClass(element, "url");
}

/** As Chromium writes it there, but in UTC. */
const DATE_FORMAT = new Intl.DateTimeFormat("en-US", { dateStyle: "short", timeStyle: "short", timeZone: "UTC" });

/** Fills in what Chromium would take from the clock: the elements of the class `date`. */
export function fillInDate(margin: Document, epochSeconds: number): void {
  // Before AM and PM stands a space that few fonts have.
  const value = DATE_FORMAT.format(epochSeconds * 1000).replace("\u202f", " ");
  for (const element of [...elementsOf(margin)]) {
    if (takeClass(element, "date")) element.childNodes = [{ nodeName: "#text", value, parentNode: element }];
  }
}

function* elementsOf(margin: Document): Generator<Element> {
  const parents: ParentNode[] = [margin];
  for (let parent = parents.pop(); parent; parent = parents.pop()) {
    for (const node of parent.childNodes) {
      if (!isElement(node)) continue;
      parents.push(node);
      yield node;
    }
  }
}

/** @returns whether the element had the class. Without a doctype, classes are the same in any case. */
function takeClass(element: Element, name: string): boolean {
  const attr = element.attrs.find((one) => one.name === "class");
  if (!attr) return false;
  const without = attr.value.replace(new RegExp(`(?<!\\S)${name}(?!\\S)`, "gi"), "").trim();
  if (without === attr.value.trim()) return false;
  attr.value = without;
  return true;
}
