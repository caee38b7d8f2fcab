import createMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import anchor from "markdown-it-anchor";
import deflist from "markdown-it-deflist";
import footnote from "markdown-it-footnote";
import taskLists from "markdown-it-task-lists";
import { type Highlight, prepareHighlight } from "./highlight";
import { escapeHtml } from "./html";

/** Set for the one synchronous rendering that follows; markdown-it offers no way to hand it through. */
let highlight: Highlight = () => undefined;

const markdown = create();

function create(): MarkdownIt {
  const it = createMarkdownIt({ html: true, linkify: true, typographer: false });
  // Bare words like "readme.md" must not become links (.md is a country's domain); addresses with a scheme do.
  it.linkify.set({ fuzzyLink: false, fuzzyEmail: true });
  // Every reference goes through the same gate later (references.ts), which tells the user what it blocked and why.
  // Refused here, a link would silently be printed as its source text.
  it.validateLink = () => true;
  it.use(footnote).use(deflist).use(taskLists).use(anchor, { slugify, tabIndex: false });
  it.renderer.rules.footnote_caption = (tokens, index) => footnoteNumber(tokens[index]);
  it.renderer.rules.fence = (tokens, index) => {
    const { content = "", info = "" } = tokens[index] ?? {};
    return codeBlock(content.replace(/\n$/, ""), info.trim());
  };
  return it;
}

/** `2`, and `2:1` where a note is referred to again. */
function footnoteNumber(token: Token | undefined): string {
  const id = Number(token?.meta?.id ?? 0) + 1;
  const again = Number(token?.meta?.subId ?? 0);
  return again > 0 ? `${id}:${again}` : String(id);
}

/** `Größe & Form` → `größe-form`. Letters of every script stay. */
function slugify(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

function codeBlock(code: string, info: string): string {
  const painted = highlight(code, info) ?? escapeHtml(code);
  const label = /^[\w+#-]+/.exec(info)?.[0];
  return `<pre class="code"><code${label ? ` class="language-${escapeHtml(label)}"` : ""}>${painted}\n</code></pre>\n`;
}

/** Markdown as HTML. */
export async function renderMarkdown(text: string): Promise<string> {
  const env = {};
  const tokens = markdown.parse(text, env);
  const infos = tokens.filter((token) => token.type === "fence").map((token) => token.info.trim());
  const prepared = await prepareHighlight(infos);
  // From here on nothing waits, so no other rendering comes between.
  highlight = prepared;
  return markdown.renderer.render(tokens, markdown.options, env);
}
