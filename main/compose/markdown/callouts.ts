import type { MarkdownIt, StateCore, Token } from "markdown-it";
import container from "markdown-it-container";
import type { MarkdownEnv } from "./env";

/** What people write → how it looks. */
const KINDS: Readonly<Record<string, string>> = {
  note: "note",
  info: "note",
  tip: "tip",
  important: "important",
  warning: "warning",
  caution: "caution",
  danger: "caution",
};
const WORDS = Object.keys(KINDS).join("|");
const MARKER = new RegExp(String.raw`^\[!(${WORDS})\][ \t]*([^\n]*)(?:\n|$)`, "i");
const PARAMETERS = new RegExp(String.raw`^\s*(${WORDS})(?:\s+(.*))?$`, "i");

/**
 * Boxes that stand out of the text: quotes that begin with `[!NOTE]`, and `:::note` up to `:::`. What stands behind the
 * word is the box's title, else the word is.
 */
export function calloutsPlugin(it: MarkdownIt): void {
  it.use(container, "callout", {
    validate: (parameters) => PARAMETERS.test(parameters),
    render: (tokens, index, options, _env, self) => self.renderToken(tokens, index, options),
  });
  it.core.ruler.after("block", "callouts", markCallouts);
}

function markCallouts(state: StateCore): void {
  const { tokens } = state;
  if (!tokens.some(({ type }) => type === "container_callout_open" || type === "blockquote_open")) return;
  const marked: Token[] = [];
  /** For each open quote, whether it is a box. */
  const quotes: boolean[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    marked.push(token);
    if (token.type === "container_callout_open") {
      const [, word = "", title = ""] = PARAMETERS.exec(token.info) ?? [];
      marked.push(...open(state, token, word, title));
    } else if (token.type === "blockquote_open") {
      const text = tokens[index + 2];
      const found = tokens[index + 1]?.type === "paragraph_open" && text ? MARKER.exec(text.content) : null;
      quotes.push(found !== null);
      if (!found || !text) continue;
      const [line, word = "", title = ""] = found;
      token.tag = "div";
      marked.push(...open(state, token, word, title));
      text.content = text.content.slice(line.length);
      // The paragraph was the marker alone.
      if (text.content.trim() === "") index += 3;
    } else if (token.type === "blockquote_close" && quotes.pop()) token.tag = "div";
  }
  state.tokens = marked;
}

/** Makes a box of an opening token; returns the tokens of its title. */
function open(state: StateCore, token: Token, word: string, title: string): Token[] {
  const kind = KINDS[word.toLowerCase()] ?? "note";
  token.attrs = [
    ["class", `callout callout-${kind}`],
    ["role", "note"],
  ];
  (state.env as MarkdownEnv).hasBlocks = true;
  const opening = new state.Token("paragraph_open", "p", 1);
  opening.attrs = [["class", "callout-title"]];
  const text = new state.Token("inline", "", 0);
  text.content = title.trim() || word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  text.map = token.map;
  text.children = [];
  const closing = new state.Token("paragraph_close", "p", -1);
  for (const one of [opening, closing]) one.block = true;
  return [opening, text, closing];
}
