import { type ChildNode, createElement, type Document, isElement, type ParentNode } from "./html";

/** Longer than any word of a language that puts spaces between them: an address, a key, a hash. */
const LONG = 32;

/** Letters of words; those of scripts without spaces break anywhere already. */
const LETTER = String.raw`[^\s\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff]`;
/** Words that are too long. Only where a word begins: it would be counted again from each of its letters. */
const LONG_WORD = new RegExp(`(?<!${LETTER})${LETTER}{${LONG},}`, "g");
const LEFT_ALONE: ReadonlySet<string> = new Set(["head", "style", "script", "textarea", "title", "pre", "svg"]);

/**
 * Lets words that are too long for a cell break anywhere. A table is as wide as its longest words, and a document as its
 * widest table: one such word would have the whole document printed smaller. To break all words so would break short ones,
 * too, wherever columns are narrow.
 */
export function breakLongWords(document: Document): void {
  const parents: ParentNode[] = [document];
  for (let parent = parents.pop(); parent; parent = parents.pop()) {
    const children: ChildNode[] = [];
    for (const node of parent.childNodes) {
      if (isElement(node) && !LEFT_ALONE.has(node.tagName)) parents.push(node);
      if (node.nodeName === "#text" && "value" in node) children.push(...cut(node, node.value, parent));
      else children.push(node);
    }
    parent.childNodes = children;
  }
}

/** A text node, or what it becomes: its long words in elements of their own, with the text between. */
function cut(node: ChildNode, text: string, parentNode: ParentNode): ChildNode[] {
  const words = text.length < LONG ? [] : [...text.matchAll(LONG_WORD)];
  if (words.length === 0) return [node];
  const nodes: ChildNode[] = [];
  const addText = (value: string) => {
    if (value !== "") nodes.push({ nodeName: "#text", value, parentNode });
  };
  let end = 0;
  for (const { 0: word, index } of words) {
    addText(text.slice(end, index));
    const span = createElement("span", [{ name: "class", value: "long" }], word);
    span.parentNode = parentNode;
    nodes.push(span);
    end = index + word.length;
  }
  addText(text.slice(end));
  return nodes;
}
