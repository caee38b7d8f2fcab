import type { MarkdownIt, StateBlock } from "markdown-it";
import type { MarkdownEnv } from "./env";

const MARKER = /^(?:\\(?:pagebreak|newpage)|<!--\s{0,9}page-?break\s{0,9}-->)$/i;

/** A new page where a line says `\pagebreak`, `\newpage` or `<!-- pagebreak -->`. */
export function pageBreaksPlugin(it: MarkdownIt): void {
  it.block.ruler.before("html_block", "page_break", marker, { alt: ["paragraph", "blockquote", "list"] });
  it.renderer.rules.page_break = () => '<div class="page-break"></div>\n';
}

function marker(state: StateBlock, startLine: number, _endLine: number, isSilent: boolean): boolean {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const first = state.src.charAt(start);
  if (first !== "\\" && first !== "<") return false;
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  if (!MARKER.test(state.src.slice(start, state.eMarks[startLine]).trimEnd())) return false;
  if (isSilent) return true;
  const token = state.push("page_break", "div", 0);
  token.map = [startLine, startLine + 1];
  (state.env as MarkdownEnv).hasBlocks = true;
  state.line = startLine + 1;
  return true;
}
