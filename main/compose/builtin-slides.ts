import { parseFragment, serialize } from "parse5";
import { type ChildNode, type Element, isElement, textOf } from "./html";
import { SafeHtml } from "./liquid";

/** One slide. */
export interface Slide {
  number: number;
  /** `title` for a heading alone, else how full it is: text is set smaller where there is much of it. */
  kind: "title" | "roomy" | "full" | "packed";
  /** Whether it is a picture, a table, code or a quotation, beside a heading at most. */
  isCentred: boolean;
  content: SafeHtml;
}

const STARTS_SLIDE: ReadonlySet<string> = new Set(["h1", "h2"]);
const STANDS_ALONE: ReadonlySet<string> = new Set(["table", "pre", "blockquote", "figure", "svg"]);
/** Lines of a slide's text above which it is set smaller, and still smaller. */
const FULL_LINES = 9;
const PACKED_LINES = 13;
const LETTERS_PER_LINE = 66;

/** Cuts content into slides: at headings of the first two levels, and at rules (`---`). */
export function cutSlides(content: string): Slide[] {
  const slides: ChildNode[][] = [[]];
  for (const node of parseFragment(content, { scriptingEnabled: false }).childNodes) {
    const isRule = isElement(node) && node.tagName === "hr";
    const isStart = isElement(node) && STARTS_SLIDE.has(node.tagName);
    if (isRule || isStart) slides.push([]);
    if (!isRule) slides.at(-1)?.push(node);
  }
  return slides.filter(isShown).map((nodes, index) => ({
    number: index + 1,
    kind: kindOf(nodes),
    isCentred: isCentred(nodes.filter(isElement)),
    content: new SafeHtml(
      serialize({ nodeName: "#document-fragment", childNodes: nodes }, { scriptingEnabled: false }),
    ),
  }));
}

function isShown(nodes: readonly ChildNode[]): boolean {
  return nodes.some((node) => isElement(node) || ("value" in node && node.value.trim() !== ""));
}

function kindOf(nodes: readonly ChildNode[]): Slide["kind"] {
  const elements = nodes.filter(isElement);
  if (elements.length === 1 && STARTS_SLIDE.has(elements[0]?.tagName ?? "")) return "title";
  const lines = elements.reduce((sum, element) => sum + linesOf(element), 0);
  if (lines > PACKED_LINES) return "packed";
  return lines > FULL_LINES ? "full" : "roomy";
}

function isCentred(elements: readonly Element[]): boolean {
  const [first] = elements;
  const shown = first && STARTS_SLIDE.has(first.tagName) ? elements.slice(1) : elements;
  const [picture, caption] = shown;
  if (!picture || shown.length > 2 || (caption && caption.tagName !== "p")) return false;
  return STANDS_ALONE.has(picture.tagName) || (picture.tagName === "p" && textOf(picture) === "");
}

/** How many lines an element takes, roughly: what stands in a block of its own counts by itself. */
function linesOf(node: ChildNode): number {
  if (!isElement(node)) return 0;
  switch (node.tagName) {
    case "style":
      return 0;
    case "pre":
      return "childNodes" in node ? rawText(node).split("\n").length * 0.8 : 0;
    case "ul":
    case "ol":
    case "dl":
    case "blockquote":
    case "table":
    case "thead":
    case "tbody":
    case "div":
    case "section":
      return node.childNodes.reduce((sum, child) => sum + linesOf(child), 0);
    case "h1":
    case "h2":
      return 0;
    default:
      return nestedLists(node) + Math.max(1, Math.ceil(textOf(node).length / LETTERS_PER_LINE));
  }
}

function nestedLists(node: ChildNode): number {
  if (!isElement(node) || node.tagName !== "li") return 0;
  return node.childNodes.reduce(
    (sum, child) => sum + (isElement(child) && /^[ou]l$/.test(child.tagName) ? linesOf(child) : 0),
    0,
  );
}

function rawText(node: ChildNode): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(rawText).join("") : "";
}
