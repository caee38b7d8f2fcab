import type { HighlighterCore, LanguageInput } from "shiki/core";
import { escapeHtml } from "../html";

/** Languages a code block may name, each loaded when the first block names it. Keys are what people write. */
const LANGUAGES: Record<string, LanguageInput> = {
  bash: () => import("@shikijs/langs/bash"),
  c: () => import("@shikijs/langs/c"),
  cpp: () => import("@shikijs/langs/cpp"),
  csharp: () => import("@shikijs/langs/csharp"),
  css: () => import("@shikijs/langs/css"),
  diff: () => import("@shikijs/langs/diff"),
  docker: () => import("@shikijs/langs/docker"),
  go: () => import("@shikijs/langs/go"),
  html: () => import("@shikijs/langs/html"),
  ini: () => import("@shikijs/langs/ini"),
  java: () => import("@shikijs/langs/java"),
  javascript: () => import("@shikijs/langs/javascript"),
  json: () => import("@shikijs/langs/json"),
  jsx: () => import("@shikijs/langs/jsx"),
  kotlin: () => import("@shikijs/langs/kotlin"),
  latex: () => import("@shikijs/langs/latex"),
  lua: () => import("@shikijs/langs/lua"),
  markdown: () => import("@shikijs/langs/markdown"),
  php: () => import("@shikijs/langs/php"),
  powershell: () => import("@shikijs/langs/powershell"),
  python: () => import("@shikijs/langs/python"),
  r: () => import("@shikijs/langs/r"),
  ruby: () => import("@shikijs/langs/ruby"),
  rust: () => import("@shikijs/langs/rust"),
  scss: () => import("@shikijs/langs/scss"),
  sql: () => import("@shikijs/langs/sql"),
  swift: () => import("@shikijs/langs/swift"),
  toml: () => import("@shikijs/langs/toml"),
  tsx: () => import("@shikijs/langs/tsx"),
  typescript: () => import("@shikijs/langs/typescript"),
  xml: () => import("@shikijs/langs/xml"),
  yaml: () => import("@shikijs/langs/yaml"),
};

const ALIASES: Record<string, string> = {
  "c++": "cpp",
  "c#": "csharp",
  console: "bash",
  cs: "csharp",
  dockerfile: "docker",
  golang: "go",
  htm: "html",
  js: "javascript",
  jsonc: "json",
  kt: "kotlin",
  md: "markdown",
  mjs: "javascript",
  patch: "diff",
  ps1: "powershell",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  svg: "xml",
  tex: "latex",
  ts: "typescript",
  yml: "yaml",
  zsh: "bash",
};

/** Longer blocks and lines stay plain: nobody prints them to read, and grammars are slow on them. */
const MAX_BLOCK = 100_000;
const MAX_LINE = 2000;
const THEME = "github-light";
/**
 * No time limit for a line: shiki's own (500 ms) leaves it plain, so that the same prompt would look different on a busy
 * machine, where the first line has a grammar's expressions to compile. The thread's deadline bounds it.
 */
const NO_TIME_LIMIT = 0;

let highlighter: Promise<HighlighterCore> | undefined;

/** shiki is loaded when the first block needs it: most documents have no code. */
async function load(): Promise<HighlighterCore> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  return createHighlighterCore({
    themes: [import("@shikijs/themes/github-light")],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

/** The known language that the first word after a fence names, or undefined. */
function languageOf(info: string): string | undefined {
  const word = (/^[^\s{,:]+/.exec(info)?.[0] ?? "").toLowerCase();
  const name = Object.hasOwn(ALIASES, word) ? ALIASES[word] : word;
  return name !== undefined && Object.hasOwn(LANGUAGES, name) ? name : undefined;
}

/** Colours code; undefined where it should stay plain. */
export type Highlight = (code: string, info: string) => string | undefined;

/**
 * Loads what the given code blocks need and returns the function that colours them.
 * @param infos what stands after the fences, such as `ts` or `python title="x"`
 */
export async function prepareHighlight(infos: Iterable<string>): Promise<Highlight> {
  const names = new Set<string>();
  for (const info of infos) {
    const name = languageOf(info);
    if (name) names.add(name);
  }
  if (names.size === 0) return () => undefined;
  highlighter ??= load();
  const shiki = await highlighter;
  await Promise.all([...names].map((name) => loadLanguage(shiki, name)));
  return (code, info) => {
    const name = languageOf(info);
    return name === undefined || code.length > MAX_BLOCK ? undefined : paint(shiki, code, name);
  };
}

async function loadLanguage(shiki: HighlighterCore, name: string): Promise<void> {
  const language = LANGUAGES[name];
  if (language && !shiki.getLoadedLanguages().includes(name)) await shiki.loadLanguage(language);
}

/** Spans with a colour each. The block's own look, background included, is the template's. */
function paint(shiki: HighlighterCore, code: string, lang: string): string {
  const { tokens, fg } = shiki.codeToTokens(code, {
    lang,
    theme: THEME,
    tokenizeMaxLineLength: MAX_LINE,
    tokenizeTimeLimit: NO_TIME_LIMIT,
  });
  const lines = tokens.map((line) =>
    line
      .map(({ content, color, fontStyle = 0 }) => {
        const style = [
          color && color.toLowerCase() !== fg?.toLowerCase() ? `color:${color}` : "",
          fontStyle & 1 ? "font-style:italic" : "",
          fontStyle & 2 ? "font-weight:600" : "",
        ].filter(Boolean);
        const text = escapeHtml(content);
        return style.length === 0 ? text : `<span style="${style.join(";")}">${text}</span>`;
      })
      .join(""),
  );
  return lines.join("\n");
}
