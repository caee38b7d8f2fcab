/** What the rooms hand to each other. They never import one another; these shapes are all they share. */
import type { ErrorCode, Problem } from "./errors";
import type { PageOptions, Prompt } from "./prompt";

/** `baseDir` of a prompt that came from no folder: it may name no files at all. */
export const NO_FOLDER = "";

/** `source` of a prompt that came over HTTP. */
export const HTTP_SOURCE = "http";

/** A prompt as it was found: the text, and where it came from. Everything needed to render it later, elsewhere. */
export interface FoundPrompt {
  prompt: Prompt;
  /** Absolute path of the file it was read from, `-` for standard input, or {@link HTTP_SOURCE}. */
  source: string;
  /** First line of this prompt in its file, from 1. */
  line: number;
  /** First line of its text, where that is another one: below front matter. */
  bodyLine?: number | undefined;
  /** Number of the row or record in a file of many, from 1; undefined where the file is one prompt. */
  row?: number | undefined;
  /** Folder that relative images and templates are looked up in, and must not leave. Absolute, or {@link NO_FOLDER}. */
  baseDir: string;
  /** Folder of the file beneath the folder the user named, with `/`, `""` at its top. Outputs are laid out alike. */
  relativeDir: string;
  /** File name without its last extension: `{stem}` in name patterns. */
  stem: string;
  /** `{index}` in name patterns, where the prompt failed in another batch before and is given back: its number in that one. */
  index?: number | undefined;
}

/** What prompts need to be rendered from elsewhere as from where they were found; see {@link FoundPrompt}. */
export type PromptOrigin = Pick<FoundPrompt, "row" | "baseDir" | "relativeDir" | "stem" | "index">;

/** A prompt that got no PDF, as it stood in the input as far as it could be read: it is written down to be mended. */
export interface RawInput {
  origin: PromptOrigin;
  value:
    | { kind: "prompt"; prompt: Prompt }
    /** A row of a table; not as many cells as columns where that is what is wrong with it. */
    | { kind: "cells"; cells: readonly string[] }
    /** An object that is no prompt. */
    | { kind: "object"; object: Record<string, unknown> }
    | { kind: "text"; text: string };
}

/**
 * What intake yields: a good prompt, or a located reason why something is none. `columns` are those of the table it is a
 * row of, one and the same array for all its rows; `headerLine` is where they are named, if in the prompt's own source.
 */
export type IntakeItem =
  | {
      kind: "prompt";
      found: FoundPrompt;
      columns?: readonly string[] | undefined;
      headerLine?: number | undefined;
    }
  | {
      kind: "rejected";
      problem: Problem;
      raw?: RawInput | undefined;
      columns?: readonly string[] | undefined;
    };

/** What compose needs of a job. */
export interface ComposeRequest {
  prompt: Prompt;
  source: string;
  line: number;
  /** First line of its text, where that is another one. */
  bodyLine?: number | undefined;
  baseDir: string;
  /** Template of the whole batch, used where the prompt names none. Built-in name or absolute path. */
  template?: string | undefined;
  /** Page options of the whole batch; the prompt's own win, key by key. */
  options?: PageOptions | undefined;
  /** Whether scripts in the document may run (full lane only). */
  allowScripts: boolean;
  /** What counts as now, in seconds since 1970; absent: the clock. */
  epochSeconds?: number | undefined;
  /** Whether it is to be told which fields of the data the template does not use. */
  wantsUnusedFields?: boolean | undefined;
}

/** Where a document may be rendered. The difference is speed, never the result. */
export type LaneKind = "fast" | "full";

/**
 * How much layout a document needs before its print lays it out. The difference is speed, never the result.
 * - `print`: none. It has nothing to load but built-in fonts, and nothing in it moves or remembers.
 * - `load`: so much that it is known what is to be loaded: fonts and images.
 * - `always`: it may not go unseen for a moment, as something in it depends on that: animations, controls, scrolling.
 */
export type LayoutNeed = "print" | "load" | "always";

/** A heading, as its bookmark is to say it. */
export interface Heading {
  text: string;
  /** All that Chromium finds there, where that is more: what is read out for a formula or picture, the mark of a note. */
  written?: string | undefined;
}

/** A whole HTML document, ready for a lane. Plain data: it crosses threads. */
export interface ComposedDocument {
  html: string;
  /** `fast` only when a real parse proved that nothing in it needs a navigation of its own. */
  lane: LaneKind;
  /** Whether scripts run: always false in the fast lane. */
  scripts: boolean;
  /** Used in the fast lane; in the full lane every document is laid out as it loads. */
  layout: LayoutNeed;
  /** Addresses on the lane's host of the built-in fonts that its style sheets name. */
  fonts: string[];
  /**
   * Files the document may load: path below the lane's host (`a/3f9c…/logo.png`) → absolute path on disk. Nothing else
   * is served. Paths are unique to the file's content state, so that no cache can mix two files up.
   */
  assets: Record<string, string>;
  /** Title of the document, as the PDF's properties show it. */
  title: string;
  /** What its root element says; absent where that says nothing. */
  language?: string | undefined;
  /** In their order; empty where the PDF is to have no outline. */
  headings: Heading[];
  /** Absolute paths of all other files it was made of: templates and their includes, inlined style sheets. */
  dependencies: string[];
  /** Fields of the data that the template does not use, where that was asked for and a template was named. */
  unusedFields?: string[] | undefined;
  /** How many pages it is made for, where its template says so: one for each slide, sheet or card. */
  pages?: number | undefined;
  /** What remains for the printer after compose turned size and margins into CSS. */
  print: PrintSettings;
  warnings: Problem[];
}

/** Something a lane saw that the user should know of, before anybody has looked for its place in the source. */
export interface Noticed {
  code: ErrorCode;
  /** What was seen, why, and what to do, in whole sentences. */
  message: string;
  /** Text that stands in the source where it comes from, by which the line is found. */
  written?: string | undefined;
}

/** Print settings in the units of Chromium's printer: inches. */
export interface PrintSettings {
  widthIn: number;
  heightIn: number;
  landscape: boolean;
  marginsIn: { top: number; right: number; bottom: number; left: number };
  scale: number;
  background: boolean;
  /** Whether an `@page` size of the document itself decides, where the options name none. */
  cssPageSize: boolean;
  headerHtml?: string | undefined;
  footerHtml?: string | undefined;
  pageRanges?: string | undefined;
  tagged: boolean;
  outline: boolean;
}

/** Milliseconds that each condition took, one after the other: images are what remained when the fonts were there. */
export interface Readiness {
  /** The page's own signal, where its scripts run. */
  signalMs: number;
  fontsMs: number;
  imagesMs: number;
}

/** Milliseconds each stage of a job took; what a page was waited for is part of `loadMs`. */
export interface StageTimes extends Readiness {
  composeMs: number;
  loadMs: number;
  printMs: number;
  publishMs: number;
}
