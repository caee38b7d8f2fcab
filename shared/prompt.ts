import { z } from "zod";
import { PROMPT_FORMATS, type PromptFormat } from "./choices";
import { LANGUAGE_RULE, languageProblem } from "./language-tag";
import { LENGTH_RULE, lengthProblem, PAGE_SIDE, PAGE_SIZES, type PageSizeName, toInches } from "./length";
import { PAGE_RANGES_RULE, pageRangesProblem } from "./page-ranges";

/** Text that must not have a problem. */
function checked(problemOf: (text: string) => string | undefined, rule: string) {
  return z.string({ error: rule }).check((context) => {
    const message = problemOf(context.value);
    if (message) context.issues.push({ code: "custom", message, input: context.value });
  });
}

const length = checked(lengthProblem, LENGTH_RULE);

/** A length that stands for all sides. */
const allMargins = checked(lengthProblem, `${LENGTH_RULE}, or such lengths as top, right, bottom and left`);

const pageSide = checked((text) => {
  const problem = lengthProblem(text);
  if (problem) return problem;
  const inches = toInches(text);
  if (inches >= toInches(PAGE_SIDE.min) && inches <= toInches(PAGE_SIDE.max)) return undefined;
  return `must be from ${PAGE_SIDE.min} to ${PAGE_SIDE.max}, it is ${text}`;
}, LENGTH_RULE);

/** Named page sizes are matched without regard to case: `a4`, `A4` and `letter` all work. */
const namedPageSize = z.string().transform((text, context): PageSizeName => {
  const name = (Object.keys(PAGE_SIZES) as PageSizeName[]).find((key) => key.toLowerCase() === text.toLowerCase());
  if (name) return name;
  context.addIssue({
    code: "custom",
    message: `must be one of ${Object.keys(PAGE_SIZES).join(", ")}, or a width and a height`,
  });
  return z.NEVER;
});

export const pageOptionsSchema = z.strictObject({
  pageSize: z.union([namedPageSize, z.strictObject({ width: pageSide, height: pageSide })]).optional(),
  landscape: z.boolean().optional(),
  /** One length for all four sides, or a length for each side named. */
  margins: z
    .union([
      allMargins,
      z.strictObject({
        top: length.optional(),
        right: length.optional(),
        bottom: length.optional(),
        left: length.optional(),
      }),
    ])
    .optional(),
  scale: z.number().min(0.1).max(2).optional(),
  background: z.boolean().optional(),
  /** Whether an `@page` size of the document counts where no `pageSize` is given. */
  cssPageSize: z.boolean().optional(),
  /** HTML for the page margin; Chromium's classes `pageNumber`, `totalPages`, `title`, `date` are filled in. */
  header: z.string().optional(),
  footer: z.string().optional(),
  /** Pages to keep, such as `1-3, 5`. */
  pageRanges: checked(pageRangesProblem, PAGE_RANGES_RULE).optional(),
  tagged: z.boolean().optional(),
  outline: z.boolean().optional(),
  metadata: z
    .strictObject({
      author: z.string().optional(),
      subject: z.string().optional(),
      keywords: z.array(z.string()).optional(),
      language: checked(languageProblem, LANGUAGE_RULE).optional(),
    })
    .optional(),
});

export type PageOptions = z.infer<typeof pageOptionsSchema>;

export { PROMPT_FORMATS, type PromptFormat };

/** Bounds of `priority`: lower numbers are worked on first. */
export const PRIORITY = { min: -100, max: 100, default: 0 } as const;

/** The text that becomes one PDF, with all that may be said about it. One schema for every door. */
export const promptSchema = z.strictObject({
  prompt: z.string(),
  format: z.enum(PROMPT_FORMATS).optional(),
  title: z.string().optional(),
  /** A built-in template's name, or a path to a `.liquid` file relative to the prompt's own folder. */
  template: z.string().min(1).optional(),
  /** What the template may use. */
  data: z.record(z.string(), z.unknown()).optional(),
  options: pageOptionsSchema.optional(),
  /** Pattern for the name of the output, without folder. */
  output: z.string().min(1).optional(),
  priority: z.number().int().min(PRIORITY.min).max(PRIORITY.max).optional(),
  userId: z.string().min(1).max(200).optional(),
  /** Idempotency key: a second prompt with the same id in a batch is the same job. */
  id: z.string().min(1).max(200).optional(),
});

export type Prompt = z.infer<typeof promptSchema>;

/** Keys of {@link promptSchema}, in the order people read them. */
export const PROMPT_KEYS = Object.keys(promptSchema.shape) as (keyof Prompt)[];
