import { HAS_MARGIN_BOXES } from "../../shared/chromium";
import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument, ComposeRequest, LayoutNeed, PrintSettings } from "../../shared/stages";
import { Assets } from "./assets";
import { builtinFields, fieldsReadFor, pagesMadeFor } from "./builtin-fields";
import { type Cleaning, cleanDocument } from "./clean";
import { type ContentFields, contentFields, documentTitle, renderContent, stemOf } from "./content";
import { builtinFontsIn } from "./fonts";
import { headingsOf } from "./headings";
import {
  attribute,
  childElement,
  createElement,
  escapeHtml,
  insert,
  isWholeDocument,
  parseHtml,
  serializeHtml,
} from "./html";
import { directionOf, firstLetter, guessLanguage } from "./language";
import { renderTemplate, SafeHtml, usedFields } from "./liquid";
import { breakLongWords } from "./long-words";
import { fillInDate, forgetAddress } from "./margin";
import { DEFAULT_MARGIN, fitMargins, mergePageOptions, pageCss, printSettings, roomProblem } from "./page";
import { type RunningLine, runningBox, runningTemplate } from "./running-lines";
import { builtinTemplate, chosenTemplate, insertBuiltinStyles, type LoadedTemplate, styleMark } from "./templates";
import { mayDependOnBeingShown, mayLoad, NEEDS_NAVIGATION } from "./vocabulary";
import { Warnings } from "./warnings";
import { isUncommon } from "./wide-faces";

/** Only cells have to be as wide as their words. */
const MAY_HAVE_TABLES = /<table/i;

/** A document without any of this has neither scripts nor handlers, whatever a parser makes of it. */
const MAY_HAVE_SCRIPTS = /<script|on\w+\s*=/i;

/** What controls show depends on when they are looked at; where scripts are off, Chromium gives every video some. */
const NO_MEDIA_CONTROLS = ":is(audio,video)::-webkit-media-controls{display:none!important}";

/** A footer that is asked for takes the place of what a built-in template has there, `plain` by its style sheet. */
const NO_OWN_FOOT = "@page{@bottom-center{content:none}}";

/**
 * Turns a prompt into an HTML document that is ready for a lane: rendered, put into its template, its files resolved,
 * freed of what a sealed lane cannot do, and classified.
 * @param options `hasMarginBoxes`: whether Chromium has them. Default: as this one does.
 * @throws PdfPromptError `template-failed`, `input-invalid` for margins that leave no room
 */
export async function composeDocument(
  request: ComposeRequest,
  { hasMarginBoxes = HAS_MARGIN_BOXES } = {},
): Promise<ComposedDocument> {
  const { prompt, source, line, bodyLine = line, baseDir } = request;
  const warnings = new Warnings(source, bodyLine);
  const assets = new Assets(baseDir, warnings);
  const template = templateOf(request);
  const explicit = mergePageOptions(request.options, prompt.options);
  const templatePage = template && fitMargins(template.page, explicit);
  const page = mergePageOptions(templatePage, explicit);
  const settings = printSettings(page, template ? DEFAULT_MARGIN.template : DEFAULT_MARGIN.document);
  const noRoom = roomProblem(settings);
  if (noRoom) throw new PdfPromptError("input-invalid", noRoom, { source, line });
  const content = template && (await renderContent(prompt));
  const made = content && contentFields(content.html, request);
  const { html, pages } =
    template && made
      ? fillTemplate(template, made, content.contents, request, assets, settings)
      : { html: prompt.prompt };
  const document = parseHtml(html);
  if (template && MAY_HAVE_TABLES.test(html)) breakLongWords(document);
  const cleaning: Cleaning = {
    assets,
    warnings,
    allowScripts: request.allowScripts && MAY_HAVE_SCRIPTS.test(html),
    pending: [],
    hasScripts: false,
    fragments: new Set(),
  };
  await cleanDocument(document, cleaning);
  const root = childElement(document, "html");
  const head = root && childElement(root, "head");
  const title = documentTitle(document, head, request);
  for (const { message, written } of content?.problems ?? []) warnings.add("input-invalid", message, written);
  // The name of a file is a property of the PDF, but nothing to be printed.
  const shownTitle = made?.hasTitle === false && title === stemOf(source) ? undefined : title;
  const lines = (template?.running ?? []).filter(
    ({ at }) => explicit[at === "top" ? "header" : "footer"] === undefined,
  );
  if (head) {
    for (const style of content?.styles ?? []) insertStyle(head, styleMark(style), "first");
    head.childNodes = head.childNodes.filter((node) => node.nodeName !== "title");
    insertStyle(head, pageCss(templatePage ?? {}), "first");
    insert(head, createElement("title", [], title), "first");
    insert(head, createElement("meta", [{ name: "charset", value: "utf-8" }]), "first");
    insertStyle(head, pageCss(explicit, templatePage ?? {}), "last");
    if (hasMarginBoxes) insertStyle(head, lines.map((running) => runningBox(running, shownTitle)).join(""), "last");
    if (template?.isBuiltin && explicit.footer !== undefined) insertStyle(head, NO_OWN_FOOT, "last");
    if (cleaning.hasMedia) insertStyle(head, NO_MEDIA_CONTROLS, "last");
  }
  const written = serializeHtml(document);
  const isFull = cleaning.hasScripts || NEEDS_NAVIGATION.test(written);
  const language = root && attribute(root, "lang");
  const running = (at: RunningLine["at"]) => {
    const apart = hasMarginBoxes ? undefined : lines.find((one) => one.at === at);
    // What a machine's fonts may lack is better left out than printed as boxes.
    return apart && runningTemplate(apart, shownTitle !== undefined && !isUncommon(shownTitle));
  };
  const finished = template ? await insertBuiltinStyles(written, cleaning.hasScripts, language ?? "") : written;
  return {
    html: finished,
    lane: isFull ? "full" : "fast",
    scripts: cleaning.hasScripts,
    layout: layoutNeed(written),
    fonts: builtinFontsIn(finished),
    assets: assets.served,
    title,
    language,
    headings: settings.tagged && settings.outline ? headingsOf(document) : [],
    pages,
    dependencies: [...(template?.files() ?? []), ...assets.dependencies],
    print: {
      ...settings,
      headerHtml: await cleanMargin(explicit.header ?? running("top"), cleaning, request.epochSeconds),
      footerHtml: await cleanMargin(explicit.footer ?? running("bottom"), cleaning, request.epochSeconds),
    },
    warnings: await warnings.toProblems(),
    unusedFields: template && request.wantsUnusedFields ? unusedFields(template, request) : undefined,
  };
}

function unusedFields(template: LoadedTemplate, request: ComposeRequest): string[] {
  if (request.template === undefined && request.prompt.template === undefined) return [];
  const used = new Set([...usedFields(template), ...(template.isBuiltin ? fieldsReadFor(template.label) : [])]);
  return used.has("data") ? [] : Object.keys(request.prompt.data ?? {}).filter((field) => !used.has(field));
}

/** @param html without the built-in style sheets: they load built-in fonts only, and nothing in them moves */
function layoutNeed(html: string): LayoutNeed {
  if (mayDependOnBeingShown(html)) return "always";
  return mayLoad(html) ? "load" : "print";
}

/** The template to use: as chosen, else none for a whole HTML document, else the plain one. */
function templateOf(request: ComposeRequest): LoadedTemplate | undefined {
  const { format, prompt } = request.prompt;
  const chosen = chosenTemplate(request);
  if (chosen || (format === "html" && isWholeDocument(prompt))) return chosen;
  return builtinTemplate("plain");
}

function fillTemplate(
  template: LoadedTemplate,
  { content, title, hasTitle, contentWithoutTitle, startsWithHeading }: ContentFields,
  contents: string,
  request: ComposeRequest,
  assets: Assets,
  page: PrintSettings,
): { html: string; pages?: number | undefined } {
  const { prompt, options, source, line, epochSeconds } = request;
  const data = prompt.data ?? {};
  const language = prompt.options?.metadata?.language ?? options?.metadata?.language;
  const given = language ?? (typeof data.lang === "string" && data.lang.trim() !== "" ? data.lang : undefined);
  const lang = given ?? guessLanguage(firstLetter(content) === undefined ? escapeHtml(shownTexts(data)) : content);
  // No prototype: a key such as `constructor` is a field only when the data have it. Ours come last and win, but for the
  // direction, which data may set.
  const location = { source, line };
  const isTitled = prompt.title !== undefined;
  const input = { data, content, contentWithoutTitle, isTitled, language: lang, page };
  const own = template.isBuiltin ? builtinFields(template.label, input, location) : data;
  const fields = Object.assign(Object.create(null), { dir: directionOf(lang) }, own, {
    content: new SafeHtml(content),
    content_without_title: new SafeHtml(contentWithoutTitle),
    starts_with_heading: startsWithHeading,
    toc: new SafeHtml(contents),
    title,
    has_title: hasTitle,
    given_title: prompt.title ?? "",
    lang,
    data,
  });
  return {
    html: renderTemplate({ ...template, fields, assets, location, lang, epochSeconds }),
    pages: template.isBuiltin ? pagesMadeFor(template.label, own, input) : undefined,
  };
}

/** Texts at the top of the data, by which the language of a document without content is guessed. */
function shownTexts(data: Record<string, unknown>): string {
  return Object.values(data)
    .filter((value) => typeof value === "string")
    .join(" ");
}

function insertStyle(head: Parameters<typeof insert>[0], css: string, where: "first" | "last"): void {
  if (css !== "") insert(head, createElement("style", [], css), where);
}

/**
 * A header or footer is printed by Chromium in a page of its own, outside the lane's policy: it is cleaned like the
 * document, and scripts are never left in it.
 */
async function cleanMargin(
  html: string | undefined,
  { assets, warnings }: Cleaning,
  epochSeconds: number | undefined,
): Promise<string | undefined> {
  if (html === undefined) return undefined;
  const document = parseHtml(html);
  await cleanDocument(document, { assets, warnings, allowScripts: false, pending: [], hasScripts: false });
  forgetAddress(document);
  if (epochSeconds !== undefined) fillInDate(document, epochSeconds);
  // A fragment was given, so a fragment is handed on, without the frame that parsing put around it.
  return serializeHtml(document).replace(/^<html><head>|<\/head><body>|<\/body><\/html>$/g, "");
}
