import { BUILTIN_TEMPLATES, type BuiltinTemplate } from "./templates";

const SENDER = ["name", "role", "address", "phone", "email", "web"].map((name) => `sender.${name}`);
const RECIPIENT = ["name", "company", "address"].map((name) => `recipient.${name}`);

/**
 * Fields of the data that the built-in templates read, and of objects (and lists of them) their members, behind a dot.
 * Written down, so that a slip is found without loading a template.
 */
export const TEMPLATE_FIELDS: Readonly<Record<BuiltinTemplate, readonly string[]>> = {
  plain: [],
  letter: [
    ...["sender", ...SENDER, "recipient", ...RECIPIENT, "date", "place", "closing", "signature", "signature_role"],
    "enclosures",
  ],
  report: ["cover", "contents", "numbered", "kicker", "subtitle", "author", "date", "version", "summary"],
  invoice: [
    ...["items", "items.description", "items.detail", "items.quantity", "items.unit", "items.price", "items.tax"],
    ...["tax", "prices_include_tax", "currency", "number", "date", "due", "facts", "facts.label", "facts.value"],
    ...["sender", ...SENDER, "sender.tax_id", "recipient", ...RECIPIENT, "recipient.tax_id"],
    ...["payment", "payment.label", "payment.value"],
  ],
  labels: [
    ...["labels", "grid", "grid.columns", "grid.rows", "grid.top", "grid.left", "grid.gap_x", "grid.gap_y"],
    ...["grid.skip", "grid.borders"],
  ],
  slides: ["kicker", "subtitle", "author", "date", "footer"],
  invitation: ["name", "host", "lead", "date", "time", "place", "table_number", "reply"],
  certificate: ["name", "organisation", "lead", "date", "signatory", "signatory_role"],
};

/** Fields that all of them read. */
export const FIELDS_OF_ALL = ["lang", "dir", "words"] as const;

/** Whether a template is one of ours. */
export function isBuiltin(template: string): template is BuiltinTemplate {
  return BUILTIN_TEMPLATES.some((known) => known === template);
}
