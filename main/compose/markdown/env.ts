import type { Env, Token } from "markdown-it";
import type { Highlight } from "./highlight";
import type { Typeset } from "./math";

/** Something in a text that is not as its author meant it. */
export interface MarkdownProblem {
  message: string;
  /** Text in the source by which its line is found. */
  written: string | undefined;
}

export interface Heading {
  level: number;
  id: string;
  /** Token of its text. */
  text: Token;
}

/** What one rendering carries along: markdown-it hands it to every rule. */
export interface MarkdownEnv extends Env {
  highlight?: Highlight;
  typeset?: Typeset;
  /** Whether there are formulas: KaTeX and its fonts are loaded for these documents only. */
  hasMath?: boolean;
  /** Whether there is anything that the stylesheet of Markdown is about. */
  hasBlocks?: boolean;
  /** Before this line no formula begins, as none ends. */
  noFormulaBefore?: number;
  /** How many tables of contents were shown. */
  contentsShown?: number;
  /** The document's headings, in their order. */
  headings?: Heading[];
  problems?: MarkdownProblem[];
}

/** Keeps a problem, which becomes a warning of the document. */
export function problem(env: MarkdownEnv, message: string, written: string | undefined): void {
  env.problems ??= [];
  env.problems.push({ message, written });
}
