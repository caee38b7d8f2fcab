import type { MarkdownIt, RendererRule, StateBlock, StateInline } from "markdown-it";
import { escapeHtml } from "../html";
import { type MarkdownEnv, problem } from "./env";

/** TeX as HTML. */
export type Typeset = (tex: string, isDisplay: boolean) => string;

/** Sizes in em beyond which KaTeX cuts, and macros it expands at most: a formula cannot cost more than its own document. */
const LIMITS = { maxSize: 100, maxExpand: 1000 } as const;

const DOLLAR = 0x24;
const BACKSLASH = 0x5c;

/**
 * Loads KaTeX, which most documents do not need, and returns what typesets the formulas of one document. Macros that one
 * of them defines hold for those behind it.
 * @throws KaTeX's `ParseError` from the returned function, for a formula that is none
 */
export async function loadTypesetter(): Promise<Typeset> {
  const { default: katex } = await import("katex");
  const macros = {};
  // As HTML alone: KaTeX's copy in MathML, which is hidden on screens, would be in the PDF's text a second time.
  return (tex, displayMode) =>
    katex.renderToString(tex, { displayMode, output: "html", strict: "ignore", trust: false, macros, ...LIMITS });
}

/**
 * Formulas: `$…$` in a line, `$$…$$` on lines of their own or in a line, and code blocks called `math`. A dollar that
 * could be money is money: before it and behind it neither letters nor digits may stand, and blanks not inside.
 */
export function mathPlugin(it: MarkdownIt): void {
  it.inline.ruler.after("escape", "math_inline", inlineMath);
  it.block.ruler.after("blockquote", "math_block", blockMath, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  it.renderer.rules.math_inline = formula;
  it.renderer.rules.math_block = formula;
}

const formula: RendererRule = (tokens, index, _options, env: MarkdownEnv = {}) => {
  const token = tokens[index];
  const isDisplay = token?.tag === "div";
  return typesetFormula(token?.content ?? "", isDisplay, env) + (token?.block ? "\n" : "");
};

/** A formula as it is printed; as it was written where it is none, which is a warning. */
export function typesetFormula(tex: string, isDisplay: boolean, env: MarkdownEnv): string {
  const source = escapeHtml(tex.trim());
  try {
    // Chromium writes the alternative text of a picture into a PDF, that of `role=math` not, and neither where what is in
    // it is hidden from readers.
    const html = (env.typeset?.(tex, isDisplay) ?? "").replaceAll(' aria-hidden="true"', "");
    const name = isDisplay ? "math math-display" : "math";
    return `<span class="${name}" role="img" aria-label="${source}">${html}</span>`;
  } catch (error) {
    problem(
      env,
      `The formula "${shorten(tex)}" is printed as it is written: ${explain(error)}`,
      tex.trim().split("\n")[0],
    );
    return `<code class="math-error">${source}</code>`;
  }
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.replace(/^KaTeX parse error: /, "").replace(/[^\x20-\x7e\u00a0-\u{10ffff}]|\u0332/gu, "")}.`;
}

function shorten(tex: string): string {
  const line = tex.trim().replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** Where the next dollar stands that no backslash precedes, or -1. */
function nextDollar(text: string, from: number): number {
  for (let at = text.indexOf("$", from); at !== -1; at = text.indexOf("$", at + 1)) {
    let first = at;
    while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    if ((at - first) % 2 === 0) return at;
  }
  return -1;
}

function isWordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}

/**
 * Only the very next dollar can close: each is looked at twice at most, whatever a document is full of.
 */
function inlineMath(state: StateInline, isSilent: boolean): boolean {
  const { src, pos } = state;
  if (src.charCodeAt(pos) !== DOLLAR) return false;
  const isDisplay = src.charCodeAt(pos + 1) === DOLLAR;
  const start = pos + (isDisplay ? 2 : 1);
  const end = nextDollar(src, start);
  if (end === -1 || end >= state.posMax) return false;
  const content = src.slice(start, end);
  const behind = end + (isDisplay ? 2 : 1);
  if (content.trim() === "") return false;
  if (isDisplay) {
    if (src.charCodeAt(end + 1) !== DOLLAR) return false;
  } else if (content !== content.trim() || isWordAt(src, pos - 1) || isWordAt(src, behind)) return false;
  if (!isSilent) {
    const token = state.push("math_inline", isDisplay ? "div" : "span", 0);
    token.content = content;
    (state.env as MarkdownEnv).hasMath = true;
  }
  state.pos = behind;
  return true;
}

/** `$$` at the start of a line, up to the first line that ends with `$$`; a blank line in between, and it is no formula. */
function blockMath(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  const env = state.env as MarkdownEnv;
  const lineAt = (line: number) =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const first = lineAt(startLine).trimEnd();
  if (!first.startsWith("$$") || startLine < (env.noFormulaBefore ?? 0)) return false;
  const lines = [first.slice(2)];
  let line = startLine;
  while (!(lines.at(-1) ?? "").endsWith("$$")) {
    line += 1;
    const next = line < endLine && (state.sCount[line] ?? 0) >= state.blkIndent ? lineAt(line).trimEnd() : "";
    if (next === "") {
      // No line up to here closes one, so the lines in between need not look for it again.
      env.noFormulaBefore = line;
      return false;
    }
    lines.push(next);
  }
  const content = lines.join("\n").slice(0, -2);
  // `$$a$$ and $$b$$` is a line of text.
  if (content.trim() === "" || nextDollar(content, 0) !== -1) {
    // Nor does a formula begin on the lines in between, as it would end at the same place.
    env.noFormulaBefore = line;
    return false;
  }
  if (isSilent) return true;
  const token = state.push("math_block", "div", 0);
  token.block = true;
  token.content = content;
  token.map = [startLine, line + 1];
  env.hasMath = true;
  state.line = line + 1;
  return true;
}
