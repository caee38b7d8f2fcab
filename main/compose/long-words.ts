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
    const { childNodes } = parent;
    let hasLongWords = false;
    for (const node of childNodes) {
      if (isElement(node) && !LEFT_ALONE.has(node.tagName)) parents.push(node);
      hasLongWords ||= node.nodeName === "#text" && "value" in node && mayHaveLongWord(node.value);
    }
    if (hasLongWords) parent.childNodes = childNodes.flatMap((node) => cut(node, parent));
  }
}

/** A word that is too long stands between two blanks, or an end of the text, that are as far apart. */
function mayHaveLongWord(text: string): boolean {
  let start = 0;
  while (text.length - start >= LONG) {
    const end = text.lastIndexOf(" ", start + LONG - 1);
    if (end < start) return true;
    start = end + 1;
  }
  return false;
}

/** A text node, or what it becomes: its long words in elements of their own, with the text between. */
function cut(node: ChildNode, parentNode: ParentNode): ChildNode[] {
  if (node.nodeName !== "#text" || !("value" in node)) return [node];
  const text = node.value;
  const words = [...text.matchAll(LONG_WORD)];
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
