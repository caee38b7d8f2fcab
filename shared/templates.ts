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
