import { basename, extname } from "node:path";
import { serialize } from "parse5";
import type { Prompt } from "../../shared/prompt";
import type { ComposeRequest } from "../../shared/stages";
import {
  childElement,
  type Document,
  type Element,
  escapeHtml,
  findElement,
  isWholeDocument,
  parseHtml,
  textOf,
  textOfHtml,
  wellFormed,
} from "./html";
import { type RenderedMarkdown, renderMarkdown } from "./markdown";

const HEADINGS: ReadonlySet<string> = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
/** A heading longer than this is not read for a title. */
const MAX_HEADING = 10_000;
const MAX_TITLE = 300;

/** A prompt's text as HTML for the body of a document, and what that needs. */
export async function renderContent({ prompt, format = "markdown" }: Prompt): Promise<RenderedMarkdown> {
  switch (format) {
    case "markdown":
      return renderMarkdown(prompt);
    case "text":
      return plain(`<pre class="plain-text">\n${escapeHtml(prompt)}</pre>\n`);
    case "html":
      return plain(isWholeDocument(prompt) ? pieceOf(prompt) : prompt);
  }
}

function plain(html: string): RenderedMarkdown {
  return { html, contents: "", styles: [], problems: [] };
}

/** What a template can take of a whole document: its styles and its body. */
function pieceOf(html: string): string {
  const document = parseHtml(html);
  const root = childElement(document, "html");
  const head = root && childElement(root, "head");
  const body = root && childElement(root, "body");
  const styles = (head?.childNodes ?? []).filter((node) => node.nodeName === "style" || node.nodeName === "link");
  if (head) head.childNodes = styles;
  return [head, body].map((part) => (part ? serialize(part, { scriptingEnabled: false }) : "")).join("");
}

/** The first heading in a piece of HTML. */
interface Heading {
  level: number;
  text: string;
  /** Where it stands in the content. */
  start: number;
  end: number;
  /** Whether nothing is shown before it. */
  isLeading: boolean;
}

function firstHeading(content: string): Heading | undefined {
  const open = /<h([1-6])(?:\s[^>]*)?>/i.exec(content);
  if (!open) return undefined;
  const start = open.index + open[0].length;
  const end = content.indexOf("</h", start);
  if (end === -1 || end - start > MAX_HEADING) return undefined;
  const close = content.indexOf(">", end);
  if (close === -1) return undefined;
  return {
    level: Number(open[1]),
    text: textOfHtml(content.slice(start, end)),
    start: open.index,
    end: close + 1,
    isLeading: isInvisible(content.slice(0, open.index)),
  };
}

/** Whether a piece of HTML shows nothing: white space, styles, comments, tags that only wrap. */
function isInvisible(html: string): boolean {
  if (html.length > MAX_HEADING) return false;
  return html.replace(/<style\b[^>]*>[\s\S]*?<\/style>|<!--[\s\S]*?-->|<(?!img|svg|hr)[^>]*>/gi, "").trim() === "";
}

/** What templates may use besides the prompt's data. */
export interface ContentFields {
  content: string;
  title: string;
  /** Whether the title is one: given, or a heading, rather than the file's name. */
  hasTitle: boolean;
  /** The content without its first heading, where that is the title: for templates that set the title themselves. */
  contentWithoutTitle: string;
  /** Whether the content begins with a heading of the first level. */
  startsWithHeading: boolean;
}

/** The title of a document, and its content with and without it. */
export function contentFields(content: string, { prompt, source }: ComposeRequest): ContentFields {
  const heading = firstHeading(content);
  const written = cleanTitle(prompt.title) || cleanTitle(heading?.text);
  const title = written || stemOf(source);
  const startsWithHeading = heading?.level === 1 && heading.isLeading;
  const isTitle = startsWithHeading && cleanTitle(heading.text) === title;
  return {
    content,
    title,
    hasTitle: written !== "",
    contentWithoutTitle: isTitle ? content.slice(0, heading.start) + content.slice(heading.end) : content,
    startsWithHeading,
  };
}

/** The title of a document that came whole: as given, else its own, else its first heading, else the file's name. */
export function documentTitle(
  document: Document,
  head: Element | undefined,
  { prompt, source }: ComposeRequest,
): string {
  const own = head && childElement(head, "title");
  const heading = () => findElement(document, HEADINGS);
  return (
    cleanTitle(prompt.title) ||
    cleanTitle(own && textOf(own)) ||
    cleanTitle(textOf(heading() ?? { nodeName: "#document-fragment", childNodes: [] })) ||
    stemOf(source)
  );
}

function cleanTitle(text: string | undefined): string {
  return wellFormed((text ?? "").replace(/\s+/g, " ").trim().slice(0, MAX_TITLE));
}

/** What a document without any title is called. */
export function stemOf(source: string): string {
  return source === "-" ? "Document" : basename(source, extname(source)) || "Document";
}
