import { nearest } from "./nearest";

/** Names of the built-in templates, in the order people read them. */
export const BUILTIN_TEMPLATES = [
  "plain",
  "letter",
  "report",
  "invoice",
  "labels",
  "slides",
  "invitation",
  "certificate",
] as const;

export type BuiltinTemplate = (typeof BUILTIN_TEMPLATES)[number];

/**
 * What is wrong with what somebody gives as the template of a whole batch: it is a built-in one or a `.liquid` file.
 * @returns a sentence without a capital; undefined where nothing is wrong
 */
export function templateProblem(template: string): string | undefined {
  if (template.endsWith(".liquid") || BUILTIN_TEMPLATES.some((known) => known === template)) return undefined;
  const meant = nearest(template, BUILTIN_TEMPLATES);
  const guess = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  return `there is no template "${template}".${guess} Built-in: ${BUILTIN_TEMPLATES.join(", ")}; your own is a .liquid file.`;
}
