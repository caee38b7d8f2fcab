import { fieldsMadeFor, fieldsReadFor } from "./builtin-fields";
import { usedFields } from "./liquid";
import { chosenTemplate } from "./templates";

/** Fields that every document has, whatever its data are. */
const OF_EVERY_DOCUMENT: ReadonlySet<string> = new Set([
  "content",
  "content_without_title",
  "data",
  "dir",
  "given_title",
  "has_title",
  "lang",
  "starts_with_heading",
  "title",
  "toc",
  "words",
]);

/**
 * The fields of the data that a template mentions, in the order it does.
 * @param template a built-in template's name, or the absolute path of a `.liquid` file
 * @throws PdfPromptError `template-failed` when it is unknown or cannot be read
 */
export function templateFields(template: string): string[] {
  const chosen = chosenTemplate({
    prompt: { prompt: "" },
    template,
    baseDir: "/",
    source: template,
    line: 1,
    allowScripts: false,
  });
  if (!chosen) return [];
  const names = new Set(usedFields(chosen));
  if (chosen.isBuiltin) {
    for (const made of fieldsMadeFor(chosen.label)) names.delete(made);
    for (const read of fieldsReadFor(chosen.label)) names.add(read);
  }
  return [...names].filter((name) => !OF_EVERY_DOCUMENT.has(name));
}
