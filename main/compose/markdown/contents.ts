import type { MarkdownIt, RendererRule, StateBlock } from "markdown-it";
import { type Heading, type MarkdownEnv, problem } from "./env";

const MARKER = /^\[(?:toc|\[_?toc_?\])\]$/i;
/** A document of nothing but tables of contents would be as large as the square of its length. */
const MAX_SHOWN = 3;
/** How many levels below the highest one are listed. */
const LEVELS = 3;
/** In a heading's text these would be a second link, a second mark of a note, or a second element of that id. */
const LEFT_OUT = new Set(["link_open", "link_close", "footnote_ref", "html_inline", "image"]);

/** A table of contents where a line says `[toc]` or `[[toc]]`. */
export function contentsPlugin(it: MarkdownIt): void {
  it.block.ruler.before("reference", "contents", marker, { alt: ["paragraph"] });
  it.core.ruler.push("contents", (state) => {
    // Headings of a quote or a list are not the document's.
    const { tokens } = state;
    const headings: Heading[] = [];
    for (const [index, token] of tokens.entries()) {
      const text = tokens[index + 1];
      if (token.type === "heading_open" && token.level === 0 && text) {
        headings.push({ level: Number(token.tag.slice(1)), id: String(token.attrGet("id")), text });
      }
    }
    (state.env as MarkdownEnv).headings = headings;
  });
  it.renderer.rules.contents = (_tokens, _index, options, env: MarkdownEnv = {}, self) => {
    env.contentsShown = (env.contentsShown ?? 0) + 1;
    if (env.contentsShown <= MAX_SHOWN) return contentsHtml(env, options, self);
    problem(env, `A table of contents is shown ${MAX_SHOWN} times at most; the others were left out.`, "[toc]");
    return "";
  };
}

function marker(state: StateBlock, startLine: number, _endLine: number, isSilent: boolean): boolean {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (state.src.charAt(start) !== "[") return false;
  if (!MARKER.test(state.src.slice(start, state.eMarks[startLine]).trimEnd())) return false;
  if (isSilent) return true;
  const token = state.push("contents", "nav", 0);
  token.map = [startLine, startLine + 1];
  (state.env as MarkdownEnv).hasBlocks = true;
  state.line = startLine + 1;
  return true;
}

/** A document's headings as a list of links, nested as they are; empty where it has none. */
export function contentsHtml(
  env: MarkdownEnv,
  options: Parameters<RendererRule>[2],
  renderer: Parameters<RendererRule>[4],
): string {
  const listed = listedHeadings(env.headings ?? []);
  if (listed.length === 0) return "";
  let html = "";
  /** Levels of the lists that are open. */
  const open: number[] = [];
  for (const { level, id, text } of listed) {
    while (open.length > 1 && level < (open.at(-1) ?? 0)) {
      html += "</li></ul>";
      open.pop();
    }
    if (open.length === 0 || level > (open.at(-1) ?? 0)) {
      html += "<ul>";
      open.push(level);
    } else html += "</li>";
    const shown = (text.children ?? []).filter(({ type }) => !LEFT_OUT.has(type));
    html += `<li><a href="#${encodeURIComponent(id)}">${renderer.renderInline(shown, options, env).trim()}</a>`;
  }
  return `<nav class="toc">${html}${"</li></ul>".repeat(open.length)}</nav>\n`;
}

/** All but the title, which is the only heading of the first level and stands before all others. */
function listedHeadings(headings: readonly Heading[]): readonly Heading[] {
  const isTitled = headings[0]?.level === 1 && headings.filter(({ level }) => level === 1).length === 1;
  const below = isTitled ? headings.slice(1) : headings;
  const highest = below.reduce((least, { level }) => Math.min(least, level), 6);
  return below.filter(({ level }) => level < highest + LEVELS);
}
