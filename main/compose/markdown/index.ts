import createMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import anchor from "markdown-it-anchor";
import deflist from "markdown-it-deflist";
import footnote from "markdown-it-footnote";
import taskLists from "markdown-it-task-lists";
import { escapeHtml } from "../html";
import type { ContentStyle } from "../templates";
import { calloutsPlugin } from "./callouts";
import { contentsHtml, contentsPlugin } from "./contents";
import type { MarkdownEnv, MarkdownProblem } from "./env";
import { prepareHighlight } from "./highlight";
import { loadTypesetter, mathPlugin, typesetFormula } from "./math";
import { pageBreaksPlugin } from "./page-breaks";

const markdown = create();

function create(): MarkdownIt {
  const it = createMarkdownIt({ html: true, linkify: true, typographer: false });
  // Bare words like "readme.md" must not become links (.md is a country's domain); addresses with a scheme do.
  it.linkify.set({ fuzzyLink: false, fuzzyEmail: true });
  linkWww(it);
  // Every reference goes through the same gate later (references.ts), which tells the user what it blocked and why.
  // Refused here, a link would silently be printed as its source text.
  it.validateLink = () => true;
  it.use(footnote).use(deflist).use(taskLists).use(anchor, { slugify, tabIndex: false });
  it.use(mathPlugin).use(calloutsPlugin).use(pageBreaksPlugin).use(contentsPlugin);
  it.renderer.rules.footnote_caption = (tokens, index) => footnoteNumber(tokens[index]);
  it.renderer.rules.fence = (tokens, index, _options, env: MarkdownEnv = {}) => {
    const { content = "", info = "" } = tokens[index] ?? {};
    if (isMath(info)) return `${typesetFormula(content, true, env)}\n`;
    return codeBlock(content.replace(/\n$/, ""), info.trim(), env);
  };
  return it;
}

/** `www.example.org` is an address on GitHub, too. */
function linkWww({ linkify }: MarkdownIt): void {
  linkify.add("www.", {
    validate: (text, position, self) => {
      const end = text.slice(position).search(/\s/);
      const rest = end < 0 ? text.slice(position) : text.slice(position, position + end);
      return Math.max(0, self.testSchemaAt(`//${rest}`, "http:", 0) - 2);
    },
    normalize: (match) => {
      match.url = `http://${match.url}`;
    },
  });
}

/** The same number wherever a note is referred to. */
function footnoteNumber(token: Token | undefined): string {
  return String(Number(token?.meta?.id ?? 0) + 1);
}

/** `Größe & Form` → `größe-form`. Letters of every script stay. */
function slugify(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

function isMath(info: string): boolean {
  return info.trim() === "math";
}

function codeBlock(code: string, info: string, { highlight }: MarkdownEnv): string {
  const painted = highlight?.(code, info) ?? escapeHtml(code);
  const label = /^[\w+#-]+/.exec(info)?.[0];
  return `<pre class="code"><code${label ? ` class="language-${escapeHtml(label)}"` : ""}>${painted}\n</code></pre>\n`;
}

export interface RenderedMarkdown {
  html: string;
  /** Its headings as a list of links; empty without any. */
  contents: string;
  /** Built-in stylesheets that it needs. */
  styles: ContentStyle[];
  problems: MarkdownProblem[];
}

/** Markdown as HTML. */
export async function renderMarkdown(text: string): Promise<RenderedMarkdown> {
  const env: MarkdownEnv = {};
  const tokens = markdown.parse(text, env);
  const infos = tokens.filter((token) => token.type === "fence").map((token) => token.info.trim());
  env.highlight = await prepareHighlight(infos);
  const hasMath = env.hasMath || infos.some(isMath);
  if (hasMath) env.typeset = await loadTypesetter();
  const html = markdown.renderer.render(tokens, markdown.options, env);
  const contents = contentsHtml(env, markdown.options, markdown.renderer);
  const styles: ContentStyle[] = [];
  if (hasMath) styles.push("math.css");
  if (env.hasBlocks) styles.push("markdown.css");
  return { html, contents, styles, problems: env.problems ?? [] };
}
