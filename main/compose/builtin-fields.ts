import { PdfPromptError } from "../../shared/errors";
import type { PrintSettings } from "../../shared/stages";
import { workOutInvoice } from "./builtin-invoice";
import { layOutLabels } from "./builtin-labels";
import { cutSlides } from "./builtin-slides";
import { contentsOf } from "./contents";
import { wordsFor } from "./words";

const MM_PER_INCH = 25.4;

/** What a built-in template's fields are made from. */
export interface BuiltinInput {
  data: Record<string, unknown>;
  /** As HTML: all of it, and without the heading that is the document's title. */
  content: string;
  contentWithoutTitle: string;
  /** Whether the prompt has a title of its own. */
  isTitled: boolean;
  language: string;
  page: PrintSettings;
}

/** What only some templates need, by template. */
const WORKED_OUT: Record<string, (input: BuiltinInput) => Record<string, unknown>> = {
  invoice: ({ data, language }) => ({ invoice: workOutInvoice(data, language) }),
  labels: ({ data, page }) => ({ labels: layOutLabels(data, paperOf(page)) }),
  report: ({ contentWithoutTitle }) => ({ headings: contentsOf(contentWithoutTitle) }),
  slides: ({ content, contentWithoutTitle, isTitled }) => ({
    slides: cutSlides(isTitled ? contentWithoutTitle : content),
  }),
};

const OF_ALL = ["dir", "words"];
const READ_HERE: Record<string, readonly string[]> = {
  invoice: ["currency", "items", "prices_include_tax", "tax"],
  labels: ["grid", "labels"],
};

/** Fields that are not data but made for a built-in template. */
export function fieldsMadeFor(name: string): readonly string[] {
  const made: Record<string, readonly string[]> = { invoice: ["invoice"], report: ["headings"], slides: ["slides"] };
  return made[name] ?? [];
}

/** Data that are used for a built-in template without its text naming them. */
export function fieldsReadFor(name: string): readonly string[] {
  return [...OF_ALL, ...(READ_HERE[name] ?? [])];
}

/**
 * The fields that a built-in template has besides content and title: the data without what is empty in them, so that an
 * empty cell of a table is as good as none; its words in the document's language; and what has to be worked out.
 * @throws PdfPromptError `template-failed` for data that the template cannot use
 */
export function builtinFields(
  name: string,
  input: BuiltinInput,
  location: { source: string; line: number },
): Record<string, unknown> {
  const data = withoutEmpty(input.data);
  try {
    return {
      ...data,
      words: wordsFor(input.language, data.words),
      ...WORKED_OUT[name]?.({ ...input, data }),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PdfPromptError("template-failed", `Data for the template "${name}": ${reason}.`, location, error);
  }
}

/** Pages that somebody asks for in the text itself: in its markup, not in what it talks of. */
const HAS_PAGE_BREAKS = /<style\b|<[^<>]*(?:page-break|break-(?:before|after))/i;

/**
 * How many pages a document of a built-in template is made for; undefined where it may have any number.
 * @param fields as {@link builtinFields} gave them
 */
export function pagesMadeFor(
  name: string,
  { slides }: Record<string, unknown>,
  { content, isTitled }: BuiltinInput,
): number | undefined {
  if (HAS_PAGE_BREAKS.test(content)) return undefined;
  if (name === "slides" && Array.isArray(slides)) return Math.max(1, slides.length + (isTitled ? 1 : 0));
  return name === "certificate" || name === "invitation" ? 1 : undefined;
}

function paperOf({ widthIn, heightIn, landscape }: PrintSettings) {
  const [width, height] = landscape ? [heightIn, widthIn] : [widthIn, heightIn];
  return { widthMm: width * MM_PER_INCH, heightMm: height * MM_PER_INCH };
}

/** Data that refer to themselves cannot come from a file; a thread's stack is not for finding out. */
const MAX_DEPTH = 20;

function withoutEmpty(data: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const kept: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(data)) {
    const full = withoutEmptyValue(value, depth);
    if (full !== undefined) kept[key] = full;
  }
  return kept;
}

function withoutEmptyValue(value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (typeof value !== "object" || depth >= MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const full = value.map((one: unknown) => withoutEmptyValue(one, depth + 1)).filter((one) => one !== undefined);
    return full.length === 0 ? undefined : full;
  }
  const object = withoutEmpty({ ...value }, depth + 1);
  return Object.keys(object).length === 0 ? undefined : object;
}
