import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Liquid, Template as ParsedTemplate } from "liquidjs";
import { PdfPromptError } from "../../shared/errors";
import type { PageOptions } from "../../shared/prompt";
import { type ComposeRequest, NO_FOLDER } from "../../shared/stages";
import { BUILTIN_TEMPLATES, type BuiltinTemplate } from "../../shared/templates";
import { isBeneath, realFile } from "./assets";
import { everyOwnFace, type FontNeeds, fontFaceCss, subsetsIn } from "./fonts";
import { createEngine } from "./liquid";
import { mathCss } from "./math-css";
import { didYouMean } from "./nearest";
import type { RunningLine } from "./running-lines";
import baseCss from "./templates/base.css?raw";
import certificate from "./templates/certificate.liquid?raw";
import invitation from "./templates/invitation.liquid?raw";
import invoice from "./templates/invoice.liquid?raw";
import labels from "./templates/labels.liquid?raw";
import letter from "./templates/letter.liquid?raw";
import markdownCss from "./templates/markdown.css?raw";
import plain from "./templates/plain.liquid?raw";
import report from "./templates/report.liquid?raw";
import slides from "./templates/slides.liquid?raw";
import { loadUserTemplate } from "./user-template";
import { wideFaces } from "./wide-faces";

interface Builtin {
  source: string;
  /** What the page is like where neither the batch nor the prompt says otherwise. */
  page: PageOptions;
  /** At most one at the top and one at the bottom. */
  running?: readonly RunningLine[];
}

/** `--running` in base.css: the running lines of a report are not to be seen on its cover. */
const COVER_BANDS = "#1f4f82";

const BUILTINS: Record<BuiltinTemplate, Builtin> = {
  plain: {
    source: plain,
    page: { pageSize: "A4", margins: { top: "24mm", right: "28mm", bottom: "24mm", left: "28mm" } },
  },
  letter: {
    source: letter,
    page: { pageSize: "A4", margins: { top: "20mm", right: "22mm", bottom: "20mm", left: "25mm" } },
  },
  report: {
    source: report,
    page: {
      pageSize: "A4",
      margins: { top: "24mm", right: "22mm", bottom: "24mm", left: "22mm" },
    },
    running: [
      { at: "top", align: "left", parts: ["title"], colour: COVER_BANDS },
      { at: "bottom", align: "right", parts: ["pages"], colour: COVER_BANDS },
    ],
  },
  invoice: {
    source: invoice,
    page: {
      pageSize: "A4",
      margins: { top: "18mm", right: "20mm", bottom: "22mm", left: "22mm" },
    },
    running: [{ at: "bottom", align: "center", parts: ["title", "pages"], colour: "#6b747e" }],
  },
  labels: { source: labels, page: { pageSize: "A4", margins: "0mm" } },
  slides: { source: slides, page: { pageSize: { width: "960pt", height: "540pt" }, margins: "0mm" } },
  invitation: { source: invitation, page: { pageSize: "A5", landscape: true, margins: "0mm" } },
  certificate: { source: certificate, page: { pageSize: "A4", landscape: true, margins: "0mm" } },
};

/** A stylesheet without what is there for people only: it is parsed with each document. */
function compact(css: string): string {
  return css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s+/g, " ");
}

/** Elements and names that make a document use the font of code. */
const USES_MONO = /<(?:code|pre|kbd|samp|tt)[\s>]|monospace|JetBrains/i;

/** Elements and words that make a document use a slanted face. */
const USES_ITALIC = /<(?:em|i|cite|dfn|var|address|blockquote)[\s>]|italic|oblique/i;

/** Stylesheets that built-in templates include, as a document needs them; undefined stands for any document. */
const STYLES: Record<string, (html: string | undefined, needs: FontNeeds) => string> = {
  "base.css": () => BASE_CSS,
  "serif.css": (_html, needs) => fontFaceCss("serif", needs),
  "sans.css": (_html, needs) => fontFaceCss("sans", needs),
  "mono.css": (html, needs) => (html === undefined || USES_MONO.test(html) ? fontFaceCss("mono", needs) : ""),
  "markdown.css": () => MARKDOWN_CSS,
  "math.css": () => mathCss(),
};
const BASE_CSS = compact(baseCss);
const MARKDOWN_CSS = compact(markdownCss);

/** Stylesheets of content, which come with it into any template. */
export type ContentStyle = "markdown.css" | "math.css";

/**
 * While a document is made, a comment stands for each of these stylesheets: they are ours, and parsing them anew with
 * every document took half of its time. No prompt can guess the comment and so have one put elsewhere.
 */
const NONCE = randomBytes(16).toString("hex");
const PLACEHOLDERS = Object.fromEntries(Object.keys(STYLES).map((name) => [name, `/*${NONCE} ${name}*/`]));
const PLACEHOLDER = new RegExp(`/\\*${NONCE} ([a-z.]+)\\*/`, "g");
/** How a built-in template asks for one. It is replaced as text, once: rendering such a tag costs as much as all the rest. */
const STYLE_TAG = /\{% render "([a-z.]+)" %\}/g;

/** What stands for a stylesheet until {@link insertBuiltinStyles}. */
export function styleMark(name: ContentStyle): string {
  return PLACEHOLDERS[name] ?? "";
}

/**
 * Puts the built-in stylesheets into a finished document.
 * @param hasScripts whether scripts may still add to what it shows. Of scripts beyond Latin, Greek and Cyrillic they can
 * add only characters that the document has somewhere: to declare all fonts would take longer than to print it.
 * @param language of the document
 */
export async function insertBuiltinStyles(html: string, hasScripts: boolean, language: string): Promise<string> {
  const shown = hasScripts ? undefined : html;
  const wide = await wideFaces(html, language);
  const hasItalic = hasScripts || USES_ITALIC.test(html);
  const needs: FontNeeds = { subsets: subsetsIn(shown), hasItalic, wide };
  const styled = html.replace(PLACEHOLDER, (_, name: string) => STYLES[name]?.(shown, needs) ?? "");
  if (!wide) return styled;
  const end = styled.lastIndexOf("</body>");
  return end < 0 ? styled : styled.slice(0, end) + everyOwnFace(styled) + styled.slice(end);
}

/** A template ready to render. */
export interface LoadedTemplate {
  engine: Liquid;
  parsed: ParsedTemplate[];
  label: string;
  isBuiltin: boolean;
  folder: string | undefined;
  /** Page options it starts from; empty for a user's template, whose own CSS says them. */
  page: PageOptions;
  running: readonly RunningLine[];
  /** Files it was made of so far: itself and what it includes. None for a built-in one. */
  files(): string[];
}

const loaded = new Map<string, LoadedTemplate>();

/** A built-in template, parsed once a thread. */
export function builtinTemplate(name: string): LoadedTemplate | undefined {
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name as BuiltinTemplate] : undefined;
  if (!builtin) return undefined;
  let template = loaded.get(name);
  if (!template) {
    const engine = createEngine();
    const parsed = engine.parse(
      builtin.source.replace(STYLE_TAG, (_, style: string) => PLACEHOLDERS[style] ?? ""),
      name,
    );
    const { page, running = [] } = builtin;
    template = { engine, parsed, label: name, isBuiltin: true, folder: undefined, page, running, files: () => [] };
    loaded.set(name, template);
  }
  return template;
}

/**
 * The template a request asks for, the prompt's choice before the batch's; undefined when neither names one.
 * @throws PdfPromptError `template-failed` when it is unknown, unreadable, or lies outside the prompt's folder
 */
export function chosenTemplate({
  prompt,
  template,
  baseDir,
  source,
  line,
}: ComposeRequest): LoadedTemplate | undefined {
  const name = prompt.template ?? template;
  if (name === undefined) return undefined;
  const builtin = builtinTemplate(name);
  if (builtin) return builtin;
  const location = { source, line };
  const isOwnChoice = prompt.template !== undefined;
  if (!/[/\\]|\.liquid$/i.test(name) || (isOwnChoice && baseDir === NO_FOLDER)) throw unknownTemplate(name, location);
  const path = isOwnChoice ? ownTemplate(name, baseDir, location) : batchTemplate(name);
  if (path === undefined) throw unknownTemplate(name, location);
  const { engine, parsed, folder, stamps } = loadUserTemplate(path, location);
  const files = () => [...stamps.keys()];
  return { engine, parsed, folder, label: path, isBuiltin: false, page: {}, running: [], files };
}

/** The user named it for the whole batch: any file of theirs. */
function batchTemplate(name: string): string | undefined {
  return isAbsolute(name) ? realFile(name) : undefined;
}

/** A prompt named it, and prompts are not trusted: only a file beneath the prompt's own folder. */
function ownTemplate(name: string, baseDir: string, location: { source: string; line: number }): string | undefined {
  const target = resolve(baseDir, name);
  const isInside = isBeneath(resolve(baseDir), target);
  const path = isInside ? realFile(target) : undefined;
  if (isInside && (path === undefined || isBeneath(realpathSync(baseDir), path))) return path;
  throw new PdfPromptError(
    "template-failed",
    `The template "${name}" lies outside the prompt's own folder, ${baseDir}. Move it there, or choose it for the whole batch.`,
    location,
  );
}

function unknownTemplate(name: string, location: { source: string; line: number }): PdfPromptError {
  const message =
    `There is no template "${name}".${didYouMean(name, BUILTIN_TEMPLATES)} Built-in templates: ` +
    `${BUILTIN_TEMPLATES.join(", ")}. Your own is named by its path, such as "templates/offer.liquid".`;
  return new PdfPromptError("template-failed", message, location);
}
